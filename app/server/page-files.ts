/** The files of the page, from one folder and nowhere else, with the headers that keep the page to itself. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { contentTypeOf, pageFile } from '../api/page-path.js';
import { contentSecurityPolicy } from '../api/page-policy.js';

export const safeHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy('server'),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  // Names of built files change with their content, but the page itself must be the present one.
  'cache-control': 'no-store',
};

/** `url`: as the request has it. Answers 404 for whatever is no file of the page. */
export async function servePageFile(folder: string, url: string, response: ServerResponse): Promise<void> {
  const name = pageFile(url);
  const file = name === null ? null : path.join(folder, name);
  const size = file === null ? null : await sizeOf(file);
  if (file === null || size === null) {
    response.writeHead(404, { ...safeHeaders, 'content-type': 'text/plain; charset=utf-8' });
    response.end(name === 'index.html' ? `There is no built page in ${folder}. Run: npm run build` : 'Not found');
    return;
  }
  response.writeHead(200, { ...safeHeaders, 'content-type': contentTypeOf(file), 'content-length': size });
  await pipeline(createReadStream(file), response);
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
