/** A page's connection without a page: Node's sockets in the place of the browser's. */
import WebSocket from 'ws';
import type { LabClient } from '../../app/api/contract.js';
import { connectToServer, type BrowserSocket } from '../../app/api/client/web-socket-client.js';

export function connectAsPage(address: string): LabClient & { readonly close: () => void } {
  const { origin, hash } = new URL(address);
  const token = hash.replace('#token=', '');
  return connectToServer(
    { origin, token },
    {
      openSocket: (url, protocols) => nodeSocket(url, protocols, origin),
      request: (url, { headers, ...request }) => fetch(url, { ...request, headers: { ...headers, origin } }),
      later: (act, milliseconds) => void setTimeout(act, milliseconds),
    },
  );
}

function nodeSocket(url: string, protocols: string[], origin: string): BrowserSocket {
  const socket = new WebSocket(url, protocols, { origin });
  const opened: BrowserSocket = {
    onopen: null,
    onclose: null,
    onmessage: null,
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.on('open', () => opened.onopen?.());
  // A refused connection ends with both; the close is what the client waits for.
  socket.on('error', () => undefined);
  socket.on('close', () => opened.onclose?.());
  socket.on('message', (data) => opened.onmessage?.({ data: data instanceof Buffer ? data.toString('utf8') : null }));
  return opened;
}

/** The first item for which `is` holds; fails when the stream ends before. */
export function firstItem<T>(
  watch: (signal: AbortSignal, onItem: (item: T) => void, onEnd: (error: unknown) => void) => void,
  is: (item: T) => boolean,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = new AbortController();
    const onItem = (item: T): void => {
      if (!is(item)) return;
      resolve(item);
      abort.abort();
    };
    watch(abort.signal, onItem, (error) => reject(new Error(`the stream ended: ${JSON.stringify(error)}`)));
  });
}
