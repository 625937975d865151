import { describe, expect, it } from 'vitest';
import type { ClientMessage } from '../protocol.js';
import { clientOver } from './protocol-client.js';
import type { WireEvents } from './wire.js';

function opened() {
  const sent: ClientMessage[] = [];
  let events: WireEvents | undefined;
  const client = clientOver(
    (told) => {
      events = told;
      return { send: (message) => sent.push(message), close: () => undefined };
    },
    async () => await Promise.resolve({ ok: true, value: '' }),
  );
  if (events === undefined) throw new Error('the client opened no wire');
  return { client, sent, wire: events };
}

const signal = new AbortController().signal;

describe('a client', () => {
  it('asks and is answered', async () => {
    const { client, sent, wire } = opened();
    wire.onUp();
    const asked = client.call('runs.list', {});
    expect(sent).toEqual([{ kind: 'call', id: 1, name: 'runs.list', input: {} }]);
    wire.onMessage({ kind: 'answer', id: 1, ok: true, value: [] });
    expect(await asked).toEqual({ ok: true, value: [] });
  });

  it('sends what was asked while the lab was away as soon as it is back', () => {
    const { client, sent, wire } = opened();
    void client.call('runs.list', {});
    expect(sent).toEqual([]);
    wire.onUp();
    expect(sent).toHaveLength(1);
  });

  it('does not ask twice what may have been done: a call under way fails when the lab goes', async () => {
    const { client, sent, wire } = opened();
    wire.onUp();
    const asked = client.call('runs.cancel', { run: 'r' });
    wire.onDown();
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'refused' } });
    wire.onUp();
    expect(sent).toHaveLength(1);
  });

  it('takes state streams up again, and ends an import', () => {
    const { client, sent, wire } = opened();
    wire.onUp();
    const [items, ends]: [unknown[], unknown[]] = [[], []];
    client.watch('fleet.watch', {}, signal, (item) => items.push(item));
    client.watch(
      'traces.import',
      { files: [], policy: null },
      signal,
      () => undefined,
      (error) => ends.push(error),
    );
    wire.onDown();
    wire.onUp();
    expect(sent.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['watch 1', 'watch 2', 'watch 1']);
    expect(ends).toMatchObject([{ kind: 'refused' }]);
    wire.onMessage({ kind: 'item', id: 1, number: 1, item: 'now' });
    expect(items).toEqual(['now']);
    expect(sent.at(-1)).toEqual({ kind: 'taken', id: 1, count: 1 });
  });

  it('cancels in the lab what it stops waiting for', async () => {
    const { client, sent, wire } = opened();
    wire.onUp();
    const abort = new AbortController();
    const asked = client.call('runs.list', {}, abort.signal);
    abort.abort();
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(sent.at(-1)).toEqual({ kind: 'cancel', id: 1 });
  });

  it('stops a stream with its signal', () => {
    const { client, sent, wire } = opened();
    wire.onUp();
    const abort = new AbortController();
    const items: unknown[] = [];
    client.watch('fleet.watch', {}, abort.signal, (item) => items.push(item));
    abort.abort();
    wire.onMessage({ kind: 'item', id: 1, number: 1, item: 'late' });
    expect(items).toEqual([]);
    expect(sent.at(-2)).toEqual({ kind: 'cancel', id: 1 });
  });

  it.each([null, 7, 'x', {}, { kind: 'answer', id: 1, ok: false, error: 'text' }, { kind: 'item', id: 1 }])(
    'is not disturbed by %j',
    (message) => {
      const { client, wire } = opened();
      wire.onUp();
      void client.call('runs.list', {});
      expect(() => wire.onMessage(message)).not.toThrow();
    },
  );

  it('tells whoever asks whether the lab is there', () => {
    const { client, wire } = opened();
    const states: string[] = [];
    wire.onUp();
    const off = client.onConnection((state) => states.push(state));
    wire.onDown();
    wire.onUp();
    off();
    wire.onDown();
    expect(states).toEqual(['connected', 'lost', 'connected']);
  });
});
