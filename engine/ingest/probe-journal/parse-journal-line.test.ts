import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journalText } from './journal-fixture.js';
import { journalEvents, journalHead } from './journal-events.js';
import { parseJournalLine } from './parse-journal-line.js';

const problemOf = (text: string): string | undefined => {
  const parsed = parseJournalLine(text);
  return parsed.ok ? undefined : parsed.error;
};

const MEMBER = 'line with a member missing or of another kind';

describe('a line of the journal', () => {
  it('is read with its clocks, its run and the members of its event', () => {
    const parsed = parseJournalLine(journalText('mark', { text: 'a"b\n', run: 'r1', elapsed: 5_000, up: 4_000 }));
    expect(parsed).toMatchObject({
      ok: true,
      value: { event: 'mark', text: 'a"b\n', run: 'r1', elapsed: 5_000, up: 4_000 },
    });
  });

  it('may have members that this version does not know; they are left out', () => {
    const parsed = parseJournalLine(journalText('crash', { mood: 'bad', __proto__: 1 }));
    expect(parsed.ok && Object.keys(parsed.value)).not.toContain('mood');
  });

  it('is refused when its event is not known, also where Object knows the word', () => {
    expect(problemOf(journalText('dance'))).toBe('event that this version does not know');
    expect(problemOf(journalText('constructor'))).toBe('event that this version does not know');
  });

  it('is refused when it is of another version', () => {
    expect(problemOf(journalText('crash', { v: 2 }))).toBe('line of another version of the journal');
  });

  it.each([
    ['a number that is text', journalText('hang', { forMs: '5' })],
    ['a member that is missing', journalText('hang')],
    ['half a number', journalText('hang', { forMs: 0.5 })],
    ['a number too large to count with', journalText('hang', { forMs: 1e300 })],
    ['a line without a number', journalText('crash', { seq: 0 })],
    ['an uptime ahead of elapsed time', journalText('crash', { elapsed: 1_000, up: 2_000 })],
    ['a clock before the boot', journalText('crash', { elapsed: -5, up: -5 })],
    ['no process', journalText('crash', { process: '' })],
    ['an optional member of another kind', journalText('uncaught', { thread: 'main', exception: 'E', message: 3 })],
  ])('is refused for %s', (_what, text) => {
    expect(problemOf(text)).toBe(MEMBER);
  });

  it('is refused when it says that the system wrote it', () => {
    expect(problemOf(journalText('crash', { uid: 1000 }))).toBe('line that claims to be of a system process');
    expect(problemOf(journalText('crash', { uid: 1_001_000 }))).toBe('line that claims to be of a system process');
  });

  it('is refused when it was cut anywhere', () => {
    const text = journalText('foreground', { asked: -1, types: 1, service: 'a/.B' });
    for (let end = 0; end < text.length; end++) expect(problemOf(text.slice(0, end))).toMatch(/no JSON object/);
  });

  it('is refused unread when it is longer than the probe ever writes', () => {
    expect(problemOf(`{"v":1,${' '.repeat(20_000)}"seq":1}`)).toMatch(/no JSON object/);
    expect(problemOf(`{"v":${'['.repeat(8_000)}${']'.repeat(8_000)}}`)).toMatch(/another version/);
  });

  it('never throws, whatever it is', () => {
    const good = journalText('foreground', { asked: -1, types: 1, service: 'a/.B' });
    const bent = fc.tuple(fc.nat(good.length), fc.nat(3), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json({ maxDepth: 2 })), (text) => {
        expect(parseJournalLine(text).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(bent, ([at, gone, put]) => {
        const parsed = parseJournalLine(good.slice(0, at) + put + good.slice(at + gone));
        expect(typeof parsed.ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused, or read as it stands, when a member of any event is bent', () => {
    const bent = fc.record({
      event: fc.constantFrom(...Object.keys(journalEvents)),
      member: fc.constantFrom(
        'seq',
        'up',
        'wall',
        'uid',
        'run',
        'service',
        'types',
        'message',
        '__proto__',
        'constructor',
      ),
      value: fc.oneof(fc.string(), fc.double(), fc.constantFrom(null, true, [], {})),
    });
    fc.assert(
      fc.property(bent, ({ event, member, value }) => {
        const parsed = parseJournalLine(journalText(event, { [member]: value }));
        if (parsed.ok) expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
      }),
    );
  });

  it('that is read holds nothing but what the table names', () => {
    const any = fc.dictionary(fc.constantFrom('text', 'run', 'seq', 'service', 'x'), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(any, (members) => {
        const parsed = parseJournalLine(journalText('mark', members));
        if (!parsed.ok) return;
        const known = new Set<string>(['event', ...Object.keys(journalHead), ...Object.keys(journalEvents.mark)]);
        expect(Object.keys(parsed.value).filter((name) => !known.has(name))).toEqual([]);
        expect(typeof parsed.value.seq).toBe('number');
      }),
    );
  });
});
