import type { FactBody } from './fact.js';
import type { LogRecord } from './record.js';

/**
 * A recogniser reads one record and says what it means.
 * `undefined`: the tag is mine, the line says nothing that I know (counted as not understood when it looks important).
 */
export type Recogniser = (record: LogRecord) => readonly FactBody[];

/** What was odd in a source, counted by kind, with the first examples. */
export interface Diagnostic {
  /** One short sentence, the same for every occurrence, for example `line with no known layout`. */
  readonly what: string;
  readonly count: number;
  readonly first: { readonly source: number; readonly line: number; readonly text: string };
}
