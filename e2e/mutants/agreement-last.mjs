import { agreeOnMany } from './agreement.mjs';

agreeOnMany();
