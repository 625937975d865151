/**
 * A log record: one line (or one `long` block) with its header taken apart, before anybody asks what it means.
 *
 *     bytes ──layouts──► LogRecord ──recognisers──► Fact ──assembly──► Trace
 */

/** Log buffers as `logcat -b` names them. `unknown` where the source does not say (merged output prints no buffer). */
export type LogBuffer = 'main' | 'system' | 'events' | 'crash' | 'radio' | 'kernel' | 'unknown';

export type LogLevel = 'V' | 'D' | 'I' | 'W' | 'E' | 'F' | '?';

/**
 * What a record's stamp says, not yet a moment in time.
 *
 * - `year-less`: month, day and time of day; `localMs` counts as if the year were 2000 and the zone UTC.
 * - `local`: with a year; `localMs` counts as if the zone were UTC. `zoneMinutes` is the offset when printed (`+0200` → 120).
 * - `epoch`: milliseconds since 1970 UTC.
 * - `monotonic`: milliseconds since boot (`logcat -v monotonic`).
 * - `time-of-day`: no date at all.
 * - `none`: the layout prints no time.
 *
 * Fractions of a millisecond (`-v usec`) are kept as decimals.
 */
export type Stamp =
  | { readonly clock: 'year-less'; readonly localMs: number; readonly zoneMinutes?: number }
  | { readonly clock: 'local'; readonly localMs: number; readonly zoneMinutes?: number }
  | { readonly clock: 'epoch'; readonly epochMs: number }
  | { readonly clock: 'monotonic'; readonly sinceBootMs: number }
  | { readonly clock: 'time-of-day'; readonly ofDayMs: number }
  | { readonly clock: 'none' };

/** Where a record stands in its source, so that every claim can show its proof. */
export interface Provenance {
  /** Index into the sources of the ingest. */
  readonly source: number;
  /** Line number in the source, from 1. For binary logs: the number of the entry, from 1. */
  readonly line: number;
  /** Byte range in the source (after unpacking, before transcoding to UTF-8 where the file was UTF-16). */
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly buffer: LogBuffer;
  /** The text as it stands in the source, without its line end; cut at `maxRawTextLength`. */
  readonly rawText: string;
}

/** Who wrote the record, as far as the layout tells. `undefined` where it does not. */
export interface Writer {
  readonly uid: number | undefined;
  readonly pid: number | undefined;
  readonly tid: number | undefined;
}

export interface LogRecord {
  readonly stamp: Stamp;
  readonly writer: Writer;
  readonly level: LogLevel;
  readonly tag: string;
  readonly message: string;
  readonly provenance: Provenance;
}
