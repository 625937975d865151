/** The hidden window in which a report is printed: no script, no request but its own file, nothing of the program's session. */
import { BrowserWindow, session, type Session } from 'electron';
import { pathToFileURL } from 'node:url';
import { guardContents, guardSession } from './guards.js';
import { printPreferences, type PrintWindow } from './print-pdf.js';

/** Paper and margins are the report's own; without backgrounds the marks would lose their colours. */
const paper = { preferCSSPageSize: true, printBackground: true };

export function openPrintWindow(file: string): PrintWindow {
  const address = pathToFileURL(file).href;
  guardPrinting(session.fromPartition(printPreferences.partition), address);
  const window = new BrowserWindow({ show: false, width: 1280, height: 900, webPreferences: printPreferences });
  const { webContents } = window;
  guardContents(webContents, address);
  return {
    load: () => window.loadFile(file),
    print: () => webContents.printToPDF(paper),
    onDead: (listener) => void webContents.on('render-process-gone', (_event, { reason }) => listener(reason)),
    destroy: () => window.destroy(),
  };
}

function guardPrinting(printing: Session, address: string): void {
  guardSession(printing);
  printing.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: url !== address }));
}
