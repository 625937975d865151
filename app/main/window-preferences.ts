/** What a window may be: nothing but a page. A test holds every word of it. */
import type { WebPreferences } from 'electron';

/** What holds for every window of ours, shown or hidden. */
export const lockedDown = {
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
  // Timelines and clocks go on while another window is in front; what is printed is never in front.
  backgroundThrottling: false,
} as const satisfies WebPreferences;

export function windowPreferences(preload: string): WebPreferences {
  return { preload, ...lockedDown };
}
