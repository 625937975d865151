import { agreeOnFew } from './agreement.mjs';

agreeOnFew();
