/** The sign in the system's bar: what runs, and the way back to the window. */
import { Menu, nativeImage, Tray } from 'electron';

/** A 16 x 16 half moon, drawn here so that no file can be missing. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAMUlEQVR42mNgoAXQz7/3H4YHTjPJBlBV8zAxgCRDaGYA1Qwh2iBChhBlGE1dQpOcCwB9BcZxkx+aUgAAAABJRU5ErkJggg==';

export interface DeskTray {
  readonly show: (text: string) => void;
}

export function openTray(acts: { readonly show: () => void; readonly quit: () => void }): DeskTray {
  const tray = new Tray(nativeImage.createFromDataURL(picture));
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Show Curfew', click: acts.show },
      { label: 'Quit', click: acts.quit },
    ]),
  );
  tray.on('click', acts.show);
  return { show: (text) => tray.setToolTip(text) };
}
