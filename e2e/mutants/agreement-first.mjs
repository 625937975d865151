import { agreeOn } from './agreement.mjs';

agreeOn(0, 50);
agreeOn(50, 500);
