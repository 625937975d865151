import { agreeOn } from './agreement.mjs';

agreeOn(500, 2_500);
