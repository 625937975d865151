/** The page's own scheme: `curfew-app://lab/...` is a file of the built page and nothing else, under the strict policy. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { contentTypeOf, pageFile } from '../api/page-path.js';
import { contentSecurityPolicy } from '../api/page-policy.js';

export const pageScheme = 'curfew-app';
export const pageOrigin = `${pageScheme}://lab`;

const headers = {
  'content-security-policy': contentSecurityPolicy('electron'),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** Answers a request for the page; `folder`: where the built page lies. */
export async function answerPageRequest(folder: string, request: Pick<Request, 'url' | 'method'>): Promise<Response> {
  const { host, pathname, protocol } = new URL(request.url);
  const name = pageFile(pathname);
  const isOurs = protocol === `${pageScheme}:` && host === 'lab' && request.method === 'GET';
  if (!isOurs || name === null) return new Response('Not found', { status: 404, headers });
  try {
    const content = await readFile(path.join(folder, name));
    return new Response(new Uint8Array(content), { headers: { ...headers, 'content-type': contentTypeOf(name) } });
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR');
    if (!isAbsent) throw error;
    return new Response('Not found', { status: 404, headers });
  }
}
