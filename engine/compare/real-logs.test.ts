/** The whole road on real logs, from bytes to analysis. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { assemble, type Assembly } from '../ingest/assemble/assemble.js';
import type { IngestedSource } from '../ingest/ingested.js';
import { android15, android16 } from '../policy/shipped.js';
import { readSource } from '../testing/log-builder.js';
import { describeWithRealData, realData, realDataPath } from '../testing/real-data.js';
import { EventKind, eventKindName } from '../trace/event-kind.js';
import { analyze } from './analyze.js';

const HYPERXRAY = 'hyperxray__adb_log_disconnect_zombie.txt';
const BUGREPORT = 'jeanboydev__bugreport.zip';
const PERFETTO = 'nowinandroid__trace.perfetto-trace';
const FILE_DATE = Date.UTC(2026, 5, 1);

interface Read {
  readonly sources: readonly IngestedSource[];
  readonly assembly: Assembly;
}

function read(name: string, content: Uint8Array = realData(name)): Read {
  const sources = readSource(content, name);
  return { sources, assembly: assemble(sources, { calendar: { notAfterEpochMs: FILE_DATE } }) };
}

/** The parts of a trace that a layout without time can show too: kind, process, component. */
const eventsOf = ({ assembly: { trace } }: Read): string[] =>
  Array.from({ length: trace.length }, (_, row) => trace.event(row))
    .filter(({ kind }) => kind !== EventKind.recordingBegin && kind !== EventKind.recordingEnd)
    .map(({ kind, process, service, argument }) => `${eventKindName(kind)} ${process} ${service} ${argument ?? ''}`);

const factsOf = ({ assembly }: Read): string[] =>
  assembly.clock.facts.map(({ body, writer }) => `${body.kind} ${'pid' in body ? body.pid : ''} ${writer.pid}`);

describeWithRealData('real logs', () => {
  it('an Android 16 log without events shows its two sessions, release, year and zone', () => {
    const { sources, assembly } = read(HYPERXRAY);
    const { analysis } = analyze(sources, assembly, { policy: android16, policyFrom: 'the log' });
    const moments = analysis.sessions.map(({ start, stop, openEnd }) => [
      start.wall,
      start.line,
      stop?.wall ?? null,
      stop?.line ?? null,
      openEnd,
    ]);
    expect(moments).toEqual([
      ['2025-11-29T22:39:22.935+03:00', 1518, '2025-11-29T22:39:38.172+03:00', 5929, false],
      ['2025-11-29T22:39:39.431+03:00', 6845, null, null, true],
    ]);
    expect(analysis.device.release).toBe(16);
    expect(analysis.clock).toMatchObject({ year: 2025, zoneMinutes: 180 });
    expect(analysis.verdicts).toEqual([]);
  });

  it('the same records in three layouts give the same events', () => {
    const [threadtime, time, brief] = ['threadtime', 'time', 'brief'].map((layout) =>
      read(`andlogview__galaxy_nexus_jbmr2_${layout}.log`),
    ) as [Read, Read, Read];
    expect(factsOf(time)).toEqual(factsOf(threadtime));
    expect(factsOf(brief)).toEqual(factsOf(threadtime));
    expect(eventsOf(time)).toEqual(eventsOf(threadtime));
    expect(eventsOf(brief)).toEqual(eventsOf(threadtime));
    expect(Array.from(time.assembly.trace.core.elapsed)).toEqual(Array.from(threadtime.assembly.trace.core.elapsed));
    expect(brief.assembly.clock.span).toBeUndefined();
  });

  it('a bugreport of 2019 is dated by its header and spans less than two days', () => {
    const { sources, assembly } = read(BUGREPORT);
    const { analysis } = analyze(sources, assembly, { policy: android15, policyFrom: 'as asked for' });
    expect(analysis.clock).toMatchObject({ year: 2019, yearFrom: 'the date in the bugreport header' });
    expect(analysis.device.release).toBe(9);
    const { first, last } = analysis.span!;
    expect(first.wall).toMatch(/^2019-/);
    expect(last.elapsedMs - first.elapsedMs).toBeGreaterThan(0);
    expect(last.elapsedMs - first.elapsedMs).toBeLessThan(2 * 86_400_000);
  });

  it('every log of the folder is read, analysed and written as JSON without a throw', () => {
    const names = readdirSync(realDataPath('.')).filter((name) => name !== 'MANIFEST.md' && name !== PERFETTO);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const { sources, assembly } = read(name);
      const { analysis } = analyze(sources, assembly, { policy: android16, policyFrom: 'as asked for' });
      expect(JSON.parse(JSON.stringify(analysis)), name).toEqual(analysis);
      expect(analysis.sources.length, name).toBeGreaterThan(0);
      for (const { count, what } of analysis.diagnostics) {
        expect(count, `${name}: ${what}`).toBeGreaterThan(0);
        expect(what.length, name).toBeGreaterThan(0);
      }
    }
  });

  it('what is no log is refused in words: a Perfetto trace, random bytes', () => {
    const noise = new Uint8Array(100_000);
    for (let at = 0, state = 1; at < noise.length; at++) {
      state = (state * 48_271) % 2_147_483_647;
      noise[at] = state & 0xff;
    }
    for (const content of [realData(PERFETTO), noise]) {
      const { sources, assembly } = read('not a log', content);
      expect(sources[0]).toMatchObject({ layout: 'none' });
      expect(sources[0]!.diagnostics.map(({ what }) => what)).toContain('no log record and no known dump in this file');
      expect(assembly.trace.length).toBe(0);
    }
  });
});
