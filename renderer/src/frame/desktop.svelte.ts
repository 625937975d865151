/** What the program around the page asks of it: files that the system or its menu opens, and the menu's Find. */
import type { DesktopListener } from '../../../app/api/client/bridge-client.js';
import { importOpened } from '../state/imports.svelte.js';
import { hrefTo } from '../state/route.js';
import { goTo } from '../state/router.svelte.js';
import { findDialog } from './keys.svelte.js';

export const desktopListener: DesktopListener = {
  onFiles: (files) => {
    findDialog.close();
    importOpened(files);
    goTo(hrefTo('traces'));
  },
  onFind: () => findDialog.open(),
};
