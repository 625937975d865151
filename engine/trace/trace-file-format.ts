/**
 * The trace file, version 1: a trace as Apache Arrow IPC file, which data tools open as it is. See
 * docs/decisions/0004-trace-file-arrow.md.
 *
 *     schema metadata   curfew = trace/1      meta = TraceMeta as JSON
 *     one record batch  one row per event, in ascending order of elapsed_ms
 *
 * Texts are dictionaries, each column with its own, in the order of first use; an empty text means "none". The columns from
 * `source` on stand there all or not at all. Readers look columns up by name and pass over those they do not know.
 */
import type { CoreColumnName, ProvenanceColumnName } from './columns.js';
import type { NumberType } from './arrow/ipc-format.js';
import type { Trace } from './trace.js';

export const traceFileVersion = 'trace/1';
/** Keys of the schema's metadata. */
export const versionKey = 'curfew';
export const metaKey = 'meta';

/**
 * How a column of a trace stands in the file.
 *
 * - `number`: as it is.
 * - `optional`: NaN in memory, null in the file.
 * - `text`: a number of the string table in memory, a code of the column's own dictionary in the file.
 * - `name`: a number with a fixed name (kind, buffer, trust), written as a dictionary of the names in use.
 */
export type ColumnForm = 'number' | 'optional' | 'text' | 'name';

export interface FileColumn<Name extends string> {
  readonly column: Name;
  readonly inFile: string;
  readonly form: ColumnForm;
  /** Of the numbers, or of the codes. Codes are signed, as the columnar format recommends for dictionaries. */
  readonly type: NumberType;
}

const column = <Name extends string>(
  name: Name,
  inFile: string,
  form: ColumnForm,
  type: NumberType,
): FileColumn<Name> => ({ column: name, inFile, form, type });

export const coreFileColumns: readonly FileColumn<CoreColumnName>[] = [
  column('elapsed', 'elapsed_ms', 'number', 'float64'),
  column('uptime', 'uptime_ms', 'number', 'float64'),
  column('wall', 'wall_ms', 'optional', 'float64'),
  column('earlierBy', 'earlier_by_ms', 'number', 'float64'),
  column('kind', 'kind', 'name', 'int16'),
  column('uid', 'uid', 'number', 'int32'),
  column('process', 'process', 'text', 'int32'),
  column('service', 'service', 'text', 'int32'),
  column('types', 'types', 'number', 'int32'),
  column('argument', 'argument', 'optional', 'float64'),
  column('note', 'note', 'text', 'int32'),
];

export const provenanceFileColumns: readonly FileColumn<ProvenanceColumnName>[] = [
  column('source', 'source', 'number', 'uint16'),
  column('line', 'line', 'number', 'uint32'),
  column('byteStart', 'byte_start', 'number', 'float64'),
  column('byteEnd', 'byte_end', 'number', 'float64'),
  column('buffer', 'buffer', 'name', 'int8'),
  column('trust', 'trust', 'name', 'int8'),
  column('rawText', 'raw_text', 'text', 'int32'),
];

/**
 * No instant of a trace lies further from its zero, or from 1970, than this, about 126,000 years: the sum of two such instants
 * is still a date.
 */
const MAX_INSTANT_MS = 4e15;

const isInstant = (ms: number): boolean => ms >= -MAX_INSTANT_MS && ms <= MAX_INSTANT_MS;

/** What is wrong with the values of a trace, naming the row; `undefined` when nothing is. The writer and the reader agree on it. */
export function faultOfRows(trace: Trace): string | undefined {
  const { elapsed, uptime, wall, earlierBy } = trace.core;
  const isSound = areAscending(elapsed) && areInstants(uptime) && areInstantsOrUnknown(wall) && areSpans(earlierBy);
  return isSound ? faultOfProvenance(trace) : firstFault(trace);
}

// One loop per column, without a call and without words: what is wrong is looked for only once something is.

function areAscending(elapsed: Float64Array): boolean {
  let last = -MAX_INSTANT_MS;
  for (let row = 0; row < elapsed.length; row++) {
    const now = elapsed[row]!;
    // False for NaN too.
    if (!(now >= last)) return false;
    last = now;
  }
  return last <= MAX_INSTANT_MS;
}

function areInstants(instants: Float64Array): boolean {
  for (let row = 0; row < instants.length; row++) {
    const instant = instants[row]!;
    if (!(instant >= -MAX_INSTANT_MS && instant <= MAX_INSTANT_MS)) return false;
  }
  return true;
}

function areInstantsOrUnknown(instants: Float64Array): boolean {
  for (let row = 0; row < instants.length; row++) {
    const instant = instants[row]!;
    // Both are false for NaN, which means "unknown".
    if (instant < -MAX_INSTANT_MS || instant > MAX_INSTANT_MS) return false;
  }
  return true;
}

function areSpans(spans: Float64Array): boolean {
  for (let row = 0; row < spans.length; row++) if (!(spans[row]! >= 0)) return false;
  return true;
}

function firstFault(trace: Trace): string | undefined {
  const { elapsed, uptime, wall, earlierBy } = trace.core;
  let last = -Infinity;
  for (let row = 0; row < trace.length; row++) {
    const now = elapsed[row]!;
    if (!isInstant(now)) return `row ${row}: elapsed_ms is ${now}`;
    if (now < last) return `row ${row}: elapsed_ms goes back from ${last} to ${now}`;
    last = now;
    if (!isInstant(uptime[row]!)) return `row ${row}: uptime_ms is ${uptime[row]}`;
    if (!isInstant(wall[row]!) && !Number.isNaN(wall[row])) return `row ${row}: wall_ms is ${wall[row]}`;
    if (!(earlierBy[row]! >= 0)) return `row ${row}: earlier_by_ms is ${earlierBy[row]}`;
  }
  return undefined;
}

function faultOfProvenance({ provenanceColumns, meta, length }: Trace): string | undefined {
  if (provenanceColumns === undefined) return undefined;
  const { source, line, byteStart, byteEnd } = provenanceColumns;
  for (let row = 0; row < length; row++) {
    if (line[row] !== 0 && source[row]! >= meta.sources.length)
      return `row ${row}: source is ${source[row]}, and there are ${meta.sources.length}`;
    const isRange =
      byteStart[row]! >= 0 && byteEnd[row]! >= byteStart[row]! && byteEnd[row]! <= Number.MAX_SAFE_INTEGER;
    if (!isRange) return `row ${row}: the bytes are ${byteStart[row]} to ${byteEnd[row]}`;
  }
  return undefined;
}
