/** The menu's "Open log": the system's own dialog. What is chosen goes the road of files that the system opens. */
import type { BrowserWindow, Dialog } from 'electron';

export interface LogDialogs<W> {
  readonly ask: (window: W) => Promise<{ readonly canceled: boolean; readonly filePaths: readonly string[] }>;
  /** The dialog could not be shown. */
  readonly onFailed: (text: string) => void;
}

/** No filters: logs have every ending there is, and none. */
export function logDialogs(dialog: Pick<Dialog, 'showOpenDialog' | 'showErrorBox'>): LogDialogs<BrowserWindow> {
  return {
    ask: (window) => dialog.showOpenDialog(window, { title: 'Open logs', properties: ['openFile', 'multiSelections'] }),
    onFailed: (text) => dialog.showErrorBox('No log can be chosen', text),
  };
}

/** One dialog at a time, however often the menu is used. */
export class LogChooser<W> {
  readonly #dialogs: LogDialogs<W>;
  #isOpen = false;

  constructor(dialogs: LogDialogs<W>) {
    this.#dialogs = dialogs;
  }

  /** Paths of what was chosen; none when a person changed their mind, or while a dialog is open already. */
  async choose(window: W): Promise<readonly string[]> {
    if (this.#isOpen) return [];
    this.#isOpen = true;
    try {
      const { canceled, filePaths } = await this.#dialogs.ask(window);
      return canceled ? [] : filePaths;
    } catch (error) {
      this.#dialogs.onFailed(error instanceof Error ? error.message : String(error));
      return [];
    } finally {
      this.#isOpen = false;
    }
  }
}
