/**
 * DNS rebinding and requests forged across sites: each case is something that another page in a person's browser, or a name that
 * an attacker points at this computer, can bring about. None may be served; what a handler saw is counted as well.
 */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { testDispatcher } from '../../app/api/dispatcher-fixture.js';
import { Uploads } from '../../app/api/uploads.js';
import { startLabServer, type LabServer } from '../../app/server/lab-server.js';
import { ok } from '../../engine/result.js';
import { attacks } from './attacks.js';
import { chromiumPath, describeWithChromium } from '../reports/tools.js';

const pageText = 'the page of the lab';
let folder: string;
let server: LabServer;
/** Calls and watches that reached a handler. */
const reached: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-rebinding-'));
  mkdirSync(path.join(folder, 'page'));
  writeFileSync(path.join(folder, 'page', 'index.html'), `<!doctype html><title>Curfew</title>${pageText}`);
  const { dispatcher } = testDispatcher(
    { 'runs.list': async () => (reached.push('runs.list'), await Promise.resolve(ok([]))) },
    { 'fleet.watch': async () => (reached.push('fleet.watch'), await Promise.resolve(ok(undefined))) },
  );
  const started = await startLabServer({
    port: 0,
    page: path.join(folder, 'page'),
    dispatcher,
    uploads: new Uploads(path.join(folder, 'uploads')),
    tellBroken: (what) => reached.push(`broken: ${what}`),
  });
  if (!started.ok) throw new Error(started.error);
  server = started.value;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const token = (): string => server.door.token;
const own = (): string => `http://${server.door.host}`;
/** What the page itself sends: a case changes one thing of it. */
const rights = (): Record<string, string> => ({ authorization: `Bearer ${token()}`, origin: own() });

interface Forged {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

function send({ method = 'GET', url = '/', headers = {}, body }: Forged): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path: url, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

function knock(headers: Record<string, string>, protocols: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const { origin, ...others } = headers;
    const options = { headers: others, ...(origin === undefined ? {} : { origin }) };
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/lab`, [...protocols], options);
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0));
    socket.on('error', () => undefined);
    socket.once('open', () => socket.terminate());
  });
}

const upload = '/uploads/new?from=0&last=1';
const post = (headers: Record<string, string>): Forged => ({ method: 'POST', url: upload, headers, body: 'x' });

const requests: readonly (readonly [what: string, forged: () => Forged])[] = [
  ['a name that was pointed here', () => ({ headers: { host: `evil.example:${server.port}` } })],
  ['that name without a port', () => ({ headers: { host: 'evil.example' } })],
  ['"localhost", which a resolver may have been told about', () => ({ headers: { host: `localhost:${server.port}` } })],
  ['another spelling of the address', () => ({ headers: { host: `127.1:${server.port}` } })],
  ['the address as one number', () => ({ headers: { host: `2130706433:${server.port}` } })],
  ['the address of everything', () => ({ headers: { host: `0.0.0.0:${server.port}` } })],
  ['the address in the other family', () => ({ headers: { host: `[::1]:${server.port}` } })],
  ['a name that ends in ours', () => ({ headers: { host: `evil.example.${server.door.host}` } })],
  ['our name with a dot at its end', () => ({ headers: { host: `127.0.0.1.:${server.port}` } })],
  ['our name and another', () => ({ headers: { host: `${server.door.host}, evil.example` } })],
  ['our address on another port', () => ({ headers: { host: '127.0.0.1:1' } })],
  [
    'a proxy that says the name was ours',
    () => ({ headers: { host: 'evil.example', 'x-forwarded-host': server.door.host } }),
  ],
  [
    'a whole address in the request line',
    () => ({ url: `http://evil.example:${server.port}/`, headers: { host: 'evil.example' } }),
  ],
  [
    'a form of another site, with the secret of nobody',
    () => post({ origin: 'http://evil.example', 'content-type': 'text/plain' }),
  ],
  ['a form of another site that knew the secret', () => post({ ...rights(), origin: 'http://evil.example' })],
  ['a sandboxed frame', () => post({ ...rights(), origin: 'null' })],
  ['a request without origin', () => post({ authorization: `Bearer ${token()}` })],
  ['our own address under https', () => post({ ...rights(), origin: own().replace('http:', 'https:') })],
  ['our own address with a slash', () => post({ ...rights(), origin: `${own()}/` })],
  ['an origin that begins like ours', () => post({ ...rights(), origin: `${own()}.evil.example` })],
  ['another server on this computer', () => post({ ...rights(), origin: 'http://127.0.0.1:1' })],
  ['our page without the secret', () => post({ origin: own() })],
  ['the secret in a cookie', () => post({ origin: own(), cookie: `token=${token()}` })],
  ['the secret in the address', () => ({ ...post({ origin: own() }), url: `${upload}&token=${token()}` })],
  ['the secret cut short', () => post({ ...rights(), authorization: `Bearer ${token().slice(1)}` })],
  [
    'the secret in capitals',
    () => post({ ...rights(), authorization: `Bearer ${token().toUpperCase().replace(/\d/g, 'A')}` }),
  ],
  ['the question whether one may ask', () => ({ ...post({ origin: 'http://evil.example' }), method: 'OPTIONS' })],
  ['another method', () => ({ ...post(rights()), method: 'PUT' })],
];

const sockets: readonly (readonly [what: string, headers: () => Record<string, string>, protocols: () => string[]])[] =
  [
    [
      'a socket of another site that knew the secret',
      () => ({ origin: 'http://evil.example' }),
      () => ['curfew.1', `token.${token()}`],
    ],
    [
      'a socket under a name that was pointed here',
      () => ({ origin: own(), host: `evil.example:${server.port}` }),
      () => ['curfew.1', `token.${token()}`],
    ],
    [
      'a socket whose name and origin were pointed here',
      () => ({ origin: `http://evil.example:${server.port}`, host: `evil.example:${server.port}` }),
      () => ['curfew.1', `token.${token()}`],
    ],
    ['a socket of a sandboxed frame', () => ({ origin: 'null' }), () => ['curfew.1', `token.${token()}`]],
    ['a socket without the secret', () => ({ origin: own() }), () => ['curfew.1']],
    [
      'a socket with a secret of another start',
      () => ({ origin: own() }),
      () => ['curfew.1', `token.${'0'.repeat(64)}`],
    ],
    ['a socket with an empty secret', () => ({ origin: own() }), () => ['curfew.1', 'token.']],
  ];

describe('what other pages and other names bring about', () => {
  it('has more than twenty cases', () => {
    expect(requests.length + sockets.length).toBeGreaterThanOrEqual(20);
  });

  it.each(requests)('refuses %s', async (_what, forged) => {
    const { status, text } = await send(forged());
    expect([400, 401, 403, 404, 421]).toContain(status);
    expect(text).not.toContain(pageText);
    expect(reached).toEqual([]);
  });

  it.each(sockets)('refuses %s', async (_what, headers, protocols) => {
    expect([401, 403, 421]).toContain(await knock(headers(), protocols()));
    expect(reached).toEqual([]);
  });

  it('serves what is changed in none of these ways, so that the cases refuse for their own reason', async () => {
    expect((await send({})).text).toContain(pageText);
    expect((await send(post(rights()))).status).toBe(200);
    expect(await knock({ origin: own() }, ['curfew.1', `token.${token()}`])).toBe(101);
  });
});

describeWithChromium('a page of another site in a real browser', () => {
  let browser: Browser;
  let evil: Server;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        '--headless',
        '--disable-gpu',
        '--no-first-run',
        '--host-resolver-rules=MAP evil.example 127.0.0.1',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
    evil = createServer((_asked, answer) => answer.setHeader('content-type', 'text/html').end('<!doctype html><body>'));
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    evil.closeAllConnections();
    await new Promise((resolve) => evil.close(resolve));
  });

  it('gets nothing under a name that was pointed here', async () => {
    const page = await browser.newPage();
    const answer = await page.goto(`http://evil.example:${server.port}/`);
    expect(answer?.status()).toBe(421);
    expect(await page.content()).not.toContain(pageText);
    await page.close();
  });

  it('reads nothing, frames nothing and reaches no handler, whatever it tries', async () => {
    const page = await browser.newPage();
    await page.goto(`http://evil.example:${(evil.address() as AddressInfo).port}/`);
    const got: unknown = await page.evaluate(`(${attacks})(${JSON.stringify(own())})`);
    await page.close();
    expect(got).toEqual({
      fetch: 'refused',
      'fetch without reading': 'refused',
      'fetch with a header': 'refused',
      socket: 'refused',
      'socket with a protocol': 'refused',
      events: 'refused',
      script: 'refused',
      frame: 'nothing to read',
      beacon: 'sent',
    });
    expect(reached).toEqual([]);
  });
});
