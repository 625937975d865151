/**
 * Lengths of time as a scenario writes them: `250ms`, `90s`, `6h`, `1h30m`, `0.2s`.
 *
 *     duration = part { part }          parts from large to small, each unit once
 *     part     = digits [ "." digits ] ( "h" | "m" | "s" | "ms" )      a fraction in the last part only
 *
 * The result is a whole number of milliseconds: `0.2s` is 200, `0.0001s` is refused.
 */
import { fail, ok, type Result } from '../result.js';
import { durationMs, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, type DurationMs } from '../time.js';

const units = ['h', 'm', 's', 'ms'] as const;
type Unit = (typeof units)[number];

const unitMs: Readonly<Record<Unit, number>> = { h: MS_PER_HOUR, m: MS_PER_MINUTE, s: MS_PER_SECOND, ms: 1 };

/** Ten years. Longer is a slip of the pen. */
export const LONGEST_DURATION = durationMs(87_600 * MS_PER_HOUR);
const MAX_TEXT = 40;
/** So many digits keep `fraction × unit` an exact integer. */
const MAX_FRACTION_DIGITS = 9;
const MAX_WHOLE_DIGITS = 12;

const WANTED = 'write a duration such as 250ms, 90s, 6h or 1h30m';
const ZERO = 48;
const NINE = 57;

/** Milliseconds, or what is wrong with the text as half a sentence. Time linear in the text. */
export function parseDuration(text: string): Result<DurationMs, string> {
  if (text.length > MAX_TEXT) return fail(`is too long for a duration: ${WANTED}`);
  let total = 0;
  let at = 0;
  let nextUnit = 0;
  let hasFraction = false;
  do {
    if (hasFraction) return fail('has a fraction before its last unit; only the last number may have one');
    const wholeEnd = endOfDigits(text, at);
    const whole = text.slice(at, wholeEnd);
    if (whole === '' || whole.length > MAX_WHOLE_DIGITS) return fail(`is not a duration: ${WANTED}`);
    let fraction = '';
    at = wholeEnd;
    if (text[at] === '.') {
      const fractionEnd = endOfDigits(text, at + 1);
      fraction = text.slice(at + 1, fractionEnd);
      if (fraction === '' || fraction.length > MAX_FRACTION_DIGITS) return fail(`is not a duration: ${WANTED}`);
      hasFraction = true;
      at = fractionEnd;
    }
    const unit = unitAt(text, at);
    if (unit === undefined) return fail(`has a number without a unit (h, m, s, ms): ${WANTED}`);
    const rank = units.indexOf(unit);
    if (rank < nextUnit) return fail('has its units out of order: hours, minutes, seconds, milliseconds, each once');
    nextUnit = rank + 1;
    at += unit.length;
    const part = millisecondsOf(whole, fraction, unitMs[unit]);
    if (part === undefined) return fail('is not a whole number of milliseconds');
    total += part;
  } while (at < text.length);
  if (total > LONGEST_DURATION) return fail('is longer than ten years');
  return ok(durationMs(total));
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at++;
  return at;
}

function unitAt(text: string, at: number): Unit | undefined {
  if (text.startsWith('ms', at)) return 'ms';
  return units.find((unit) => unit.length === 1 && text[at] === unit);
}

function millisecondsOf(whole: string, fraction: string, unit: number): number | undefined {
  const scaled = Number(fraction) * unit;
  const scale = 10 ** fraction.length;
  return scaled % scale === 0 ? Number(whole) * unit + scaled / scale : undefined;
}

/** The text that `parseDuration` reads back to the same number: `5400000` → `1h30m`, `0` → `0s`. */
export function writeDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  let rest = milliseconds;
  let text = '';
  for (const unit of units) {
    const count = Math.floor(rest / unitMs[unit]);
    rest -= count * unitMs[unit];
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
