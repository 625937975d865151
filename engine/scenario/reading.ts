/**
 * Reads plain values (from YAML or JSON) field by field and notes every mistake with the path to it. A reader returns
 * `undefined` after a mistake, and the rest is still read, so that one pass finds all of them.
 */
import { ServiceType, maskOfLabel, type TypeMask } from '../android/service-types.js';
import { nearestWord } from './nearest-word.js';
import { parseDuration } from './parse-duration.js';
import { maxErrors, maxNameLength } from './scenario-limits.js';

export type PathStep = string | number;

export interface Problem {
  readonly path: readonly PathStep[];
  /** The mistake is the last key of the path itself, not its value. */
  readonly isAboutKey: boolean;
  readonly message: string;
}

export type Fields = Readonly<Record<string, unknown>>;
/** A set of words, or a map by words. */
interface Known<W> {
  has(word: W): boolean;
  keys(): Iterable<W>;
}
type Read<T> = (value: unknown) => T | undefined;

/** `services[0].name` */
export function pathText(path: readonly PathStep[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** How a value is named in a message; never the whole of a large one. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return 'a mapping';
  return value.length > 60 ? `"${value.slice(0, 60)}…"` : `"${value}"`;
}

export class Reading {
  readonly problems: Problem[] = [];
  readonly #path: PathStep[] = [];
  /** Mistakes beyond `maxErrors`. */
  untold = 0;

  report(message: string, key?: string): void {
    if (this.problems.length >= maxErrors) {
      this.untold++;
      return;
    }
    const path = key === undefined ? [...this.#path] : [...this.#path, key];
    this.problems.push({ path, isAboutKey: key !== undefined, message });
  }

  /** Reads `value` as what lies at `step` below the present place. */
  at<T>(step: PathStep, value: unknown, read: Read<T>): T | undefined {
    this.#path.push(step);
    const result = read(value);
    this.#path.pop();
    return result;
  }

  /** A mapping whose keys are all known. */
  fields(value: unknown, known: ReadonlySet<string>, what: string): Fields | undefined {
    const fields = this.mapping(value, what);
    if (fields === undefined) return undefined;
    for (const key of Object.keys(fields)) if (!known.has(key)) this.#unknownKey(key, known, what);
    return fields;
  }

  mapping(value: unknown, what: string): Fields | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    this.report(`${what} is written as a mapping of keys to values, not as ${shown(value)}`);
    return undefined;
  }

  #unknownKey(key: string, known: ReadonlySet<string>, what: string): void {
    this.report(`${what} has no key ${shown(key)}; ${hint(key, known)}`, key);
  }

  list(value: unknown, what: string, most: number): readonly unknown[] | undefined {
    if (!Array.isArray(value)) {
      this.report(`${what} is written as a list, not as ${shown(value)}`);
      return undefined;
    }
    if (value.length > most) {
      this.report(`a scenario has at most ${most} ${what}, not ${value.length}`);
      return undefined;
    }
    return value as readonly unknown[];
  }

  optional<T>(fields: Fields, key: string, read: Read<T>): T | undefined {
    return Object.hasOwn(fields, key) ? this.at(key, fields[key], read) : undefined;
  }

  required<T>(fields: Fields, key: string, what: string, read: Read<T>): T | undefined {
    if (Object.hasOwn(fields, key)) return this.at(key, fields[key], read);
    this.report(`${what} needs "${key}"`);
    return undefined;
  }

  readonly text = (value: unknown): string | undefined => {
    if (typeof value === 'string' && value.length <= maxNameLength) return value;
    this.report(
      typeof value === 'string'
        ? `is longer than ${maxNameLength} characters`
        : `wants a text, not ${shown(value)}${typeof value === 'number' || typeof value === 'boolean' ? '; put it in quotes' : ''}`,
    );
    return undefined;
  };

  readonly yesOrNo = (value: unknown): boolean | undefined => {
    if (typeof value === 'boolean') return value;
    this.report(`wants true or false, not ${shown(value)}`);
    return undefined;
  };

  readonly duration = (value: unknown): number | undefined => {
    if (typeof value !== 'string') {
      this.report(`wants a duration such as 250ms, 90s, 6h or 1h30m, not ${shown(value)}`);
      return undefined;
    }
    const parsed = parseDuration(value);
    if (parsed.ok) return parsed.value;
    this.report(`${shown(value)} ${parsed.error}`);
    return undefined;
  };

  whole(value: unknown, least: number, most: number): number | undefined {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    this.report(`wants a whole number from ${least} to ${most}, not ${shown(value)}`);
    return undefined;
  }

  /** A duration, or a whole number as the device stores it. */
  readonly settingValue = (value: unknown): number | undefined => {
    if (typeof value === 'string') return this.duration(value);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    this.report(`wants a duration such as 90s, or a whole number of milliseconds, not ${shown(value)}`);
    return undefined;
  };

  /** One of the known words: members of a set, or keys of a map. `what` names their kind: `step`, `outcome`. */
  word<W extends string>(value: unknown, known: Known<W>, what: string): W | undefined {
    if (typeof value === 'string' && known.has(value as W)) return value as W;
    const message =
      typeof value === 'string'
        ? `there is no ${what} ${shown(value)}; ${hint(value, known.keys())}`
        : `wants the name of a ${what}, not ${shown(value)}`;
    this.report(message);
    return undefined;
  }

  /** A list of type names as a mask; `manifest` alone is the mask −1, no name at all is 0. */
  readonly types = (value: unknown): TypeMask | undefined => {
    const names = this.list(value, 'types', typeNames.size);
    if (names === undefined) return undefined;
    let mask = 0;
    let isWhole = true;
    names.forEach((name, index) => {
      const known = this.at(index, name, (one) => this.word(one, typeNames, 'foreground-service type'));
      if (known === undefined) isWhole = false;
      else if (known === 'manifest' && names.length > 1) {
        this.report('"manifest" stands for all declared types and cannot be combined');
        isWhole = false;
      } else mask |= maskOfLabel(known) ?? 0;
    });
    return isWhole ? mask : undefined;
  };
}

export const typeNames: ReadonlySet<string> = new Set(Object.keys(ServiceType));

function hint(word: string, known: Iterable<string>): string {
  const words = [...known];
  const nearest = nearestWord(word, words);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  return words.length === 0 ? 'there are none' : `known: ${words.slice(0, 30).join(', ')}`;
}
