import { describe, expect, it } from 'vitest';
import { ok, type Result } from '../../engine/result.js';
import type { ApiError } from './contract.js';
import { testDispatcher } from './dispatcher-fixture.js';
import type { StreamHandlers, StreamSink } from './dispatcher.js';
import { streamWindow, type LabMessage } from './protocol.js';
import { ApiSession } from './session.js';

/** A stream that the test feeds. */
function fed<T>() {
  const sinks: StreamSink<T>[] = [];
  const handler = (_input: unknown, sink: StreamSink<T>): Promise<Result<void, ApiError>> => {
    sinks.push(sink);
    return new Promise((resolve) => sink.signal.addEventListener('abort', () => resolve(ok(undefined))));
  };
  return { sinks, handler };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function opened(streams: Partial<StreamHandlers> = {}, onCall: (signal: AbortSignal) => Promise<void> = turn) {
  const sent: LabMessage[] = [];
  const { dispatcher } = testDispatcher(
    {
      'runs.list': async (_input, signal) => {
        await onCall(signal);
        return ok([]);
      },
    },
    streams,
  );
  return { sent, session: new ApiSession(dispatcher, (message) => sent.push(message)) };
}

describe('a session', () => {
  it('answers a call under its number', async () => {
    const { sent, session } = opened();
    expect(session.receive({ kind: 'call', id: 7, name: 'runs.list', input: {} })).toBe(true);
    await turn();
    await turn();
    expect(sent).toEqual([{ kind: 'answer', id: 7, ok: true, value: [] }]);
  });

  it.each([
    ['no object', 'hello'],
    ['an unknown kind', { kind: 'shout', id: 1 }],
    ['an id that is no number', { kind: 'cancel', id: '1' }],
    ['a name without end', { kind: 'call', id: 1, name: 'x'.repeat(1_000), input: {} }],
    ['a field that nobody knows', { kind: 'cancel', id: 1, extra: true }],
  ])('turns away whoever sends %s', (_what, message) => {
    expect(opened().session.receive(message)).toBe(false);
  });

  it('turns away whoever uses a number twice at a time', () => {
    const { session } = opened({}, () => new Promise(() => undefined));
    session.receive({ kind: 'call', id: 1, name: 'runs.list', input: {} });
    expect(session.receive({ kind: 'call', id: 1, name: 'runs.list', input: {} })).toBe(false);
  });

  it('cancels a call', async () => {
    const aborted: boolean[] = [];
    const { session } = opened({}, async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted.push(signal.aborted);
    });
    session.receive({ kind: 'call', id: 1, name: 'runs.list', input: {} });
    await turn();
    session.receive({ kind: 'cancel', id: 1 });
    await turn();
    expect(aborted).toEqual([true]);
  });

  it('holds back from a reader that takes nothing, and gives it the latest when it does', async () => {
    const fleet = fed<never>();
    const { sent, session } = opened({ 'fleet.watch': fleet.handler });
    session.receive({ kind: 'watch', id: 1, name: 'fleet.watch', input: {} });
    await turn();
    for (let number = 1; number <= 1_000; number += 1) fleet.sinks[0]?.put('', number as never);
    expect(sent).toHaveLength(streamWindow);
    session.receive({ kind: 'taken', id: 1, count: streamWindow });
    expect(sent.at(-1)).toMatchObject({ kind: 'item', number: streamWindow + 1, item: 1_000 });
  });

  it('ends a stream that is cancelled', async () => {
    const fleet = fed<never>();
    const { sent, session } = opened({ 'fleet.watch': fleet.handler });
    session.receive({ kind: 'watch', id: 1, name: 'fleet.watch', input: {} });
    await turn();
    session.receive({ kind: 'cancel', id: 1 });
    await turn();
    expect(sent).toEqual([{ kind: 'end', id: 1, error: null }]);
  });

  it('ends watching with its client, and lets an import go on', async () => {
    const [fleet, imports] = [fed<never>(), fed<never>()];
    const { sent, session } = opened({ 'fleet.watch': fleet.handler, 'traces.import': imports.handler });
    session.receive({ kind: 'watch', id: 1, name: 'fleet.watch', input: {} });
    const files = [{ name: 'a.log', upload: '0'.repeat(32) }];
    session.receive({ kind: 'watch', id: 2, name: 'traces.import', input: { files, policy: null } });
    await turn();
    session.close();
    expect(fleet.sinks[0]?.signal.aborted).toBe(true);
    expect(imports.sinks[0]?.signal.aborted).toBe(false);
    imports.sinks[0]?.put('0', 'done' as never);
    expect(sent).toEqual([]);
  });

  it('refuses more than it can keep open', () => {
    const { sent, session } = opened({}, () => new Promise(() => undefined));
    for (let id = 1; id <= 201; id += 1) session.receive({ kind: 'call', id, name: 'runs.list', input: {} });
    expect(sent).toMatchObject([{ kind: 'answer', id: 201, ok: false, error: { kind: 'refused' } }]);
  });
});
