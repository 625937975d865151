import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { testDispatcher } from '../../app/api/dispatcher-fixture.js';
import type { StreamSink } from '../../app/api/dispatcher.js';
import { uploadPartBytes } from '../../app/api/protocol.js';
import { Uploads } from '../../app/api/uploads.js';
import { startLabServer, type LabServer } from '../../app/server/lab-server.js';
import { ok } from '../../engine/result.js';
import { connectAsPage, firstItem } from './socket-client.js';

let folder: string;
let server: LabServer;
let uploads: Uploads;
const watching: StreamSink<unknown>[] = [];
const broken: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-door-'));
  mkdirSync(path.join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'page', 'index.html'), '<!doctype html><title>Curfew</title>');
  writeFileSync(path.join(folder, 'page', 'assets', 'a.js'), 'export {};');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  uploads = new Uploads(path.join(folder, 'uploads'));
  const { dispatcher } = testDispatcher(
    { 'runs.list': async () => await Promise.resolve(ok([])) },
    {
      'fleet.watch': (_input, sink) => {
        watching.push(sink as StreamSink<unknown>);
        return new Promise((resolve) => sink.signal.addEventListener('abort', () => resolve(ok(undefined))));
      },
    },
  );
  const started = await startLabServer({
    port: 0,
    page: path.join(folder, 'page'),
    dispatcher,
    uploads,
    tellBroken: (what) => broken.push(what),
  });
  if (!started.ok) throw new Error(started.error);
  server = started.value;
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
  expect(broken).toEqual([]);
});

interface HttpAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function ask(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path: url, method, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode,
          headers: answer.headers,
          text: Buffer.concat(pieces).toString('utf8'),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const rights = (): Record<string, string> => ({
  authorization: `Bearer ${server.door.token}`,
  origin: `http://${server.door.host}`,
});

describe('the page that the server serves', () => {
  it('comes with the strict policy, whoever asks under the right name', async () => {
    const { status, headers } = await ask('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect((await ask('/assets/a.js')).headers['content-type']).toContain('javascript');
  });

  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1'])('is refused under the name "%s"', async (host) => {
    expect((await ask('/', { headers: { host } })).status).toBe(421);
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/../../secret.txt', '/nothing.js', '/assets'])(
    'has nothing at %s',
    async (url) => {
      const { status, text } = await ask(url);
      expect(status).toBe(404);
      expect(text).not.toContain('secret');
    },
  );

  it('is only read', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(403);
    expect((await ask('/', { method: 'OPTIONS', headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });
});

/** What becomes of a socket: opened, or the status with which it is refused. */
function knock(
  headers: { origin?: string; host?: string },
  protocols: string[],
): Promise<'opened' | number | undefined> {
  return new Promise((resolve) => {
    const { origin, ...others } = headers;
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/lab`, protocols, {
      ...(origin === undefined ? {} : { origin }),
      headers: others,
    });
    socket.once('open', () => {
      socket.close();
      resolve('opened');
    });
    socket.once('unexpected-response', (_request, answer) => {
      resolve(answer.statusCode);
      socket.terminate();
    });
    // After `terminate` there is nobody to tell.
    socket.on('error', () => undefined);
  });
}

describe('the door of the lab', () => {
  const token = (): string => `token.${server.door.token}`;
  const origin = (): string => `http://${server.door.host}`;

  it('opens for the page with the secret', async () => {
    expect(await knock({ origin: origin() }, ['curfew.1', token()])).toBe('opened');
  });

  it('stays shut without the secret, or with another', async () => {
    expect(await knock({ origin: origin() }, ['curfew.1'])).toBe(401);
    expect(await knock({ origin: origin() }, ['curfew.1', `token.${'0'.repeat(64)}`])).toBe(401);
    expect(await knock({ origin: origin() }, ['curfew.1', `${token()}0`])).toBe(401);
  });

  it('stays shut for another origin, and for none', async () => {
    expect(await knock({ origin: 'http://evil.example' }, ['curfew.1', token()])).toBe(403);
    expect(await knock({ origin: 'null' }, ['curfew.1', token()])).toBe(403);
    expect(await knock({}, ['curfew.1', token()])).toBe(403);
  });

  it('stays shut under another name: a name that was pointed here', async () => {
    expect(await knock({ origin: origin(), host: `evil.example:${server.port}` }, ['curfew.1', token()])).toBe(421);
  });

  it('stays shut for a page of another version', async () => {
    expect(await knock({ origin: origin() }, ['curfew.0', token()])).toBe(403);
  });

  it('closes on whoever does not speak the protocol', async () => {
    for (const said of ['no json', '{"kind":"shout","id":1}', '[]', new Uint8Array([1, 2])]) {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/lab`, ['curfew.1', token()], { origin: origin() });
      const code = await new Promise((resolve) => {
        socket.on('open', () => socket.send(said));
        socket.on('close', resolve);
      });
      expect(code).toBe(1008);
    }
  });
});

describe('an upload', () => {
  it('arrives in parts and is found by its token', async () => {
    const client = connectAsPage(server.address);
    const content = Buffer.alloc(uploadPartBytes + 5, 'x');
    const parts: number[] = [];
    const sent = await client.upload(new Blob([content]), new AbortController().signal, (part) => parts.push(part));
    client.close();
    expect(sent.ok && uploads.find(sent.value).ok).toBe(true);
    expect(parts.at(-1)).toBe(1);
    expect(parts).toHaveLength(2);
  });

  it('is refused without the secret and from another origin, before a byte is kept', async () => {
    const place = '/uploads/new?from=0&last=1';
    const body = Buffer.from('x');
    expect((await ask(place, { method: 'POST', body })).status).toBe(403);
    expect(
      (await ask(place, { method: 'POST', body, headers: { ...rights(), origin: 'http://evil.example' } })).status,
    ).toBe(403);
    expect(
      (await ask(place, { method: 'POST', body, headers: { ...rights(), authorization: 'Bearer x' } })).status,
    ).toBe(401);
  });

  it('is refused when a part is larger than agreed', async () => {
    const body = Buffer.alloc(uploadPartBytes + 1);
    const { status } = await ask('/uploads/new?from=0&last=1', { method: 'POST', body, headers: rights() });
    expect(status).toBe(413);
  });

  it.each(['/uploads/', '/uploads/new', '/uploads/../x?from=0&last=1', '/uploads/new?from=-1&last=1'])(
    'goes nowhere at %s',
    async (url) => {
      expect((await ask(url, { method: 'POST', body: Buffer.from('x'), headers: rights() })).status).toBe(403);
    },
  );
});

describe('a page that does not read', () => {
  it('costs no more than its window, and gets the latest when it reads again', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/lab`, ['curfew.1', `token.${server.door.token}`], {
      origin: `http://${server.door.host}`,
    });
    const got: { number: number; item: number }[] = [];
    await new Promise((resolve) => socket.once('open', resolve));
    const sixteen = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        got.push(JSON.parse((data as Buffer).toString('utf8')) as { number: number; item: number });
        if (got.length === 16) resolve();
      });
    });
    const before = watching.length;
    socket.send(JSON.stringify({ kind: 'watch', id: 1, name: 'fleet.watch', input: {} }));
    while (watching.length === before) await new Promise((resolve) => setImmediate(resolve));
    for (let item = 1; item <= 10_000; item += 1) watching.at(-1)?.put('', item);
    await sixteen;
    const next = new Promise<void>((resolve) => socket.once('message', () => resolve()));
    socket.send(JSON.stringify({ kind: 'taken', id: 1, count: 16 }));
    await next;
    expect(got.map(({ item }) => item).slice(-2)).toEqual([16, 10_000]);
    socket.close();
  });

  it('stops being watched when it goes', async () => {
    const client = connectAsPage(server.address);
    const before = watching.length;
    const item = firstItem(
      (signal, onItem, onEnd) => client.watch('fleet.watch', {}, signal, onItem, onEnd),
      () => true,
    );
    while (watching.length === before) await new Promise((resolve) => setImmediate(resolve));
    const sink = watching.at(-1);
    sink?.put('', 'hello');
    await item;
    const ended = new Promise<void>((resolve) => {
      if (sink?.signal.aborted === true) resolve();
      sink?.signal.addEventListener('abort', () => resolve());
    });
    client.close();
    await ended;
    expect(sink?.signal.aborted).toBe(true);
  });
});
