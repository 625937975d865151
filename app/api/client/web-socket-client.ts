/**
 * A `LabClient` for a page that the server host serves. No Node here, and no DOM types: the page hands in what a browser has,
 * so that the same code runs in a test.
 *
 *     const client = connectToServer(location.href, browser)   // browser: `{ openSocket, request, later }`
 */
import type { ApiError, LabClient } from '../contract.js';
import { protocolName, uploadPartBytes } from '../protocol.js';
import { clientOver, type Upload } from './protocol-client.js';
import type { OpenWire } from './wire.js';

/** The part of the browser's `WebSocket` that is used. */
export interface BrowserSocket {
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  readonly send: (text: string) => void;
  readonly close: () => void;
}

/** What `fetch` answers, as far as it is used. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: () => Promise<string>;
}

export interface Browser {
  /** `(url, protocols) => new WebSocket(url, protocols)` */
  readonly openSocket: (url: string, protocols: string[]) => BrowserSocket;
  /** `(url, request) => fetch(url, request)` */
  readonly request: (
    url: string,
    request: {
      readonly method: string;
      readonly headers: Record<string, string>;
      readonly body: Blob;
      readonly signal: AbortSignal;
    },
  ) => Promise<HttpAnswer>;
  /** `(act, ms) => setTimeout(act, ms)` */
  readonly later: (act: () => void, milliseconds: number) => void;
}

/** Where the server is and what opens its door: from the address that it was opened with. */
export interface ServerDoor {
  /** `http://127.0.0.1:49152` */
  readonly origin: string;
  readonly token: string;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** Tries for as long as the page lives, at longer and longer intervals. */
function socketWire({ origin, token }: ServerDoor, browser: Browser): OpenWire {
  return ({ onUp, onDown, onMessage }) => {
    let socket: BrowserSocket | undefined;
    let isClosed = false;
    let waitMs = FIRST_WAIT_MS;
    const connect = (): void => {
      if (isClosed) return;
      const opened = browser.openSocket(`${origin.replace(/^http/, 'ws')}/lab`, [protocolName, `token.${token}`]);
      socket = opened;
      opened.onopen = () => {
        waitMs = FIRST_WAIT_MS;
        onUp();
      };
      opened.onmessage = ({ data }) => onMessage(parsed(data));
      opened.onclose = () => {
        onDown();
        browser.later(connect, waitMs);
        waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
      };
    };
    connect();
    return {
      send: (message) => socket?.send(JSON.stringify(message)),
      close: () => {
        isClosed = true;
        socket?.close();
      },
    };
  };
}

/** `null` for what is no JSON: the client takes it for a message that it does not know. */
function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return null;
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A file goes in parts, one after the other: each says where it belongs, the last that it is the last. */
function uploadOver({ origin, token }: ServerDoor, browser: Browser): Upload {
  return async (file, signal, onProgress) => {
    let upload = 'new';
    let from = 0;
    const modified = 'lastModified' in file ? `&modified=${String(file.lastModified)}` : '';
    do {
      const to = Math.min(file.size, from + uploadPartBytes);
      const address = `${origin}/uploads/${upload}?from=${from}&last=${to === file.size ? 1 : 0}${modified}`;
      try {
        const answer = await browser.request(address, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
          body: file.slice(from, to),
          signal,
        });
        const text = await answer.text();
        if (answer.status !== 200) return { ok: false, error: { kind: 'refused', text } };
        upload = text;
      } catch (error) {
        return { ok: false, error: uploadError(error, signal) };
      }
      from = to;
      onProgress(file.size === 0 ? 1 : from / file.size);
    } while (from < file.size);
    return { ok: true, value: upload };
  };
}

function uploadError(error: unknown, signal: AbortSignal): ApiError {
  if (signal.aborted) return { kind: 'cancelled', text: 'Cancelled.' };
  return { kind: 'refused', text: `The file did not reach the lab: ${String(error)}. Try again.` };
}

export function connectToServer(door: ServerDoor, browser: Browser): LabClient & { readonly close: () => void } {
  return clientOver(socketWire(door, browser), uploadOver(door, browser));
}

/** The token of an address such as `http://127.0.0.1:49152/#token=0123...`; `null` when it has none. */
export function tokenOfFragment(fragment: string): string | null {
  return /(?:^#|&)token=([0-9a-f]{64})(?:&|$)/.exec(fragment)?.[1] ?? null;
}
