/** `node --import register.mjs out/main/main.js`: the built program finds the stand-in where it asks for `electron`. */
import { register } from 'node:module';

register('./resolve-electron.mjs', import.meta.url);
