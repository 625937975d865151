/**
 * Who may talk to the server: nobody but the page that it served itself. Three locks, because each alone has been opened
 * before: the exact Host (a name that an attacker points at this computer is another), the exact Origin (another page in the
 * same browser has another), and a secret made anew at every start.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { protocolName } from '../api/protocol.js';

export interface Door {
  /** `127.0.0.1:49152`: the only Host that is served. */
  readonly host: string;
  /** 64 hexadecimal digits. */
  readonly token: string;
}

export type Refusal = { readonly status: 401 | 403 | 421; readonly text: string };

const wrongHost: Refusal = {
  status: 421,
  text: 'This server answers under the address that it printed, and no other.',
};
const wrongOrigin: Refusal = { status: 403, text: 'Only the page of this server may ask.' };
const wrongToken: Refusal = {
  status: 401,
  text: 'The secret is missing or old. Open the address that the server printed.',
};

/** For everything, files of the page too. */
export function refusedHost({ headers }: IncomingMessage, { host }: Door): Refusal | null {
  return headers.host === host ? null : wrongHost;
}

/** For what changes or tells something. */
export function refusedRequest(request: IncomingMessage, door: Door): Refusal | null {
  const given = /^Bearer ([0-9a-f]{64})$/.exec(request.headers.authorization ?? '')?.[1];
  return refusedHost(request, door) ?? refusedOrigin(request, door) ?? refusedToken(given, door);
}

/** A WebSocket cannot send a header of its own; its secret comes as a second protocol. */
export function refusedSocket(request: IncomingMessage, door: Door): Refusal | null {
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const given = protocols.find((name) => name.startsWith('token.'))?.slice('token.'.length);
  const refused = refusedHost(request, door) ?? refusedOrigin(request, door) ?? refusedToken(given, door);
  if (refused !== null) return refused;
  return protocols.includes(protocolName) ? null : { status: 403, text: 'The page is of another version. Reload it.' };
}

function refusedOrigin({ headers }: IncomingMessage, { host }: Door): Refusal | null {
  return headers.origin === `http://${host}` ? null : wrongOrigin;
}

function refusedToken(given: string | undefined, { token }: Door): Refusal | null {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b) ? null : wrongToken;
}
