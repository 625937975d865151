import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerPageRequest } from './page-protocol.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-page-'));
  mkdirSync(path.join(folder, 'page'));
  writeFileSync(path.join(folder, 'page', 'index.html'), 'page');
  writeFileSync(path.join(folder, 'secret'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (url: string, method = 'GET'): Promise<Response> =>
  answerPageRequest(path.join(folder, 'page'), { url, method });

it('answers with a file of the page, under the strict policy', async () => {
  const answer = await ask('curfew-app://lab/index.html#/runs');
  expect([answer.status, await answer.text()]).toEqual([200, 'page']);
  expect(answer.headers.get('content-security-policy')).toContain("connect-src 'none'");
});

it.each([
  ['curfew-app://lab/../secret', 'GET'],
  ['curfew-app://lab/%2e%2e/secret', 'GET'],
  ['curfew-app://lab/absent.js', 'GET'],
  ['curfew-app://other/index.html', 'GET'],
  ['file:///index.html', 'GET'],
  ['curfew-app://lab/index.html', 'POST'],
])('has nothing at %s for %s', async (url, method) => {
  const answer = await ask(url, method);
  expect(answer.status).toBe(404);
  expect(await answer.text()).not.toContain('secret');
});
