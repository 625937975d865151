/**
 * The chain of reasons of a predicted outcome, as sentences a person can follow, read from the ledger: what the budget was
 * when the service began, every deadline and every move of it, and what ended it.
 */
import { formatDuration } from '../time-format.js';
import { LedgerCode, LossReason, NONE, ResetReason, StaleReason, type LedgerEntry } from './ledger.js';
import type { PredictedEvent, Prediction } from './prediction.js';

/** Writes a moment: wall time where it is known, else time since the trace's zero. */
export type MomentWriter = (moment: { readonly uptime: number; readonly elapsed: number }) => string;

/** A chain this long is cut in its middle, where repeated charges and moves lie. */
const MAX_REASONS = 14;
const KEPT_AT_BEGINNING = 4;
const odd: ReadonlySet<number> = new Set([LedgerCode.uncharged, LedgerCode.poisoned]);
/** What nobody is told needs no long story. */
const MAX_REASONS_SILENT = 3;

/** `+6:00:10` or `+6:00:10.500` since the trace's zero; hours are not folded into days. */
export const sinceZero: MomentWriter = ({ elapsed }) => {
  const total = Math.round(Math.abs(elapsed));
  const sign = elapsed < 0 ? '−' : '+';
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${sign}${Math.floor(total / 3_600_000)}:${two(Math.floor(total / 60_000) % 60)}:${two(Math.floor(total / 1_000) % 60)}`;
  const milliseconds = total % 1_000;
  return milliseconds === 0 ? clock : `${clock}.${String(milliseconds).padStart(3, '0')}`;
};

export function reasonsFor(prediction: Prediction, event: PredictedEvent, write: MomentWriter): string[] {
  const chain = relevantEntries(prediction, event);
  const sentences: string[] = [];
  const beforeThisRun = chargesBeforeThisRun(chain, event.service);
  // Under the guide old use drops out of the window: a sum of all of it would mislead.
  if (beforeThisRun.runs > 0 && prediction.policy.reading === 'as-shipped')
    sentences.push(
      `${formatDuration(beforeThisRun.totalMs)} of ${typeName(event)} had been charged before, in ${count(beforeThisRun.runs, 'stretch', 'stretches')}`,
    );
  // What the platform forgot or invented stays in the story, however long ago it was.
  const prefix = chain.slice(0, beforeThisRun.from).filter((entry) => odd.has(entry.code));
  for (const entry of [...prefix, ...chain.slice(beforeThisRun.from)]) {
    const sentence = sentenceOf(entry, event, write, prediction);
    if (sentence !== undefined) sentences.push(sentence);
  }
  if (event.silent) return sentences.slice(-MAX_REASONS_SILENT);
  if (sentences.length <= MAX_REASONS) return sentences;
  const cut = sentences.length - MAX_REASONS;
  return [
    ...sentences.slice(0, KEPT_AT_BEGINNING),
    `… ${count(cut, 'step', 'steps')} of the same kind …`,
    ...sentences.slice(KEPT_AT_BEGINNING + cut),
  ];
}

/** Entries about the event's service or budget since the budget was last full, the reset itself included. */
function relevantEntries(prediction: Prediction, event: PredictedEvent): LedgerEntry[] {
  const { ledger } = prediction;
  const budget = event.ledgerEnd > 0 ? ledger.entry(event.ledgerEnd - 1).budget : NONE;
  const chain: LedgerEntry[] = [];
  for (let at = event.ledgerEnd - 1; at >= 0; at--) {
    const entry = ledger.entry(at);
    const isOfBudget = budget !== NONE && entry.budget === budget;
    const isOfService = entry.service === event.service && entry.budget === NONE;
    if (!isOfBudget && !isOfService) continue;
    const isOlderRefusal = entry.code === LedgerCode.denied && at < event.ledgerEnd - 1;
    if (isOlderRefusal) continue;
    chain.push(entry);
    if (entry.code === LedgerCode.reset && at < event.ledgerEnd - 1) break;
  }
  return chain.reverse();
}

/** The charges that lie before the last time this service began to be charged; they are told as one sum. */
function chargesBeforeThisRun(
  chain: readonly LedgerEntry[],
  service: number,
): { readonly from: number; readonly totalMs: number; readonly runs: number } {
  let from = 0;
  let previousArmed = -1;
  chain.forEach((entry, index) => {
    if (entry.service !== service || entry.code !== LedgerCode.armed) return;
    const isRenewal = previousArmed >= 0 && !wasOutOfService(chain, previousArmed, index, service);
    if (!isRenewal) from = index;
    previousArmed = index;
  });
  const firstIsReset = chain[0]?.code === LedgerCode.reset;
  let totalMs = 0;
  let runs = 0;
  for (const entry of chain.slice(0, from)) {
    if (entry.code !== LedgerCode.charged || entry.first === 0) continue;
    totalMs += entry.first;
    runs++;
  }
  return runs > 0 ? { from, totalMs, runs } : { from: firstIsReset ? 0 : Math.min(from, chain.length), totalMs, runs };
}

/** Whether a service was stopped or lost its process between two of its deadlines. */
function wasOutOfService(chain: readonly LedgerEntry[], from: number, to: number, service: number): boolean {
  return chain
    .slice(from, to)
    .some(
      (entry) =>
        entry.service === service && (entry.code === LedgerCode.disarmed || entry.code === LedgerCode.processDied),
    );
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
      return `${at} a stop or a new startForeground${who} charged the time since a start that the budget does not know: the whole uptime of the device, ${formatDuration(entry.first)}, was added (bug P)`;
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
      return `${at} the process died`;
    case LedgerCode.charged:
      return entry.service !== event.service && entry.first > 0
        ? `${at} ${formatDuration(entry.first)} were charged${who}`
        : undefined;
    case LedgerCode.expired:
      return `${at} the deadline${who} came with ${formatDuration(entry.first)} charged: onTimeout; nothing had stopped the service or reset the budget`;
    case LedgerCode.graceEnded:
      return `${at} the service${who} had not stopped ${formatDuration(entry.first)} after onTimeout: crash`;
    case LedgerCode.denied:
      return prediction.policy.reading === 'documented'
        ? `${at} refused: ${formatDuration(entry.second)} were used within the last 24 h, and the app has not been on screen since`
        : `${at} refused: onTimeout was called at ${momentOf(entry.first)}, the process has not been on screen since, and the 24 h window began not more than 24 h ago`;
    case LedgerCode.deniedBackground:
      return `${at} refused: the app may not start a foreground service from the background now`;
    case LedgerCode.stale:
      return entry.first === StaleReason.notLimited
        ? `${at} the timer fired for a service whose types are not limited any more: nothing happens`
        : `${at} the timer of a run whose process is gone fired: nothing happens`;
    default:
      return sentenceOfOtherRule(entry, at, momentOf);
  }
}

/** shortService, the start promise, boot and idle. */
function sentenceOfOtherRule(entry: LedgerEntry, at: string, momentOf: (uptime: number) => string): string | undefined {
  switch (entry.code) {
    case LedgerCode.shortArmed:
      return `${at} a shortService in the foreground: deadline ${momentOf(entry.first)}`;
    case LedgerCode.shortExpired:
      return `${at} the deadline of the shortService came: onTimeout`;
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
    default:
      return undefined;
  }
}

export function lossWords(entry: LedgerEntry): string {
  return entry.second === LossReason.parallelStart
    ? 'a service was started while another of its type was running'
    : 'the process died';
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
