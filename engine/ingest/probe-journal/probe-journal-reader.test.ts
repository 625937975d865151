import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../assemble/assemble.js';
import { outcomeOfKind } from '../../trace/event-kind.js';
import { DATA_SYNC, journalText } from './journal-fixture.js';
import { looksLikeProbeJournal, ProbeJournalReader, type ProbeJournal } from './probe-journal-reader.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(...chunks: readonly Uint8Array[]): ProbeJournal {
  const reader = new ProbeJournalReader('journal.jsonl', 0);
  for (const chunk of chunks) reader.push(chunk);
  return reader.finish();
}

const events = ({ entries }: ProbeJournal): string[] => entries.map(({ line }) => line.event);

const text = (elapsed: number): Readonly<Record<string, unknown>> => ({ elapsed, service: DATA_SYNC, run: 'r' });
const lines = [
  journalText('process-start', {
    schema: 'probe-journal/1',
    package: 'p',
    sdk: 35,
    target: 35,
    fingerprint: 'f',
    elapsed: 1_000,
  }),
  journalText('foreground', { ...text(2_000), seq: 2, asked: -1, types: 1 }),
  journalText('timeout', { ...text(21_602_000), seq: 3, overload: 2, startId: 1, types: 1 }),
  journalText('foreground-refused', {
    ...text(21_700_000),
    seq: 4,
    asked: -1,
    types: 1,
    exception: 'android.app.ForegroundServiceStartNotAllowedException',
    message: 'Time limit already exhausted for foreground service type dataSync',
  }),
];
const whole = `${lines.join('\n')}\n`;

describe('a journal as a file', () => {
  it('is known by its first bytes', () => {
    expect(looksLikeProbeJournal(bytesOf(whole))).toBe(true);
    expect(looksLikeProbeJournal(bytesOf('{"v":1,"se'))).toBe(false);
    expect(looksLikeProbeJournal(bytesOf('09-26 21:12:32.000  1643  1669 I ActivityManager: hello'))).toBe(false);
  });

  it('gives its lines in order, each with its place', () => {
    const journal = read(bytesOf(whole));
    expect(events(journal)).toEqual(['process-start', 'foreground', 'timeout', 'foreground-refused']);
    expect(journal.source.diagnostics).toEqual([]);
    const { provenance } = journal.entries[1]!;
    expect(provenance).toMatchObject({ line: 2, byteStart: lines[0]!.length + 1, rawText: lines[1] });
    expect(whole.slice(provenance.byteStart, provenance.byteEnd)).toBe(lines[1]);
  });

  it('is the same however it is cut into chunks', () => {
    const bytes = bytesOf(whole);
    const expected = read(bytes);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, index) => bytes.slice(at[index], end));
        expect(read(...chunks)).toEqual(expected);
      }),
    );
  });

  it('keeps what is whole when a line in it is torn, and names the place', () => {
    const journal = read(bytesOf(`${lines[0]}\n${lines[1]!.slice(0, 60)}\n\n${lines[2]}\n${lines[3]!.slice(0, 200)}`));
    expect(events(journal)).toEqual(['process-start', 'timeout']);
    expect(journal.source.diagnostics).toMatchObject([
      { what: "line that is no JSON object: torn, or not the probe's", count: 2, first: { line: 2 } },
    ]);
  });

  it('keeps every other line whatever stands between the lines', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => bytes.filter((byte) => byte !== 10)),
      fc.nat(lines[2]!.length - 1).map((end) => bytesOf(lines[2]!.slice(0, end))),
      fc.constant(new Uint8Array(200_000)),
    );
    fc.assert(
      fc.property(fc.array(noise, { minLength: 3, maxLength: 3 }), (between) => {
        const newline = bytesOf('\n');
        const parts = lines.flatMap((line, index) => [bytesOf(line), newline, between[index] ?? newline, newline]);
        expect(events(read(...parts))).toEqual(['process-start', 'foreground', 'timeout', 'foreground-refused']);
      }),
      { numRuns: 50 },
    );
  });

  it('without any line of the probe says so', () => {
    expect(read(bytesOf('hello\n')).source.diagnostics.map(({ what }) => what)).toContain(
      "no line of the probe's journal in this file",
    );
    expect(read().source.lines).toBe(0);
  });
});

describe('a journal in an assembly', () => {
  it('shows a refused start as a claim, and takes nothing in it for an input', () => {
    const { trace, sessions, diagnostics } = assemble([read(bytesOf(whole)).source]);
    const rows = Array.from({ length: trace.length }, (_, row) => ({
      ...trace.event(row),
      trust: trace.provenance(row)?.trust,
    }));
    const outcomes = rows.filter(({ kind }) => outcomeOfKind(kind) !== undefined);
    expect(outcomes.map(({ kind, service, trust, elapsed }) => [outcomeOfKind(kind), service, trust, elapsed])).toEqual(
      [['start-denied-exhausted', DATA_SYNC, 'claim', 21_699_000]],
    );
    expect(sessions).toEqual([]);
    expect(diagnostics.map(({ what }) => what)).toEqual(['line of an app about itself: a claim, kept as such']);
  });
});
