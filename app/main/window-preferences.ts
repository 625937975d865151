/** What a window may be: nothing but a page. A test holds every word of it. */
import type { WebPreferences } from 'electron';

export function windowPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    // Timelines and clocks go on while another window is in front.
    backgroundThrottling: false,
  };
}
