/** IPC fuzz: whatever a page says, and whoever says it. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { channels } from '../api/client/bridge-channels.js';
import { openBridge } from './bridge.js';
import { toLab } from './lab-messages.js';

type Listener = (event: unknown, ...args: readonly unknown[]) => unknown;
const ipc = vi.hoisted(() => ({ listeners: new Map<string, Listener>() }));
vi.mock('electron', () => ({
  ipcMain: {
    on: (channel: string, listener: Listener) => ipc.listeners.set(channel, listener),
    handle: (channel: string, listener: Listener) => ipc.listeners.set(channel, listener),
  },
}));

const pageOrigin = 'curfew-app://lab';
const ours = { url: `${pageOrigin}/index.html`, parent: null };
const sender = { id: 7, isDestroyed: () => false, send: () => undefined };

/** What reached the lab. */
let reached: unknown[];
beforeEach(() => {
  ipc.listeners.clear();
  reached = [];
  openBridge({
    link: {
      open: (client: number) => reached.push(['open', client]),
      pass: (client: number, message: unknown) => reached.push(['pass', client, message]),
      vouch: (path: string) => Promise.resolve(`token of ${path}`),
    } as unknown as Parameters<typeof openBridge>[0]['link'],
    pageOrigin,
    onPage: () => reached.push(['page']),
  });
});

const say = (channel: string, senderFrame: unknown, content: unknown): unknown =>
  ipc.listeners.get(channel)?.({ sender, senderFrame }, content);

/** Everything that a structured clone can carry, and paths of properties that bite. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
});
const strangers = fc.oneof(
  fc.constant(null),
  fc.record({ url: fc.webUrl(), parent: fc.constant(null) }),
  fc.record({ url: fc.string(), parent: fc.constant(null) }),
  fc.constantFrom(
    { url: 'curfew-app://lab.evil.example/', parent: null },
    { url: 'curfew-app:/lab/', parent: null },
    { url: 'CURFEW-APP://LAB/', parent: null },
    { url: ' curfew-app://lab/', parent: null },
    { url: 'blob:curfew-app://lab/x', parent: null },
    { url: 'file:///index.html', parent: null },
    { url: `${pageOrigin}/index.html`, parent: {} },
  ),
);

describe('the bridge', () => {
  it('listens to the channels that the preload knows, and to no other', () => {
    const { hello, message, vouch } = channels;
    expect([...ipc.listeners.keys()].sort()).toEqual([hello, message, vouch].sort());
  });

  it('passes nothing on of whoever is not our page, whatever is said', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ipc.listeners.keys()),
        strangers,
        anything,
        async (channel, frame, content) => {
          expect((await say(channel, frame, content)) ?? null).toBeNull();
          expect(reached).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('passes on what our page says as it is, under the number of its window, and never throws', () => {
    fc.assert(
      fc.property(anything, (content) => {
        reached = [];
        say(channels.message, ours, content);
        expect(reached).toEqual([['pass', 7, content]]);
      }),
      { numRuns: 500 },
    );
  });

  it('vouches for texts alone', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (content) => {
        const token = await say(channels.vouch, ours, content);
        expect(token).toBe(typeof content === 'string' ? `token of ${content}` : null);
      }),
      { numRuns: 300 },
    );
    expect(await say(channels.vouch, ours, '/a.log')).toBe('token of /a.log');
  });
});

describe('a message to the lab process', () => {
  it('is one of those that it knows, or is refused without a throw', () => {
    const almost = fc.record(
      {
        kind: fc.constantFrom('open', 'gone', 'message', 'vouch', 'end', '__proto__', 'constructor'),
        client: fc.oneof(fc.integer(), fc.constantFrom(-1, 1.5, Number.NaN, '0', null)),
        request: fc.oneof(fc.integer(), fc.string()),
        path: fc.oneof(fc.string(), anything),
        message: anything,
      },
      { requiredKeys: ['kind'] },
    );
    fc.assert(
      fc.property(fc.oneof(anything, almost), (message) => {
        const read = toLab.safeParse(message);
        if (read.success) expect(['open', 'gone', 'message', 'vouch', 'end']).toContain(read.data.kind);
      }),
      { numRuns: 2_000 },
    );
  });
});
