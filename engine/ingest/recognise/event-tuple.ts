/**
 * Payloads of the event log as `logcat` prints them: `[0,1234,com.foo,906,empty #17]`, a bare `10036`, or with names
 * (`logcat -v descriptive`): `[Token=255600734,Component Name=com.foo.Main,time=1ms]`, whose names are dropped.
 *
 * Nothing is quoted in these tuples, so a comma inside a free-text field can only be told apart where it stands in
 * brackets. Fields are therefore returned untrimmed: readers of a trailing free-text field join the rest with
 * `textFrom` and get back what was printed.
 */

/** No event that is read here has more fields; what follows stays in the last one. */
const maxFields = 64;

const COMMA = ','.charCodeAt(0);
/** Character codes of opening brackets, with the code of what closes them. */
const closerOf: ReadonlyMap<number, number> = new Map(
  ['()', '[]', '{}', '<>'].map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]),
);
const closers: ReadonlySet<number> = new Set(closerOf.values());

/** The fields of a payload, at least one for a payload that is not empty. Total: any string gives some fields. */
export function parseEventTuple(payload: string): readonly string[] {
  const text = payload.trim();
  if (text === '' || text === '[]') return [];
  if (!text.startsWith('[')) return [text];
  const inner = text.slice(1, text.endsWith(']') ? -1 : undefined);
  const fields = splitOutsideBrackets(inner) ?? splitAtCommas(inner);
  return isDescriptive(inner) ? dropNames(fields) : fields;
}

/** Units of the descriptive form; times of a second and more are printed as seconds with a fraction. */
const units: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['ms', 1],
  ['s', 1_000],
  ['%', 1],
  ['B', 1],
  ['KB', 1024],
  ['MB', 1024 ** 2],
  ['GB', 1024 ** 3],
  ['TB', 1024 ** 4],
]);

/** The field as a whole number, in milliseconds or bytes where it carries a unit; `undefined` for other text. */
export function integerAt(fields: readonly string[], index: number): number | undefined {
  const plain = plainInteger(fields[index] ?? '');
  if (plain !== undefined) return plain;
  const match = /^(-?\d{1,16}(?:\.\d{1,3}(?=s$))?)([a-zA-Z%]{0,2})$/.exec((fields[index] ?? '').trim());
  const factor = units.get(match?.[2] ?? '');
  if (match === null || factor === undefined) return undefined;
  const value = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Digits and nothing else but a sign, as nearly all numbers are: read without a regular expression. */
function plainInteger(text: string): number | undefined {
  const isNegative = text.charCodeAt(0) === 45;
  const first = isNegative ? 1 : 0;
  // More digits may not be a safe integer.
  if (text.length === first || text.length - first > 15) return undefined;
  let value = 0;
  for (let at = first; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

/** The field as text without surrounding blanks; `undefined` when it is absent or empty. */
export function textAt(fields: readonly string[], index: number): string | undefined {
  const text = (fields[index] ?? '').trim();
  return text === '' ? undefined : text;
}

/** The fields from `start` up to (not including) `end`, joined as they were printed. */
export function textFrom(fields: readonly string[], start: number, end: number = fields.length): string {
  return fields.slice(start, end).join(',').trim();
}

/** `undefined` when the brackets do not pair up, so that they say nothing about where a field ends. */
function splitOutsideBrackets(inner: string): string[] | undefined {
  const fields: string[] = [];
  /** What must close the brackets that are open, the innermost last. */
  const awaited: number[] = [];
  let start = 0;
  for (let at = 0; at < inner.length; at += 1) {
    const code = inner.charCodeAt(at);
    // Most characters are neither brackets nor commas, and need no look-up.
    if (isLetterOrDigit(code)) continue;
    if (code === COMMA && awaited.length === 0) {
      if (fields.length === maxFields - 1) break;
      fields.push(inner.slice(start, at));
      start = at + 1;
      continue;
    }
    const closer = closerOf.get(code);
    if (closer !== undefined) awaited.push(closer);
    else if (closers.has(code) && awaited.pop() !== code) return undefined;
  }
  if (awaited.length > 0 && fields.length < maxFields - 1) return undefined;
  fields.push(inner.slice(start));
  return fields;
}

function isLetterOrDigit(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57);
}

function splitAtCommas(inner: string): string[] {
  const fields = inner.split(',', maxFields);
  if (fields.length < maxFields) return fields;
  const kept = fields.slice(0, maxFields - 1);
  return [...kept, inner.slice(kept.join(',').length + 1)];
}

function isDescriptive(inner: string): boolean {
  return /^\s*[A-Za-z][\w ]{0,40}=/.test(inner);
}

/** A piece without a name of its own is the rest of a field that held a comma. */
function dropNames(pieces: readonly string[]): string[] {
  const fields: string[] = [];
  for (const piece of pieces) {
    const name = /^\s*[A-Za-z][\w ]{0,40}=/.exec(piece);
    if (name !== null) fields.push(piece.slice(name[0].length));
    else if (fields.length > 0) fields.push(`${fields.pop() ?? ''},${piece}`);
    else fields.push(piece);
  }
  return fields;
}
