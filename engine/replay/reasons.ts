/**
 * The chain of reasons of a predicted outcome, as sentences a person can follow, read from the ledger: what the budget was
 * when the service began, every deadline and every move of it, and what ended it.
 */
import { formatDuration } from '../time-format.js';
import {
  LedgerCode,
  LossReason,
  PoisonCause,
  ResetReason,
  StaleReason,
  type Ledger,
  type LedgerEntry,
} from './ledger.js';
import type { PredictedEvent, Prediction } from './prediction.js';
import { ReasonChains, type ReasonChain } from './reason-chains.js';

/** Writes a moment: wall time where it is known, else time since the trace's zero. */
export type MomentWriter = (moment: { readonly uptime: number; readonly elapsed: number }) => string;

/** A chain this long is cut in its middle, where repeated charges and moves lie. */
const MAX_REASONS = 14;
const KEPT_AT_BEGINNING = 4;
/** What nobody is told needs no long story. */
const MAX_REASONS_SILENT = 3;

/** The service in which WorkManager runs its foreground work. */
const WORK_MANAGER_SERVICE = 'androidx.work.impl.foreground.SystemForegroundService';
/** Release from which a shortService gets both calls (spec/fgs-limits.md 3.5). */
const BOTH_CALLBACKS_SINCE = 16;

/** `+6:00:10` or `+6:00:10.500` since the trace's zero; hours are not folded into days. */
export const sinceZero: MomentWriter = ({ elapsed }) => {
  const total = Math.round(Math.abs(elapsed));
  const sign = elapsed < 0 ? '−' : '+';
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${sign}${Math.floor(total / 3_600_000)}:${two(Math.floor(total / 60_000) % 60)}:${two(Math.floor(total / 1_000) % 60)}`;
  const milliseconds = total % 1_000;
  return milliseconds === 0 ? clock : `${clock}.${String(milliseconds).padStart(3, '0')}`;
};

/** By ledger, which is complete when somebody asks for reasons. */
const chainsOf = new WeakMap<Ledger, ReasonChains>();

export function reasonsFor(prediction: Prediction, event: PredictedEvent, write: MomentWriter): string[] {
  const { ledger } = prediction;
  let chains = chainsOf.get(ledger);
  if (chains?.builtLength !== ledger.length) chains = new ReasonChains(ledger);
  chainsOf.set(ledger, chains);
  const chain = chains.of(event.service, event.ledgerEnd);
  const { runs, totalMs } = chain.before;
  // Under the guide old use drops out of the window: a sum of all of it would mislead.
  const lead =
    runs > 0 && prediction.policy.reading === 'as-shipped'
      ? [
          `${formatDuration(totalMs)} of ${typeName(event)} had been charged before, in ${count(runs, 'stretch', 'stretches')}`,
        ]
      : [];
  const tell = (entry: LedgerEntry, isLast: boolean): string | undefined =>
    entry.code === LedgerCode.denied && !isLast ? undefined : sentenceOf(entry, event, write, prediction);
  const tail = isCalledOnScreen(prediction, event, chain)
    ? ['the process is on screen then, and the code of this variant does not look whether it is']
    : [];
  const whole = lead.length + chain.length;
  const most = event.silent ? MAX_REASONS_SILENT : MAX_REASONS;
  if (whole <= most) return [...lead, ...lastSentences(chain, tell, chain.length), ...tail];
  if (event.silent) return lastSentences(chain, tell, most);
  return [
    ...lead,
    ...firstSentences(chain, tell, KEPT_AT_BEGINNING - lead.length),
    `… ${count(whole - MAX_REASONS, 'step', 'steps')} of the same kind …`,
    ...lastSentences(chain, tell, MAX_REASONS - KEPT_AT_BEGINNING),
    ...tail,
  ];
}

/** V1 and V2 call onTimeout of an app that is on screen (spec/fgs-limits.md 2.6). */
function isCalledOnScreen({ policy }: Prediction, { outcome, type }: PredictedEvent, chain: ReasonChain): boolean {
  if (outcome !== 'timeout-callback' || type === 'shortService') return false;
  if (policy.reading !== 'as-shipped' || policy.timeLimitedTypes?.checksCurrentlyTop !== false) return false;
  for (const { code } of chain.backwards()) {
    if (code === LedgerCode.enteredTop) return true;
    if (code === LedgerCode.leftTop || code === LedgerCode.processDied) return false;
  }
  return false;
}

type Teller = (entry: LedgerEntry, isLast: boolean) => string | undefined;

function firstSentences(chain: ReasonChain, tell: Teller, most: number): string[] {
  const sentences: string[] = [];
  for (const entry of chain.forwards()) {
    if (sentences.length >= most) break;
    const sentence = tell(entry, false);
    if (sentence !== undefined) sentences.push(sentence);
  }
  return sentences;
}

function lastSentences(chain: ReasonChain, tell: Teller, most: number): string[] {
  const sentences: string[] = [];
  let isLast = true;
  for (const entry of chain.backwards()) {
    if (sentences.length >= most) break;
    const sentence = tell(entry, isLast);
    isLast = false;
    if (sentence !== undefined) sentences.push(sentence);
  }
  return sentences.reverse();
}

function sentenceOf(
  entry: LedgerEntry,
  event: PredictedEvent,
  write: MomentWriter,
  prediction: Prediction,
): string | undefined {
  const at = write(entry);
  const momentOf = (uptime: number): string => write({ uptime, elapsed: entry.elapsed + (uptime - entry.uptime) });
  const component = prediction.program.services[entry.service]?.component;
  const who = entry.service === event.service || component === undefined ? '' : ` (${component})`;
  switch (entry.code) {
    case LedgerCode.armed:
      return `${at} in the foreground${who} with ${entry.second === 0 ? 'nothing' : formatDuration(entry.second)} of the budget left: ${Number.isFinite(entry.first) ? `deadline ${momentOf(entry.first)}` : 'no deadline for now'}`;
    case LedgerCode.moved:
      return `${at} the timer${who} fired, but the process was on screen ${entry.first >= entry.uptime ? 'then' : `until ${momentOf(entry.first)}`}: deadline moved to ${momentOf(entry.second)}`;
    case LedgerCode.poisoned:
      return `${at} the budget was charged with the whole device uptime, ${formatDuration(entry.first)}, because ${poisonWords(entry.detail)}${who} (bug P)`;
    case LedgerCode.uncharged:
      return `${at} ${formatDuration(entry.first)} were never charged: ${lossWords(entry)}${who}`;
    case LedgerCode.reAnchored:
      return `${at} the 24 h window moved: it counts from here now`;
    case LedgerCode.reset:
      return `${at} the budget was set back to full: ${resetWords(entry.first)}`;
    case LedgerCode.enteredTop:
      return `${at} the process came on screen`;
    case LedgerCode.leftTop:
      return `${at} the process left the screen`;
    case LedgerCode.processDied:
      return entry.first > 0
        ? `${at} the process died, and with it the knowledge that it was on screen until ${momentOf(entry.first)}`
        : `${at} the process died`;
    case LedgerCode.charged:
      return entry.service !== event.service && entry.first > 0
        ? `${at} ${formatDuration(entry.first)} were charged${who}`
        : undefined;
    case LedgerCode.expired:
      return `${at} the deadline${who} came with ${formatDuration(entry.first)} charged: onTimeout; nothing had stopped the service or reset the budget`;
    case LedgerCode.graceEnded:
      return `${at} the service${who} had not stopped ${formatDuration(entry.first)} after onTimeout: crash${component?.endsWith(WORK_MANAGER_SERVICE) === true ? ' (WorkManager answers onTimeout from version 2.10.1 on)' : ''}`;
    case LedgerCode.denied:
      return prediction.policy.reading === 'documented'
        ? `${at} refused: ${formatDuration(entry.second)} were used within the last 24 h, and the app has not been on screen since`
        : `${at} refused: onTimeout was called at ${momentOf(entry.first)}, the process has not been on screen since, and the 24 h window began not more than 24 h ago`;
    case LedgerCode.deniedBackground:
      return `${at} refused: the app may not start a foreground service from the background now`;
    case LedgerCode.stale:
      return entry.first === StaleReason.notLimited
        ? `${at} the timer fired for a service whose types are not limited any more: nothing happens`
        : `${at} the timer of a run fired whose process went at ${momentOf(entry.second)}: nothing happens`;
    default:
      return sentenceOfOtherRule(entry, at, momentOf, prediction);
  }
}

/** shortService, the start promise, boot and idle. */
function sentenceOfOtherRule(
  entry: LedgerEntry,
  at: string,
  momentOf: (uptime: number) => string,
  { policy }: Prediction,
): string | undefined {
  switch (entry.code) {
    case LedgerCode.shortArmed:
      return `${at} a shortService in the foreground: deadline ${momentOf(entry.first)}`;
    case LedgerCode.shortExpired:
      return `${at} the deadline of the shortService came: onTimeout(int)${(policy.release ?? 0) >= BOTH_CALLBACKS_SINCE ? ', and onTimeout(int, int) with the type 2048 as well' : ''}`;
    case LedgerCode.shortDemoted:
      return `${at} still running: its process loses the importance of a foreground service`;
    case LedgerCode.shortAnr:
      return `${at} still running: the app is said not to respond`;
    case LedgerCode.promised:
      return `${at} startForegroundService: startForeground must follow by ${momentOf(entry.first)}`;
    case LedgerCode.promiseBroken:
      return `${at} the service goes and startForeground has not been called: crash`;
    case LedgerCode.promiseAnr:
      return `${at} startForeground has not been called and the process still lives: not responding`;
    case LedgerCode.deniedBoot:
      return `${at} refused: BOOT_COMPLETED may not start a foreground service of these types`;
    case LedgerCode.deniedType:
      return `${at} refused: a shortService must be started, not only bound`;
    case LedgerCode.idleStopped:
      return `${at} the app became idle in the background: its started services are stopped`;
    case LedgerCode.restarted:
      return `${at} the system restarted the process of the service, which is sticky: the service is in the foreground still, and its budget is as it was`;
    case LedgerCode.executionBegun:
      return `${at} the service was given work to do at once: it must be done by ${momentOf(entry.first)}`;
    case LedgerCode.executionOverdue:
      return `${at} the service is still executing: the app is said not to respond`;
    default:
      return undefined;
  }
}

export function lossWords(entry: LedgerEntry): string {
  return entry.second === LossReason.parallelStart
    ? 'a service was started while another of its type was running'
    : 'the process died';
}

/** `cause`: a `PoisonCause`, or the `ResetReason` of the reset in the same call. */
export function poisonWords(cause: number): string {
  switch (cause) {
    case PoisonCause.boundBefore:
      return 'the service had been in the foreground without being started, and was started now';
    case PoisonCause.resetWhileRunning:
      return 'the budget had been set back to full while the service was running';
    case PoisonCause.notCharged:
      return 'the service ended when nothing was being charged for it any more';
    case ResetReason.top:
      return 'startForeground was called again while the app was on top';
    default:
      return `startForeground was called again and set the budget back to full: ${resetWords(cause)}`;
  }
}

export function resetWords(reason: number): string {
  switch (reason) {
    case ResetReason.top:
      return 'the process was on screen';
    case ResetReason.topSinceExceeded:
      return 'the process was on screen after the limit had been reached';
    case ResetReason.windowPassed:
      return 'the 24 h window began more than 24 h ago';
    case ResetReason.appCame:
      return 'the app came on screen';
    case ResetReason.reboot:
      return 'the device was rebooted, and budgets live in memory only';
    default:
      return 'the crash flag is off, so that exhaustion is only logged';
  }
}

function typeName(event: PredictedEvent): string {
  return event.type ?? 'the type';
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
