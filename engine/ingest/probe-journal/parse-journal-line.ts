/**
 * One line of text to one line of the journal. Any app may write anything under the probe's tag, and files are torn: what is not wholly
 * right is refused with a reason; members that are not known are left out, so that a newer probe can say more.
 */
import { fail, ok, type Result } from '../../result.js';
import { isSystemUid } from '../../android/uids.js';
import { fieldRule, journalEvents, journalHead, type JournalEventName, type JournalLine } from './journal-events.js';

const VERSION = 1;
/** The probe cuts its texts, so that even a line all of escapes stays below 8,000 characters. */
const LONGEST_LINE = 16_384;
const wholeLine = /^\{.*\}$/;
/** Both clocks are cut to whole milliseconds, so that uptime may seem to be ahead of elapsed time by one. */
const ROUNDING_MS = 1;

/** Why a line was refused: one of few sentences, so that refusals can be counted. */
export type JournalProblem =
  | "line that is no JSON object: torn, or not the probe's"
  | 'line of another version of the journal'
  | 'event that this version does not know'
  | 'line with a member missing or of another kind'
  | 'line that claims to be of a system process';

export function parseJournalLine(text: string): Result<JournalLine, JournalProblem> {
  const object = objectIn(text);
  if (object === undefined) return fail("line that is no JSON object: torn, or not the probe's");
  const version = object['v'];
  if (version !== VERSION) return fail('line of another version of the journal');
  const event = object['event'];
  if (typeof event !== 'string' || !isEvent(event)) return fail('event that this version does not know');
  const line: Record<string, unknown> = { event };
  if (!take(object, journalHead, line) || !take(object, journalEvents[event], line))
    return fail('line with a member missing or of another kind');
  const whole = line as JournalLine;
  if (!hasPossibleHead(whole)) return fail('line with a member missing or of another kind');
  // The probe is an app; who says otherwise wants to be believed more than an app.
  if (isSystemUid(whole.uid)) return fail('line that claims to be of a system process');
  return ok(whole);
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.length > LONGEST_LINE || !wholeLine.test(text)) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isEvent(name: string): name is JournalEventName {
  return Object.hasOwn(journalEvents, name);
}

/** Copies the members that the table names; false when one is missing or of another kind. */
function take(
  from: Readonly<Record<string, unknown>>,
  table: Readonly<Record<string, Parameters<typeof fieldRule>[0]>>,
  to: Record<string, unknown>,
): boolean {
  for (const [name, kind] of Object.entries(table)) {
    const { type, optional } = fieldRule(kind);
    const value = Object.hasOwn(from, name) ? from[name] : undefined;
    if (value === undefined && optional) continue;
    if (typeof value !== type || (type === 'number' && !Number.isSafeInteger(value))) return false;
    to[name] = value;
  }
  return true;
}

function hasPossibleHead({ seq, up, elapsed, uid, pid, process, boot }: JournalLine): boolean {
  // Uptime is elapsed time without deep sleep, and is read first.
  const isClock = up >= 0 && elapsed >= 0 && up <= elapsed + ROUNDING_MS;
  return isClock && seq >= 1 && uid >= 0 && pid >= 0 && process !== '' && boot !== '';
}
