/** What the program around the page asks of it: files that the system opens, and the commands of its menu. */
import type { DesktopListener } from '../../../app/api/client/bridge-client.js';
import { importOpened } from '../state/imports.svelte.js';
import { hrefTo } from '../state/route.js';
import { goTo } from '../state/router.svelte.js';
import { findDialog } from './keys.svelte.js';

/** Counts how often the menu asked for a log: whoever can open the picker does. */
class LogRequests {
  count = $state(0);
}

export const logRequests = new LogRequests();

export const desktopListener: DesktopListener = {
  onFiles: (files) => {
    findDialog.close();
    importOpened(files);
    goTo(hrefTo('traces'));
  },
  onCommand: (command) => {
    if (command === 'find') findDialog.open();
    else {
      findDialog.close();
      goTo(hrefTo('traces'));
      logRequests.count += 1;
    }
  },
};
