import { mount } from 'svelte';
import App from './App.svelte';
import './base.css';
import './tokens.css';
import { desktopListener } from './frame/desktop.svelte.js';
import { t } from './messages/translate.js';
import { openLab } from './state/lab-client.svelte.js';
import { labOfThisWindow } from './state/lab-of-this-window.js';

const place = document.getElementById('app');
if (place === null) throw new Error('the page has no place for the window');
const lab = labOfThisWindow(desktopListener);
if (lab === null) place.textContent = t('frame.no-token');
else {
  openLab(lab);
  mount(App, { target: place });
}
