/**
 * A report in the Common Test Report Format (ctrf.io), one test for each test case. The generated block is the two fields
 * `timestamp` and `generatedBy`; everything else follows from the subject.
 */
import { readWall } from '../../../engine/time-format.js';
import { MS_PER_MINUTE } from '../../../engine/time.js';
import { partFacts } from './facts.js';
import { safeJson } from './safe-json.js';
import { subjectHeadline, type Generated, type ReportPart, type ReportSubject } from './subject.js';
import { testCasesOf, type TestCase, type TestStatus } from './test-cases.js';
import { visibleLines, visibleText } from './visible-text.js';

/** Version of the specification that the shape follows. */
const SPEC_VERSION = '0.0.0';

type CtrfStatus = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

const statusOf: Readonly<Record<TestStatus, CtrfStatus>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  // Not a failure of the app: the lab could not play it.
  error: 'other',
};

/** Milliseconds since 1970; local time read as UTC where no source tells the zone; `null` where no clock tells it. */
function epochMs(wall: string | null): number | null {
  const reading = wall === null ? null : readWall(wall);
  return reading === null ? null : Math.round(reading.localMs - (reading.zoneMinutes ?? 0) * MS_PER_MINUTE);
}

/** First and last instant of a part; of a case when nothing was recorded. */
function boundsOf(part: ReportPart): readonly number[] {
  const { analysis, played } = part;
  const walls =
    analysis?.span == null
      ? [played?.case.begunAt ?? null, played?.case.endedAt ?? null]
      : [analysis.span.first.wall, analysis.span.last.wall];
  return walls.map(epochMs).filter((instant) => instant !== null);
}

/** A JSON object with the facts of a part; a name that stands several times gives a list. */
function factsObject(part: ReportPart): Record<string, string | string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of partFacts(part)) {
    groups.set(visibleText(name), [...(groups.get(visibleText(name)) ?? []), visibleText(value)]);
  }
  return Object.fromEntries(
    [...groups].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

function testOf(part: ReportPart, one: TestCase): object {
  const { predicted, observed, verdict } = one;
  const isPlanned = verdict === null && one.kind === 'planned';
  const at = epochMs(observed?.at.wall ?? null);
  return {
    name: visibleText(`${one.className}: ${one.name}`),
    status: isPlanned ? 'pending' : statusOf[one.status],
    duration: Math.round(one.ranMs),
    ...(at === null ? {} : { start: at - Math.round(one.ranMs), stop: at }),
    suite: [visibleText(part.title)],
    message: visibleLines(one.message),
    ...(one.status === 'passed' ? {} : { trace: visibleLines(one.lines.join('\n')) }),
    rawStatus: one.kind,
    tags: verdict === null ? [] : [verdict.outcome, ...(verdict.cause === null ? [] : [verdict.cause.cause])],
    type: 'background-limit',
    ...(part.played === null ? {} : { device: visibleText(part.played.device.name) }),
    extra: {
      part: part.id,
      predictedWall: predicted?.at.wall ?? null,
      predictedElapsedMs: predicted?.at.elapsedMs ?? null,
      observedWall: observed?.at.wall ?? null,
      observedElapsedMs: observed?.at.elapsedMs ?? null,
      differenceMs: verdict?.deltaMs ?? null,
      toleranceMs: part.analysis?.toleranceMs ?? null,
    },
  };
}

/** `generated` is `null` where another file beside it tells when it was written. */
export function renderCtrf(subject: ReportSubject, generated: Generated | null): string {
  const tests = subject.parts.flatMap((part) => testCasesOf(part).map((one) => testOf(part, one)));
  const count = (status: CtrfStatus): number =>
    tests.filter((test) => 'status' in test && test.status === status).length;
  const instants = subject.parts.flatMap(boundsOf);
  const start = instants.reduce((least, at) => Math.min(least, at), instants[0] ?? 0);
  const stop = instants.reduce((most, at) => Math.max(most, at), instants[0] ?? 0);
  const facts = Object.fromEntries(subject.parts.map((part) => [part.id, factsObject(part)]));
  return safeJson({
    reportFormat: 'CTRF',
    specVersion: SPEC_VERSION,
    ...(generated === null ? {} : { timestamp: generated.at, generatedBy: `Curfew ${generated.version}` }),
    ...(subject.run === null ? {} : { runId: subject.run.id }),
    results: {
      tool: { name: 'curfew' },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        suites: subject.parts.length,
        start,
        stop,
      },
      tests,
      environment: {
        reportName: visibleText(subject.title),
        ...(subject.run === null ? {} : { testEnvironment: visibleText(subject.run.host ?? 'host not told') }),
        extra: {
          headline: visibleText(subjectHeadline(subject)),
          clock: 'start and stop are times of the devices; where no source tells the zone, local time read as UTC',
          parts: facts,
        },
      },
    },
  });
}
