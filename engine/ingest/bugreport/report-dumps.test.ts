import { describe, expect, it } from 'vitest';
import { countKinds } from '../dumpsys/dump-fixture.js';
import type { DumpFact, DumpProblem } from '../dumpsys/dump-time.js';
import { describeWithRealData, realData } from '../../testing/real-data.js';
import { readBugreportZip } from './bugreport-zip.js';
import { concat } from './zip-fixture.js';
import { feedLines } from './report-fixture.js';
import { ReportDumps } from './report-dumps.js';
import { BugreportRouter } from './sections.js';

function dumpsOf(bytes: Uint8Array): { facts: DumpFact[]; problems: DumpProblem[] } {
  const facts: DumpFact[] = [];
  const problems: DumpProblem[] = [];
  const sink = {
    fact: (fact: DumpFact) => facts.push(fact),
    problem: (problem: DumpProblem) => problems.push(problem),
  };
  const dumps = new ReportDumps(sink);
  const router: BugreportRouter = new BugreportRouter({
    ...sink,
    partStart: (part) => dumps.start(part),
    partEnd: (_part, endedAt) => dumps.end(endedAt, router.reportHeader.startedAt),
  });
  feedLines(bytes, (...line) => router.line(...line));
  router.finish();
  return { facts, problems };
}

const started = Date.UTC(2025, 2, 4, 5, 6, 7);
const report = (end: string): string => `== dumpstate: 2025-03-04 05:06:07
------ DUMPSYS (/system/bin/dumpsys) ------
DUMP OF SERVICE jobscheduler:
  Job history:
     -1m02s003ms   START: #u0a19/8580 com.x/.SyncJob
${end}`;

describe('the dumps of a bugreport', () => {
  it('count ages back from the moment of their own end', () => {
    const end = '--------- 0.044s was the duration of dumpsys jobscheduler, ending at: 2025-03-04 05:06:17\n';
    const { facts } = dumpsOf(new TextEncoder().encode(report(end)));
    expect(facts.map(({ time, line }) => [time, line])).toEqual([
      [{ at: 'stamp', stamp: { clock: 'local', localMs: started + 10_000 - 62_003 } }, 5],
    ]);
  });
  it('count back from the date of the report where their end is cut off', () => {
    const { facts } = dumpsOf(new TextEncoder().encode(report('')));
    expect(facts.map(({ time }) => time)).toEqual([
      { at: 'stamp', stamp: { clock: 'local', localMs: started - 62_003 } },
    ]);
  });
});

describeWithRealData('the dumps of a real bugreport', () => {
  const dumpsOfZip = (): ReturnType<typeof dumpsOf> => {
    const pieces: Uint8Array[] = [];
    readBugreportZip(realData('jeanboydev__bugreport.zip'), {
      onLogStart: () => undefined,
      onLogBytes: (piece) => pieces.push(piece.slice()),
      onLogEnd: () => undefined,
      onProblem: () => undefined,
    });
    return dumpsOf(concat(pieces));
  };

  it('the battery history says the same as text and as checkin', () => {
    const history = dumpsOfZip().facts.filter(
      ({ time, body }) =>
        time.at === 'since-history-start' && body.kind !== 'clock-relation' && body.kind !== 'clock-set',
    );
    const said = ({ time, body }: DumpFact): unknown => [time.at === 'since-history-start' && time.elapsedMs, body];
    const asCheckin = history.filter(({ rawText }) => rawText.startsWith('9,h,'));
    const asText = history.filter(({ rawText }) => !rawText.startsWith('9,h,'));
    expect(asCheckin.length).toBeGreaterThan(80);
    expect(asText.map(said)).toEqual(asCheckin.map(said));
  });
  it('Android 9: services, settings, jobs and both histories, and none in doubt about its time', () => {
    const { facts, problems } = dumpsOfZip();
    expect(countKinds(facts)).toMatchObject({
      'service-snapshot': 44,
      'config-value': 6,
      'clock-relation': 30,
      // 43 of the job scheduler's history, 39 of each form of the battery history
      'job-started': 43 + 39 + 39,
    });
    expect(facts.every(({ time }) => time.at !== 'before-dump')).toBe(true);
    const hosts = facts.filter(({ body }) => body.kind === 'service-snapshot' && body.pid !== undefined);
    expect(hosts.length).toBeGreaterThan(30);
    expect(problems.map(({ what }) => what)).toEqual(['a command of the bugreport failed']);
  });
});
