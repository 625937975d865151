import { describe, expect, it } from 'vitest';
import { crowded, hostile } from '../fixtures-extreme.js';
import { nightRun } from '../fixtures-run.js';
import { agreeing, late, nothingRead, openEnds, quietNight } from '../fixtures.js';
import { subjectOfAnalyses, subjectOfRun, type ReportSubject } from '../subject.js';
import { faultsOfTrace, type ReadEvent } from '../testing/trace-event-rules.js';
import { renderChromeTrace } from './chrome-trace.js';
import { rowsOf, type Slice } from './trace-events.js';

const eventsOf = (subject: ReportSubject): readonly ReadEvent[] =>
  (JSON.parse(renderChromeTrace(subject)) as { traceEvents: ReadEvent[] }).traceEvents;

const subjects: readonly (readonly [string, ReportSubject])[] = [
  ['agreement', subjectOfAnalyses([agreeing])],
  ['a late outcome', subjectOfAnalyses([late])],
  ['open sessions', subjectOfAnalyses([openEnds])],
  ['nothing', subjectOfAnalyses([nothingRead])],
  ['no analysis', subjectOfAnalyses([])],
  ['hostile text', subjectOfAnalyses([hostile])],
  ['a crowd of services', subjectOfAnalyses([crowded(30, 20)])],
  ['several logs', subjectOfAnalyses([late, quietNight, agreeing])],
  ['a run', subjectOfRun(nightRun)],
];

describe('the trace for Perfetto', () => {
  it.each(subjects)('of %s keeps the rules of the Trace Event Format', (_name, subject) => {
    expect(faultsOfTrace(eventsOf(subject))).toEqual([]);
  });

  it('shows both voices, the difference between them with its cause, and the budget running down', () => {
    const events = eventsOf(subjectOfAnalyses([late]));
    const named = (text: string): ReadEvent[] => events.filter(({ name, ph }) => name === text && ph !== 'M');
    const instants = named('timeout-callback .SyncService');
    expect(instants.map(({ ts, cat }) => [ts, cat])).toEqual([
      [22_364_000_000, 'predicted'],
      [29_040_000_000, 'observed,system'],
    ]);
    const [difference] = named('late by 1 h 51 m 16 s: timeout-callback');
    expect(difference).toMatchObject({ ph: 'X', ts: 22_364_000_000, dur: 6_676_000_000 });
    expect(difference?.args?.['cause']).toBe('top-seen-differently (proved)');
    const budget = named('dataSync budget left').map(({ ts, args }) => [ts, args?.['seconds']]);
    expect(budget[0]).toEqual([0, 21_600]);
    expect(budget).toContainEqual([764_000_000 + 10_800_000_000, 10_800]);
    expect(budget.at(-1)).toEqual([32_400_000_000, 21_600]);
  });

  it('leaves out the field that makes an older Perfetto read microseconds as milliseconds', () => {
    expect(renderChromeTrace(subjectOfAnalyses([late]))).not.toContain('displayTimeUnit');
  });

  it('bounds its lanes and says how many it left out', () => {
    const spans = Array.from({ length: 230 }, (_, at) => ({ ...late.spans[0]!, subject: `process${at}` }));
    const text = renderChromeTrace(subjectOfAnalyses([{ ...late, spans }]));
    expect(text.match(/"thread_name"[^\n]*process process/g)).toHaveLength(200);
    expect(text).toContain('"appsAndLanesNotDrawn":30');
  });

  it('moves no instant before zero when an analysis begins before its own zero', () => {
    const early = {
      ...late,
      spans: late.spans.map((span) => ({ ...span, fromElapsedMs: span.fromElapsedMs - 90_000 })),
    };
    const events = eventsOf(subjectOfAnalyses([early]));
    expect(faultsOfTrace(events)).toEqual([]);
    expect(events.find(({ name, ph }) => name === 'timeout-callback .SyncService' && ph === 'i')?.ts).toBe(
      22_454_000_000,
    );
  });
});

describe('rows of slices', () => {
  const slice = (fromMs: number, toMs: number): Slice => ({ fromMs, toMs, name: `${fromMs}`, cat: 'x', args: {} });

  it('put what overlaps side by side, and count what finds no row', () => {
    const { rows, leftOut } = rowsOf([slice(0, 10), slice(5, 15), slice(10, 20), slice(6, 7)], 2);
    expect(rows.map((row) => row.map(({ fromMs, toMs }) => [fromMs, toMs]))).toEqual([
      [
        [0, 10],
        [10, 20],
      ],
      [[5, 15]],
    ]);
    expect(leftOut).toBe(1);
  });
});
