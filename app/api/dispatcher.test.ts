import { describe, expect, it } from 'vitest';
import { ok } from '../../engine/result.js';
import { refused } from './answers.js';
import { testDispatcher } from './dispatcher-fixture.js';
import { schemas } from './schemas.js';

const signal = new AbortController().signal;

describe('the dispatcher', () => {
  it('gives a checked input to the handler and answers what it answers', async () => {
    const { dispatcher } = testDispatcher({
      'fleet.gates': async ({ device }) => await Promise.resolve(ok([{ name: device, met: true, text: '' }])),
    });
    expect(await dispatcher.call('fleet.gates', { device: 'd1' }, signal)).toEqual(
      ok([{ name: 'd1', met: true, text: '' }]),
    );
  });

  it.each([
    ['a field that is missing', {}],
    ['a field that nobody knows', { device: 'd', extra: 1 }],
    ['another type', { device: 7 }],
    ['no object', 'd'],
    ['nothing', undefined],
    ['a text without end', { device: 'd'.repeat(100_000) }],
  ])('refuses %s before a handler sees it', async (_what, input) => {
    const { dispatcher, broken } = testDispatcher({});
    const answer = await dispatcher.call('fleet.gates', input, signal);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'bad-request' } });
    expect(broken).toEqual([]);
  });

  it.each(['nothing.here', 'toString', 'constructor', '__proto__', 'fleet.watch', ''])(
    'knows no call "%s"',
    async (name) => {
      const { dispatcher } = testDispatcher({});
      expect(await dispatcher.call(name, {}, signal)).toMatchObject({ ok: false, error: { kind: 'unknown-method' } });
    },
  );

  it('turns a mistake of ours into an answer, and tells it', async () => {
    const { dispatcher, broken } = testDispatcher({
      'runs.list': () => {
        throw new Error('secret detail');
      },
    });
    const answer = await dispatcher.call('runs.list', {}, signal);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'broken' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(broken).toEqual(['runs.list']);
  });

  it('passes on a refusal as it is', async () => {
    const { dispatcher } = testDispatcher({ 'runs.list': async () => await Promise.resolve(refused('no store')) });
    expect(await dispatcher.call('runs.list', {}, signal)).toEqual(refused('no store'));
  });
});

describe('the schemas', () => {
  const hostile: readonly unknown[] = [
    null,
    [],
    'x',
    42,
    JSON.parse('{"__proto__":{"polluted":true}}'),
    { constructor: {} },
    { device: { toString: 1 } },
  ];

  it('refuse what is no input, each of them, without throwing', () => {
    for (const [name, schema] of Object.entries(schemas))
      for (const input of hostile) expect([name, input, schema.safeParse(input).success]).toEqual([name, input, false]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('leave out what is left out, so that a change changes nothing else', () => {
    expect(schemas['settings.change'].parse({ theme: 'dark' })).toEqual({ theme: 'dark' });
    expect(schemas['settings.change'].safeParse({ theme: undefined }).success).toBe(false);
  });
});
