/** A WebSocket and the session behind it: frames in, frames out, and an end for whoever does not keep to the rules. */
import type { WebSocket } from 'ws';
import type { Dispatcher } from '../api/dispatcher.js';
import { ApiSession } from '../api/session.js';

/** Bytes of a message from the page: a run of a thousand scenarios is well below it. */
export const maxMessageBytes = 64 << 20;
/** Bytes that wait for a page that does not read. Streams wait by themselves; this is for answers. */
const maxWaitingBytes = 256 << 20;
/** A page that was closed without a word is noticed after two of these, in milliseconds. */
const PULSE_MS = 15_000;

/** Codes of RFC 6455. */
const closeCode = { policy: 1008, tooBusy: 1013 } as const;

export function serveSocket(socket: WebSocket, dispatcher: Dispatcher): void {
  const session = new ApiSession(dispatcher, (message) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxWaitingBytes) return socket.close(closeCode.tooBusy, 'the page does not read');
    socket.send(JSON.stringify(message));
  });
  let answered = true;
  const pulse = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PULSE_MS);
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('message', (data, isBinary) => {
    const message = isBinary || !(data instanceof Buffer) ? undefined : parsed(data.toString('utf8'));
    if (message === undefined || !session.receive(message)) socket.close(closeCode.policy, 'not a message of Curfew');
  });
  // The close that follows ends the session; a broken frame needs no more than that.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(pulse);
    session.close();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
