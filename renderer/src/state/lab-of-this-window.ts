import type { DesktopListener } from '../../../app/api/client/bridge-client.js';
import { connectPage } from '../../../app/api/client/connect.js';
import type { BrowserSocket } from '../../../app/api/client/web-socket-client.js';
import type { LabClient } from '../../../app/api/contract.js';

/**
 * The lab that the host of this window offers; `null` when the page was opened without the server's token. `desktop` hears
 * of files that the system opens and of the program's menu; a server has neither.
 */
export function labOfThisWindow(desktop: DesktopListener): LabClient | null {
  const browser = {
    openSocket,
    request: (url: string, request: RequestInit) => fetch(url, request),
    later: (act: () => void, milliseconds: number) => {
      setTimeout(act, milliseconds);
    },
  };
  return connectPage(window, browser, desktop);
}

/** The browser's socket, with handlers that need no `this`. */
function openSocket(url: string, protocols: string[]): BrowserSocket {
  const socket = new WebSocket(url, protocols);
  const opened: BrowserSocket = {
    onopen: null,
    onclose: null,
    onmessage: null,
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.onopen = () => opened.onopen?.();
  socket.onclose = () => opened.onclose?.();
  socket.onmessage = (event: MessageEvent<unknown>) => opened.onmessage?.(event);
  return opened;
}
