/** `POST /uploads/new?from=0&last=0` and `POST /uploads/TOKEN?from=N&last=1`: a part of a file; answers the upload's token. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { uploadPartBytes } from '../api/protocol.js';
import type { Uploads } from '../api/uploads.js';
import { safeHeaders } from './page-files.js';

/** A part that does not come in this time, in milliseconds, does not come. */
const DEADLINE_MS = 60_000;

interface PartPlace {
  readonly token: string | null;
  readonly from: number;
  readonly isLast: boolean;
  readonly modifiedMs: number | null;
}

export function uploadPlace(url: string): PartPlace | null {
  const match = /^\/uploads\/(new|[0-9a-f]{32})\?from=(\d{1,15})&last=([01])(?:&modified=(\d{1,15}))?$/.exec(url);
  if (match === null) return null;
  const [, token, from, last, modified] = match;
  return {
    token: token === 'new' ? null : (token ?? null),
    from: Number(from),
    isLast: last === '1',
    modifiedMs: modified === undefined ? null : Number(modified),
  };
}

export async function takeUpload(
  request: IncomingMessage,
  response: ServerResponse,
  place: PartPlace,
  uploads: Uploads,
): Promise<void> {
  const bytes = await readBody(request, uploadPartBytes);
  if (bytes === 'too large') return answer(response, 413, `A part has at most ${uploadPartBytes} bytes.`);
  if (bytes === 'cut off') {
    response.destroy();
    return;
  }
  const begun =
    place.token === null ? uploads.begin(place.modifiedMs ?? Date.now()) : { ok: true as const, value: place.token };
  if (!begun.ok) return answer(response, 429, begun.error);
  const appended = await uploads.append(begun.value, { from: place.from, isLast: place.isLast, bytes });
  if (appended.ok) answer(response, 200, begun.value);
  else answer(response, 409, appended.error);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...safeHeaders, 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/** Reads on a little after the limit, so that the answer reaches a sender that is still sending; never keeps more. */
function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | 'too large' | 'cut off'> {
  return new Promise((resolve) => {
    const pieces: Uint8Array[] = [];
    let length = 0;
    const deadline = setTimeout(() => request.destroy(), DEADLINE_MS);
    const end = (result: Uint8Array | 'too large' | 'cut off'): void => {
      clearTimeout(deadline);
      resolve(result);
    };
    request.on('data', (piece: Uint8Array) => {
      length += piece.length;
      if (length <= limit) pieces.push(piece);
      else if (length > 2 * limit) request.destroy();
      else pieces.length = 0;
    });
    request.on('end', () => end(length > limit ? 'too large' : Buffer.concat(pieces)));
    request.on('close', () => end(length > limit ? 'too large' : 'cut off'));
    request.on('error', () => end('cut off'));
  });
}
