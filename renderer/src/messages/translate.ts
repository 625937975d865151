/**
 * The texts of the window, from one catalogue, with placeholders as in ICU: `{name}` and
 * `{count, plural, one {# device} other {# devices}}` (`=0`, `one`, `other`; `#` is the number). Numbers are written with thin spaces.
 */
import { en } from './en.js';
import { pseudo } from './pseudo.js';

export type MessageKey = keyof typeof en;

/** Names of the placeholders of a message; what stands inside a plural has a space or a `#`, and is none. */
type Word<S extends string> = S extends `${string}#${string}` | `${string} ${string}` | '' ? never : S;
/** The name at the beginning of what follows an opening brace. */
type HeadOf<S extends string> = S extends `${infer Inside}}${string}`
  ? Inside extends `${infer Name},${string}`
    ? Word<Name>
    : Word<Inside>
  : never;
type NamesOf<S extends string> = S extends `${string}{${infer Rest}` ? HeadOf<Rest> | NamesOf<Rest> : never;
type ValuesOf<K extends MessageKey> = NamesOf<(typeof en)[K]>;
type Arguments<K extends MessageKey> = [ValuesOf<K>] extends [never]
  ? []
  : [values: Readonly<Record<ValuesOf<K>, string | number>>];

let catalogue: (text: string) => string = (text) => text;

/** Every text of ours in brackets and longer, to find texts that are not in the catalogue and places that are too narrow. */
export function usePseudoLocale(): void {
  catalogue = pseudo;
}

/** The text of a key, with its values put in. */
export function t<K extends MessageKey>(key: K, ...values: Arguments<K>): string {
  return fillIn(catalogue(en[key]), values[0] ?? {});
}

/** A whole number with thin spaces between thousands: `12 345`. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

const written = (value: string | number): string => (typeof value === 'number' ? formatCount(value) : value);

/** Position after the brace that closes the one before `from`. */
function endOfBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`a brace is not closed in the message "${text}"`);
}

function branchesOf(text: string): Map<string, string> {
  const branches = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    if (open < 0) break;
    const end = endOfBrace(text, open + 1);
    branches.set(text.slice(at, open).trim(), text.slice(open + 1, end));
    at = end + 1;
  }
  return branches;
}

function pluralOf(text: string, value: number): string {
  const branches = branchesOf(text);
  const branch = branches.get(`=${value}`) ?? (value === 1 ? branches.get('one') : undefined) ?? branches.get('other');
  if (branch === undefined) throw new Error(`a plural has no branch "other": ${text}`);
  return branch.replaceAll('#', written(value));
}

/** Puts values into a message. Throws where a value is missing: a mistake of ours. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  let result = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('{', at);
    if (open < 0) return result + text.slice(at);
    const end = endOfBrace(text, open + 1);
    result += text.slice(at, open) + replacement(text.slice(open + 1, end), values);
    at = end + 1;
  }
}

function replacement(inside: string, values: Readonly<Record<string, string | number>>): string {
  const [name = '', kind, ...rest] = inside.split(',');
  const value = values[name.trim()];
  if (value === undefined) throw new Error(`a message needs a value for "${name}"`);
  if (kind === undefined) return written(value);
  if (kind.trim() !== 'plural' || typeof value !== 'number') throw new Error(`"${inside}" is not a plural of a number`);
  return fillIn(pluralOf(rest.join(','), value), values);
}
