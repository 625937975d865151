/**
 * The window with a fake lab. The address chooses what it shows: `?devices=0` an empty fleet, `?lost` a lost connection,
 * `?pseudo` the pseudo-locale, `?theme=dark`, `?hostile` texts that try to come to life.
 */
import { mount } from 'svelte';
import App from '../App.svelte';
import '../base.css';
import '../tokens.css';
import { usePseudoLocale } from '../messages/translate.js';
import { openLab } from '../state/lab-client.svelte.js';
import { openFakeLab } from './fake-lab.js';
import { hostile } from './hostile-lab.js';

const place = document.getElementById('app');
if (place === null) throw new Error('the page has no place for the window');
const asked = new URLSearchParams(location.search);
if (asked.has('pseudo')) usePseudoLocale();
const lab = openFakeLab(asked);
openLab(asked.has('hostile') ? hostile(lab) : lab);
mount(App, { target: place });
