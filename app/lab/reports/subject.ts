/**
 * What a report speaks of, whatever it was made from: analyses of logs, or a run of scenarios on devices. Every format reads
 * this and nothing else, so that each is written once.
 */
import type { Analysis } from '../../../engine/compare/analysis.js';
import { invariant } from '../../../engine/result.js';
import type { Run, RunCase, RunDevice, RunScenario } from '../runs/run.js';
import { visibleText } from './visible-text.js';
import { countWords, headline, spokenVerdicts, worstTone, type Tone } from './words.js';

/** One thing that was compared: a recording, or one scenario on one device. */
export interface ReportPart {
  /** Unique in the report, safe as an anchor and in a file name: `a1`, `a2`, ... in the order of the parts. */
  readonly id: string;
  /** `night.log`, or `dataSync six hours on Pixel 8 (desk 3)`. */
  readonly title: string;
  /** `null` where a case has nothing that could be compared. */
  readonly analysis: Analysis | null;
  /** `null` for the analysis of a log. */
  readonly played: PlayedCase | null;
}

/** The case of a run with the scenario and the device that it names. */
export interface PlayedCase {
  readonly case: RunCase;
  readonly scenario: RunScenario;
  readonly device: RunDevice;
}

export interface ReportSubject {
  readonly title: string;
  /** `null` when the report is about logs. */
  readonly run: Run | null;
  readonly parts: readonly ReportPart[];
}

/** What differs from one writing of a report to the next; every format keeps it in one place of its own. */
export interface Generated {
  /** ISO 8601. */
  readonly at: string;
  /** Version of this program. */
  readonly version: string;
}

function nameOfAnalysis(analysis: Analysis, index: number): string {
  const [first] = analysis.sources;
  if (first === undefined) return `Analysis ${index + 1}`;
  const more = analysis.sources.length - 1;
  return more > 0 ? `${first.file} and ${more} more` : first.file;
}

export function subjectOfAnalyses(analyses: readonly Analysis[]): ReportSubject {
  const [first] = analyses;
  return {
    title: analyses.length === 1 && first !== undefined ? headline(first) : countWords(analyses.length, 'log'),
    run: null,
    parts: analyses.map((analysis, index) => ({
      id: `a${index + 1}`,
      title: nameOfAnalysis(analysis, index),
      analysis,
      played: null,
    })),
  };
}

/** Parts in the order of the run's cases. The run is one that `readRun` lets through: every case names what the run lists. */
export function subjectOfRun(run: Run): ReportSubject {
  const scenarios = new Map(run.scenarios.map((one) => [one.id, one]));
  const devices = new Map(run.devices.map((one) => [one.id, one]));
  const parts = run.cases.map((one, index): ReportPart => {
    const scenario = scenarios.get(one.scenario);
    const device = devices.get(one.device);
    invariant(scenario !== undefined && device !== undefined, 'a case names a scenario and a device of its run');
    return {
      id: `a${index + 1}`,
      title: `${scenario.name} on ${device.name}`,
      analysis: one.analysis,
      played: { case: one, scenario, device },
    };
  });
  return { title: run.name === '' ? run.id : run.name, run, parts };
}

/** How a part ended, for matrices and exit codes. `unplayed`: nothing could be compared; what happened is in its state. */
export type PartStanding = Tone | 'quiet' | 'unplayed';

export function standingOf(part: ReportPart): PartStanding {
  if (part.analysis === null) return 'unplayed';
  return worstTone(part.analysis) ?? (isIncomplete(part) ? 'unplayed' : isUnjudged(part) ? 'unknown' : 'quiet');
}

export const unjudgedWords = 'outcomes were predicted before the run, and nothing was recorded that could be judged';

/**
 * Outcomes were predicted before the run, and the recording holds nothing that could be judged: the app never started, or
 * the log was lost. That is no agreement, although no verdict differs.
 */
export function isUnjudged({ analysis, played }: ReportPart): boolean {
  if (analysis === null || played === null || spokenVerdicts(analysis).length > 0) return false;
  return (played.case.prediction?.outcomes ?? []).some(({ silent }) => silent !== true);
}

/** Outcomes were predicted before the run, and not one verdict could be reached: not observed is not agreement. */
export function isUnobserved(part: ReportPart): boolean {
  const { analysis, played } = part;
  if (analysis === null || played === null) return false;
  const verdicts = spokenVerdicts(analysis);
  if (verdicts.length === 0) return isUnjudged(part);
  return verdicts.every(({ verdict }) => verdict === 'not-observable' || verdict === 'interrupted');
}

/** The part shows an outcome that came early, late, not at all, or unpredicted. */
export function differs(part: ReportPart): boolean {
  const standing = standingOf(part);
  return standing === 'wrong' || standing === 'small';
}

/** A case that did not come to its end: failed, interrupted, running or still planned. Never true for a log. */
export function isIncomplete(part: ReportPart): boolean {
  return part.played !== null && part.played.case.state !== 'done';
}

const isAgreeing = (part: ReportPart): boolean => {
  const standing = standingOf(part);
  return standing === 'agree' || standing === 'quiet';
};

/** The one sentence above everything: what was compared, and what differs. */
export function subjectHeadline(subject: ReportSubject): string {
  const { parts, run } = subject;
  const [first] = parts;
  const differing = parts.filter(differs).length;
  if (run === null) {
    if (parts.length === 1 && first?.analysis != null) return headline(first.analysis);
    const summary =
      differing === 0
        ? 'no outcome differs from its prediction'
        : `${differing} with an outcome that differs from its prediction`;
    return `${countWords(parts.length, 'log')}: ${summary}`;
  }
  if (parts.length === 0) return 'No case was planned';
  const agreeing = parts.filter((part) => isAgreeing(part) && !isIncomplete(part)).length;
  const states = (['failed', 'interrupted', 'running', 'planned'] as const).map(
    (state) => [parts.filter((part) => part.played?.case.state === state).length, stateWords[state]] as const,
  );
  const unseen = parts.filter((part) => standingOf(part) === 'unknown' && !isIncomplete(part)).length;
  const facts = [
    [differing, differing === 1 ? 'differs from its prediction' : 'differ from their prediction'] as const,
    ...states,
    [unseen, 'could not be observed'] as const,
    [agreeing, 'as predicted'] as const,
  ];
  const words = facts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${countWords(parts.length, 'case')} on ${countWords(run.devices.length, 'device')}: ${words.join('; ')}`;
}

const stateWords = {
  failed: 'could not be played',
  interrupted: 'interrupted',
  running: 'still running',
  planned: 'not played yet',
} as const;

/** The state of a case in words, where it is not `done`. */
export function caseStateWords(state: RunCase['state']): string {
  return state === 'done' ? 'played to its end' : stateWords[state];
}

/** Verdicts that a person is told, over all parts. */
export function verdictCount(subject: ReportSubject): number {
  return subject.parts.reduce(
    (total, part) => total + (part.analysis === null ? 0 : spokenVerdicts(part.analysis).length),
    0,
  );
}

/** A name made of file-name characters only, never empty, never hidden, never longer than `length`. */
export function safeFileName(name: string, length = 80): string {
  const safe = visibleText(name)
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._]+/, '')
    .slice(0, length);
  return safe === '' ? 'unnamed' : safe;
}
