/**
 * Reads a trace file of unknown origin: every length, place, code and value is checked, so that each row of the trace can be
 * read afterwards. Columns of numbers stay views on the bytes; codes of texts become numbers of one string table.
 *
 * Each column is walked in a loop of its own over one kind of array: such loops stay fast, and a file has millions of rows.
 */
import { maxEvents, maxStrings } from '../ingest/limits.js';
import { fail, ok, type Result } from '../result.js';
import { bytesInMemory, type ByteSource } from './arrow/byte-source.js';
import { ArrowFile, type ColumnRead, type DictionaryRead } from './arrow/ipc-file-reader.js';
import { TypeId } from './arrow/ipc-format.js';
import type { CoreColumns, ProvenanceColumns } from './columns.js';
import { StringTable, StringTableBuilder } from './string-table.js';
import { TraceFileFault, type TraceFileError } from './trace-file-error.js';
import {
  coreFileColumns,
  faultOfRows,
  metaKey,
  provenanceFileColumns,
  traceFileVersion,
  versionKey,
  type FileColumn,
} from './trace-file-format.js';
import { metaFromJson } from './trace-file-meta.js';
import { numberOf, type NamedColumn } from './trace-file-names.js';
import { Trace, type TraceMeta } from './trace.js';

export interface TraceFileLimits {
  readonly maxEvents: number;
  /** Strings of one dictionary, and of all that become one in memory. */
  readonly maxStrings: number;
}

export interface TraceReadOptions {
  readonly limits?: TraceFileLimits;
  /**
   * `replay`: only what a replay reads. All wall clocks are unknown then, nothing tells where an event comes from, and of the
   * columns left out nothing is read or checked. `dated`: the same with the wall clocks. Default: `all`.
   */
  readonly columns?: WantedColumns;
}

type WantedColumns = 'all' | 'replay' | 'dated';

const defaultLimits: TraceFileLimits = { maxEvents, maxStrings };

/** The trace keeps views on `bytes`: do not change them afterwards. Of shared bytes it keeps shared columns. */
export function readTrace(bytes: Uint8Array, limits: TraceFileLimits = defaultLimits): Result<Trace, TraceFileError> {
  return readTraceFrom(bytesInMemory(bytes), { limits });
}

/** The same from any source. The trace keeps what the source gave. */
export function readTraceFrom(source: ByteSource, options: TraceReadOptions = {}): Result<Trace, TraceFileError> {
  try {
    return ok(traceFrom(source, options.limits ?? defaultLimits, options.columns ?? 'all'));
  } catch (error) {
    if (error instanceof TraceFileFault) return fail(error.error);
    if (error instanceof RangeError)
      return fail(new TraceFileFault('damaged', `The Arrow file is damaged: ${error.message}.`).error);
    throw error;
  }
}

function traceFrom(source: ByteSource, limits: TraceFileLimits, wanted: WantedColumns): Trace {
  const file = new ArrowFile(source);
  checkVersion(file);
  const meta = readMeta(file);
  const rows = file.open();
  if (rows > limits.maxEvents) throw tooLarge(`${rows} events`, limits.maxEvents);
  const columns = new ColumnReader(source, file, rows, new StringCollector(limits.maxStrings));
  const trace = wanted === 'all' ? wholeTrace(columns, meta) : replayedPart(columns, meta, wanted === 'dated');
  const fault = faultOfRows(trace);
  if (fault !== undefined) throw new TraceFileFault('damaged', `The trace does not hold together: ${fault}.`);
  return trace;
}

function wholeTrace(columns: ColumnReader, meta: TraceMeta): Trace {
  const core = columns.read(coreFileColumns) as unknown as CoreColumns;
  const provenance = provenanceFileColumns.some(({ inFile }) => columns.has(inFile))
    ? (columns.read(provenanceFileColumns) as unknown as ProvenanceColumns)
    : undefined;
  return new Trace(columns.rows, core, provenance, columns.strings.finish(), meta);
}

const replayedFileColumns = coreFileColumns.filter(({ column }) => column !== 'wall');

function replayedPart(columns: ColumnReader, meta: TraceMeta, isDated: boolean): Trace {
  const read = isDated
    ? columns.read(coreFileColumns)
    : { ...columns.read(replayedFileColumns), wall: unknownWalls(columns.rows) };
  const core = read as unknown as CoreColumns;
  return new Trace(columns.rows, core, undefined, columns.strings.finish(), meta);
}

/** NaN in every row: the same memory for all traces, because nobody writes into a trace. */
function unknownWalls(rows: number): Float64Array {
  if (unknown.length < rows) unknown = new Float64Array(rows).fill(Number.NaN);
  return unknown.subarray(0, rows);
}
let unknown = new Float64Array(0);

function checkVersion(file: ArrowFile): void {
  const version = file.metadata(versionKey);
  if (version === traceFileVersion) return;
  if (version?.startsWith('trace/') === true)
    throw new TraceFileFault(
      'other-version',
      `It is of version ${shown(version)}; this program reads ${traceFileVersion}.`,
    );
  throw new TraceFileFault('not-a-trace-file', `Its metadata does not say ${versionKey} = ${traceFileVersion}.`);
}

function readMeta(file: ArrowFile): TraceMeta {
  const json = file.metadata(metaKey);
  const meta = json === undefined ? 'it is missing' : metaFromJson(json);
  if (typeof meta === 'string')
    throw new TraceFileFault('damaged', `The metadata "${metaKey}" cannot be used: ${meta}.`);
  return meta;
}

class ColumnReader {
  constructor(
    readonly source: ByteSource,
    readonly file: ArrowFile,
    readonly rows: number,
    readonly strings: StringCollector,
  ) {}

  has(inFile: string): boolean {
    return this.file.column(inFile, this.rows) !== undefined;
  }

  /** The columns by their name in a trace. Texts come last: the raw texts stand behind all others in the string table. */
  read(columns: readonly FileColumn<string>[]): Record<string, ArrayBufferView> {
    const read: Record<string, ArrayBufferView> = {};
    for (const column of columns) {
      const found = this.file.column(column.inFile, this.rows);
      if (found === undefined) throw new TraceFileFault('missing-column', `The column ${column.inFile} is missing.`);
      checkType(column, found);
      read[column.column] = this.#valuesOf(column, found);
    }
    return read;
  }

  #valuesOf({ column, inFile, form, type }: FileColumn<string>, found: ColumnRead): ArrayBufferView {
    switch (form) {
      case 'number':
        return found.values(type);
      case 'optional':
        return withoutNulls(found);
      case 'text': {
        const dictionary = this.file.dictionary(found.field.dictionary ?? -1);
        const numbers = column === 'rawText' ? this.strings.append(dictionary) : this.strings.merge(dictionary);
        const { buffer, byteOffset } = this.source.allocate(this.rows * 4);
        const texts = new Uint32Array(buffer, byteOffset, this.rows);
        checkCode(inFile, numberTexts(found.values('int32'), numbers, texts), numbers.length);
        return texts;
      }
      case 'name': {
        const numbers = numbersOf(column as NamedColumn, this.file.dictionary(found.field.dictionary ?? -1));
        const names = this.source.allocate(this.rows);
        const badRow =
          type === 'int8'
            ? numberSmallNames(found.values('int8'), numbers, names)
            : numberNames(found.values('int16'), numbers, names);
        checkCode(inFile, badRow, numbers.length);
        return names;
      }
    }
  }
}

function checkType({ inFile, form, type }: FileColumn<string>, { field, nullCount }: ColumnRead): void {
  const hasCodes = form === 'text' || form === 'name';
  const isAsWritten =
    field.number === type &&
    hasCodes === (field.dictionary !== undefined) &&
    (!hasCodes || field.typeId === TypeId.utf8);
  const wanted = hasCodes ? `dictionary<values=utf8, indices=${type}>` : type;
  if (!isAsWritten) throw new TraceFileFault('wrong-type', `The column ${inFile} is not of type ${wanted}.`);
  if (nullCount > 0 && form !== 'optional') throw new TraceFileFault('wrong-type', `The column ${inFile} has nulls.`);
}

/** NaN where the column has null. Our own files hold NaN there already, and are not copied. */
function withoutNulls(found: ColumnRead): Float64Array {
  const values = found.values('float64');
  if (found.nullCount === 0) return values;
  const validity = found.validity();
  let written = values;
  for (let row = 0; row < values.length; row++) {
    if (validity[row >> 3] === 0xff) {
      row |= 7;
      continue;
    }
    const isNull = (validity[row >> 3]! & (1 << (row & 7))) === 0;
    if (!isNull || Number.isNaN(values[row])) continue;
    if (written === values) written = values.slice();
    written[row] = Number.NaN;
  }
  return written;
}

/** A row whose code its dictionary does not have. */
interface BadRow {
  readonly row: number;
  readonly code: number;
}

function checkCode(inFile: string, bad: BadRow | undefined, count: number): void {
  if (bad === undefined) return;
  throw new TraceFileFault('damaged', `row ${bad.row}: ${inFile} has the code ${bad.code} of ${count}.`);
}

/** Writes the number behind each code; returns the first row whose code has none. The next two do the same for names. */
function numberTexts(codes: Int32Array, numbers: Uint32Array, to: Uint32Array): BadRow | undefined {
  const count = numbers.length;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0 || code >= count) return { row, code };
    to[row] = numbers[code]!;
  }
  return undefined;
}

function numberNames(codes: Int16Array, numbers: Uint32Array, to: Uint8Array): BadRow | undefined {
  const count = numbers.length;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0 || code >= count) return { row, code };
    to[row] = numbers[code]!;
  }
  return undefined;
}

function numberSmallNames(codes: Int8Array, numbers: Uint32Array, to: Uint8Array): BadRow | undefined {
  const count = numbers.length;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0 || code >= count) return { row, code };
    to[row] = numbers[code]!;
  }
  return undefined;
}

function numbersOf(column: NamedColumn, dictionary: DictionaryRead): Uint32Array {
  const count = dictionary.offsets.length - 1;
  if (count > 256) throw new TraceFileFault('damaged', `There are ${count} names of ${column}.`);
  return Uint32Array.from({ length: count }, (_, code) => {
    const name = textAt(dictionary, code);
    const number = numberOf(column, name);
    if (number !== undefined) return number;
    throw new TraceFileFault('other-version', `This program knows no ${column} "${shown(name)}".`);
  });
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A copy is decoded, because TextDecoder refuses shared memory. */
function textAt({ offsets, bytes }: DictionaryRead, code: number): string {
  return decoder.decode(bytes.slice(offsets[code], offsets[code + 1]));
}

/**
 * Makes one string table of the dictionaries. Processes, services and notes are few and often the same: each text gets one
 * number. Raw texts are many and hardly ever repeat another column: their bytes are appended as they are.
 */
class StringCollector {
  readonly #merged = new StringTableBuilder();
  readonly #limit: number;
  #table: StringTable | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of each text of a dictionary. */
  merge(dictionary: DictionaryRead): Uint32Array {
    const count = this.#admit(dictionary);
    const numbers = Uint32Array.from({ length: count }, (_, code) => this.#merged.add(textAt(dictionary, code)));
    if (this.#merged.dropped > 0) throw tooLarge('more strings', this.#limit);
    return numbers;
  }

  /** The same, behind everything merged; the last dictionary. */
  append(dictionary: DictionaryRead): Uint32Array {
    const count = this.#admit(dictionary);
    const merged = this.#merged.finish(false);
    const { offsets: from, bytes: appended } = dictionary;
    // The table begins with the empty text already.
    const skipped = count > 0 && from[0] === from[1] ? 1 : 0;
    const shift = merged.bytes.length - from[skipped]!;
    const numbers = new Uint32Array(count);
    const offsets = new Uint32Array(merged.size + count - skipped + 1);
    offsets.set(merged.offsets);
    for (let code = skipped; code < count; code++) {
      const number = merged.size + code - skipped;
      offsets[number + 1] = from[code + 1]! + shift;
      numbers[code] = from[code + 1] === from[code] ? 0 : number;
    }
    const end = offsets[offsets.length - 1]!;
    if (from[count]! + shift !== end) throw new RangeError('texts of more than 4 GiB');
    const bytes = new Uint8Array(end);
    bytes.set(merged.bytes);
    bytes.set(appended.subarray(from[skipped], from[count]), merged.bytes.length);
    this.#table = StringTable.over(offsets, bytes);
    return numbers;
  }

  finish(): StringTable {
    return this.#table ?? this.#merged.finish(false);
  }

  #admit({ offsets }: DictionaryRead): number {
    const count = offsets.length - 1;
    if (count > this.#limit) throw tooLarge(`${count} strings`, this.#limit);
    return count;
  }
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 80)).slice(1, -1);

function tooLarge(what: string, limit: number): TraceFileFault {
  return new TraceFileFault('too-large', `It holds ${what}; the limit is ${limit}.`);
}
