/**
 * Verdicts as test cases, for JUnit, CTRF and CSV:
 *
 *     early, late, missing, unpredicted      failed
 *     not-observable, interrupted            skipped
 *     as-predicted                           passed
 *     a case of a run that could not be played   error
 *     a case of a run cut off, or not played yet skipped
 */
import type {
  Analysis,
  Moment,
  ObservedOutcome,
  PredictedOutcome,
  Session,
  Verdict,
} from '../../../engine/compare/analysis.js';
import { momentWords, placeWords } from './moments.js';
import { caseStateWords, isUnjudged, unjudgedWords, type PlayedCase, type ReportPart } from './subject.js';
import { differenceWords, serviceName, shortServiceName, spokenVerdicts, verdictWords } from './words.js';

export type TestStatus = 'passed' | 'failed' | 'skipped' | 'error';

export interface TestCase {
  readonly status: TestStatus;
  /** Full name of the service; for a run, device and scenario. */
  readonly className: string;
  /** Unique among the cases of one class name. */
  readonly name: string;
  /** How long the service had run when the outcome came or was due, on the clock of limits; 0 when that is not known. */
  readonly ranMs: number;
  /** The verdict, or the state of the case. */
  readonly kind: string;
  /** One sentence. */
  readonly message: string;
  /** Prediction, observation, reasons and proof: one fact each line. */
  readonly lines: readonly string[];
  /** `null` for the line that stands for a whole case of a run. */
  readonly verdict: Verdict | null;
  readonly predicted: PredictedOutcome | null;
  readonly observed: ObservedOutcome | null;
}

function statusOf(verdict: Verdict): TestStatus {
  switch (verdict.verdict) {
    case 'as-predicted':
      return 'passed';
    case 'not-observable':
    case 'interrupted':
      return 'skipped';
    case 'early':
    case 'late':
    case 'missing':
    case 'unpredicted':
      return 'failed';
  }
}

interface Outcomes {
  readonly sessions: ReadonlyMap<string, readonly Session[]>;
  readonly predicted: ReadonlyMap<number, PredictedOutcome>;
  readonly observed: ReadonlyMap<number, ObservedOutcome>;
}

function sessionsByService(analysis: Analysis): ReadonlyMap<string, readonly Session[]> {
  const groups = new Map<string, Session[]>();
  for (const session of analysis.sessions) {
    const name = serviceName(session.package, session.component);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [session]);
    else group.push(session);
  }
  return groups;
}

/** Uptime that the service had run when the outcome came, or was due; 0 when no session holds that moment. */
function ranMs(sessions: readonly Session[], at: Moment | undefined): number {
  if (at === undefined) return 0;
  const session = sessions.findLast((one) => one.start.elapsedMs <= at.elapsedMs);
  if (session === undefined || (session.stop !== null && session.stop.elapsedMs < at.elapsedMs)) return 0;
  return Math.max(0, at.uptimeMs - session.start.uptimeMs);
}

/** Names stay the same from run to run, so that a server can follow one case over time: no instants in them. */
function nameInRun(verdict: Verdict, type: string | null): string {
  const service = shortServiceName(verdict.package, verdict.service);
  return `${verdict.outcome} of ${service}${type === null ? '' : ` (${type})`}`;
}

const classNameOf = ({ device, scenario }: PlayedCase): string => `${device.name} / ${scenario.name}`;

function caseOf(part: ReportPart, analysis: Analysis, outcomes: Outcomes, verdict: Verdict): TestCase {
  const predicted = verdict.predicted === null ? undefined : outcomes.predicted.get(verdict.predicted);
  const observed = verdict.observed === null ? undefined : outcomes.observed.get(verdict.observed);
  const due = predicted === undefined ? undefined : `predicted ${momentWords(predicted.at)}`;
  const seen = observed === undefined ? undefined : `observed ${momentWords(observed.at)}`;
  const service = serviceName(verdict.package, verdict.service);
  const { cause } = verdict;
  const causeText = cause === null ? '' : `; ${cause.standing} cause ${cause.cause}: ${cause.explanation}`;
  return {
    status: statusOf(verdict),
    className: part.played === null ? service : classNameOf(part.played),
    name:
      part.played === null
        ? `${verdict.outcome} ${due ?? seen ?? ''}`.trim()
        : nameInRun(verdict, predicted?.type ?? observed?.type ?? null),
    ranMs: ranMs(outcomes.sessions.get(service) ?? [], observed?.at ?? predicted?.at),
    kind: verdict.verdict,
    message: `${verdictWords(verdict)}${causeText}`,
    lines: [
      due ?? 'not predicted',
      seen ?? 'not observed',
      `difference ${differenceWords(verdict)}`,
      ...(predicted?.because ?? []).map((reason) => `because: ${reason}`),
      ...(observed === undefined ? [] : [`${placeWords(analysis, observed.at)}: ${observed.at.text ?? ''}`]),
      ...(cause?.evidence ?? []).map((line) => `for the cause, ${placeWords(analysis, line)}: ${line.text ?? ''}`),
    ],
    verdict,
    predicted: predicted ?? null,
    observed: observed ?? null,
  };
}

/** The line that stands for a whole case of a run: it failed, was cut off, or nothing came that could be judged. */
function caseAsAWhole(part: ReportPart, played: PlayedCase, verdicts: number): TestCase[] {
  const { state, reason, notObserved } = played.case;
  if (state === 'done' && verdicts > 0) return [];
  const isQuiet = state === 'done' && !isUnjudged(part);
  const ended = isQuiet ? 'no outcome was predicted, and none was seen' : unjudgedWords;
  const message = state === 'done' ? ended : caseStateWords(state);
  return [
    {
      status: isQuiet ? 'passed' : state === 'failed' ? 'error' : 'skipped',
      className: classNameOf(played),
      name: 'the scenario as a whole',
      ranMs: 0,
      kind: state,
      message: reason === null ? message : `${message}: ${reason}`,
      lines: notObserved.map((sentence) => `not observed: ${sentence}`),
      verdict: null,
      predicted: null,
      observed: null,
    },
  ];
}

/** Servers merge cases of one name, so the second of a name is told apart. */
function withUniqueNames(cases: readonly TestCase[]): TestCase[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const key = `${one.className}\n${one.name}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? one : { ...one, name: `${one.name} (${times})` };
  });
}

/** The cases of a part, in the order of its verdicts. Silent outcomes are shown elsewhere and never judged. */
export function testCasesOf(part: ReportPart): TestCase[] {
  const { analysis, played } = part;
  const verdicts = analysis === null ? [] : spokenVerdicts(analysis);
  const whole = played === null ? [] : caseAsAWhole(part, played, verdicts.length);
  if (analysis === null) return whole;
  const outcomes = {
    sessions: sessionsByService(analysis),
    predicted: new Map(analysis.predicted.map((outcome) => [outcome.id, outcome])),
    observed: new Map(analysis.observed.map((outcome) => [outcome.id, outcome])),
  };
  return withUniqueNames([...verdicts.map((verdict) => caseOf(part, analysis, outcomes, verdict)), ...whole]);
}
