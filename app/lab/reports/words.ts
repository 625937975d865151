/** The words of a report: outcomes, verdicts and the headline. Neutral statements, one fact each. */
import type { OutcomeName } from '../../../engine/android/outcomes.js';
import type { Analysis, Session, Verdict, VerdictName } from '../../../engine/compare/analysis.js';
import { isSilent } from '../../../engine/android/outcomes.js';
import { formatDifference, formatDuration } from '../../../engine/time-format.js';

const outcomeWord: Readonly<Record<OutcomeName, string>> = {
  'timeout-callback': 'timeout callback',
  'crash-did-not-stop': 'crash (did not stop in time)',
  'crash-did-not-start': 'crash (did not start in time)',
  'anr-did-not-start': 'ANR (did not start in time)',
  'anr-short-service': 'ANR (short service)',
  'short-service-demoted': 'short service demoted',
  'start-denied-exhausted': 'start denied (time limit exhausted)',
  'start-denied-background': 'start denied (from the background)',
  'start-denied-boot': 'start denied (at boot)',
  'start-denied-type': 'start denied (type not allowed)',
  'service-stopped-idle': 'service stopped (app idle)',
  'anr-execution': 'ANR (service did not answer)',
  'job-stopped': 'job stopped',
  'process-frozen': 'process frozen',
  'process-killed': 'process killed',
  'deadline-moved': 'deadline moved',
  'budget-reset': 'budget reset',
  'budget-poisoned': 'budget poisoned with the device uptime',
  'window-re-anchored': '24 h window starts anew',
  'stale-timer-ignored': 'stale timer ignored',
};

export function outcomeWords(outcome: OutcomeName): string {
  return outcomeWord[outcome];
}

/** How bad a verdict is; the colour of a mark follows from it. */
export type Tone = 'agree' | 'small' | 'wrong' | 'unknown';

/** A difference up to this many tolerances is called small. */
const SMALL_IN_TOLERANCES = 10;

export function toneOf(verdict: Verdict, toleranceMs: number): Tone {
  switch (verdict.verdict) {
    case 'as-predicted':
      return 'agree';
    case 'not-observable':
    case 'interrupted':
      return 'unknown';
    case 'missing':
    case 'unpredicted':
      return 'wrong';
    case 'early':
    case 'late': {
      const size = Math.abs(verdict.deltaMs ?? Number.POSITIVE_INFINITY);
      return size <= toleranceMs * SMALL_IN_TOLERANCES ? 'small' : 'wrong';
    }
  }
}

export const verdictWord: Readonly<Record<VerdictName, string>> = {
  'as-predicted': 'as predicted',
  early: 'early',
  late: 'late',
  missing: 'missing',
  unpredicted: 'not predicted',
  'not-observable': 'not observable',
  interrupted: 'interrupted',
};

/** `late by 2 h 4 m`, `as predicted`, `missing`. */
export function verdictWords(verdict: Verdict): string {
  const isShifted = verdict.verdict === 'early' || verdict.verdict === 'late';
  if (!isShifted || verdict.deltaMs === null) return verdictWord[verdict.verdict];
  return `${verdict.verdict} by ${formatDuration(Math.abs(verdict.deltaMs))}`;
}

export function differenceWords(verdict: Verdict): string {
  return verdict.deltaMs === null ? '–' : formatDifference(verdict.deltaMs);
}

/** A moment of an observation with its distance from the prediction, where there is one: `03:12:44 (+61 ms)`. */
export function withDifference(moment: string, verdict: Verdict): string {
  return verdict.deltaMs === null ? moment : `${moment} (${differenceWords(verdict)})`;
}

/** `pkg/.Cls`, or the package alone where no service is named. A service that names its package already stays as it is. */
export function serviceName(packageName: string, service: string | null): string {
  if (service === null || service === '') return packageName;
  return service.includes('/') ? service : `${packageName}/${service}`;
}

/** `.Cls` of `pkg/.Cls`: enough where the package stands beside it. */
export function shortServiceName(packageName: string, service: string | null): string {
  const full = serviceName(packageName, service);
  const slash = full.indexOf('/');
  return slash < 0 ? full : full.slice(slash + 1);
}

/** Types of a session in words; a log that does not state them is never read as "no types". */
export function typesWords(session: Session): string {
  if (session.types === null) return 'not stated in this log';
  return session.types.length === 0 ? 'none' : session.types.join(' | ');
}

/** Verdicts that a person is told; silent outcomes are shown, never judged. */
export function spokenVerdicts(analysis: Analysis): readonly Verdict[] {
  return analysis.verdicts.filter((verdict) => !isSilent(verdict.outcome));
}

const headlineOrder: readonly VerdictName[] = [
  'missing',
  'unpredicted',
  'late',
  'early',
  'interrupted',
  'not-observable',
];

/** `1 session`, `2 sessions`. */
export function countWords(amount: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(amount)} ${amount === 1 ? singular : plural}`;
}

function detailOf(verdict: Verdict): string {
  return `${outcomeWords(verdict.outcome)} of ${serviceName(verdict.package, verdict.service)}`;
}

/** `1 late by 2 h 4 m: timeout callback of com.example/.Sync`; several of a kind are counted and the largest is named. */
function differingPart(kind: VerdictName, verdicts: readonly Verdict[]): string | null {
  const ofKind = verdicts.filter((verdict) => verdict.verdict === kind);
  const [first] = ofKind;
  if (first === undefined) return null;
  if (ofKind.length === 1) return `1 ${verdictWords(first)}: ${detailOf(first)}`;
  const deltas = ofKind.map((verdict) => Math.abs(verdict.deltaMs ?? 0));
  const largest = deltas.reduce((most, delta) => Math.max(most, delta), 0);
  return `${ofKind.length} ${verdictWord[kind]}${largest > 0 ? ` (by up to ${formatDuration(largest)})` : ''}`;
}

function emptyHeadline(analysis: Analysis): string {
  if (analysis.sources.length === 0) return 'No source was read';
  if (analysis.sessions.length === 0) return 'No foreground service was seen in this log';
  return 'No time-limited service in this log reached a limit';
}

/** The one sentence that answers: did the system do what was predicted? */
export function headline(analysis: Analysis): string {
  const verdicts = spokenVerdicts(analysis);
  const [first] = verdicts;
  if (first === undefined) return emptyHeadline(analysis);
  const agreeing = verdicts.filter((verdict) => verdict.verdict === 'as-predicted');
  if (agreeing.length === verdicts.length) {
    if (verdicts.length === 1) return `The outcome came as predicted: ${detailOf(first)}`;
    return `${verdicts.length === 2 ? 'Both' : `All ${verdicts.length}`} outcomes came as predicted`;
  }
  const parts = headlineOrder.map((kind) => differingPart(kind, verdicts)).filter((part) => part !== null);
  return [...(agreeing.length > 0 ? [`${countWords(agreeing.length, 'outcome')} as predicted`] : []), ...parts].join(
    '; ',
  );
}

/** The worst tone of all verdicts; `null` when there is nothing to judge. */
export function worstTone(analysis: Analysis): Tone | null {
  const tones = new Set(spokenVerdicts(analysis).map((verdict) => toneOf(verdict, analysis.toleranceMs)));
  const order: readonly Tone[] = ['wrong', 'small', 'unknown', 'agree'];
  return order.find((tone) => tones.has(tone)) ?? null;
}

export function releaseWords(analysis: Analysis): string {
  const { release, fingerprint, releaseFrom } = analysis.device;
  const name = release === null ? 'Android release not known' : `Android ${release}`;
  const from = releaseFrom === null ? '' : ` (${releaseFrom})`;
  return `${name}${from}${fingerprint === null ? '' : `, ${fingerprint}`}`;
}

export function policyWords(analysis: Analysis): string {
  const variant = analysis.variant === null ? '' : ` (${analysis.variant})`;
  return `${analysis.policy}${variant}`;
}

/** `12,345`: a plain group separator, the same on every machine. */
export function formatCount(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
