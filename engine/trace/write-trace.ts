/** Writes a trace as a trace file. The same events, texts and meta give the same bytes, however the trace was built. */
import { invariant } from '../result.js';
import { writeArrowFile, type ColumnToWrite, type StringsToWrite } from './arrow/ipc-file-writer.js';
import {
  coreFileColumns,
  faultOfRows,
  metaKey,
  provenanceFileColumns,
  traceFileVersion,
  versionKey,
} from './trace-file-format.js';
import type { FileColumn } from './trace-file-format.js';
import { metaToJson } from './trace-file-meta.js';
import { nameOf, type NamedColumn } from './trace-file-names.js';
import type { StringTable } from './string-table.js';
import type { Trace } from './trace.js';

/** Arrow counts the bytes of a dictionary with signed 32-bit numbers. */
const MAX_DICTIONARY_BYTES = 2 ** 31 - 1;

type NumberArray = ArrayBufferView & { readonly [row: number]: number; readonly length: number };

/** Throws a RangeError when the texts of one column take more than 2 GiB. */
export function writeTrace(trace: Trace): Uint8Array {
  const fault = faultOfRows(trace);
  invariant(fault === undefined, `a trace that no trace file can hold: ${fault}`);
  const { strings, provenanceColumns } = trace;
  const columns = coreFileColumns.map((column) => columnToWrite(column, trace.core[column.column], strings));
  if (provenanceColumns !== undefined) {
    for (const column of provenanceFileColumns)
      columns.push(columnToWrite(column, provenanceColumns[column.column], strings));
  }
  const metadata = new Map([
    [versionKey, traceFileVersion],
    [metaKey, metaToJson(trace.meta)],
  ]);
  return writeArrowFile(columns, trace.length, metadata);
}

function columnToWrite(
  { column, inFile, form, type }: FileColumn<string>,
  values: NumberArray,
  strings: StringTable,
): ColumnToWrite {
  switch (form) {
    case 'number':
      return { name: inFile, type, values };
    case 'optional':
      return { name: inFile, type, nullable: true, ...withNulls(values) };
    case 'text':
      return { name: inFile, type, ...withTexts(values, strings, inFile) };
    case 'name':
      return { name: inFile, type, ...withNames(values, column as NamedColumn, type === 'int8') };
  }
}

/** NaN becomes null; under it stands always the same NaN. */
function withNulls(values: NumberArray): Pick<ColumnToWrite, 'values' | 'nulls'> {
  let count = 0;
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) count++;
  if (count === 0) return { values };
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  const written = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    const isKnown = !Number.isNaN(value);
    written[row] = isKnown ? value : Number.NaN;
    if (isKnown) validity[row >> 3]! |= 1 << (row & 7);
  }
  return { values: written, nulls: { count, validity } };
}

/** The texts of one column in the order of first use; code 0 is the empty text. */
function withTexts(
  values: NumberArray,
  strings: StringTable,
  inFile: string,
): Pick<ColumnToWrite, 'values' | 'dictionary'> {
  const codeOf = new Uint32Array(strings.size);
  const codes = new Int32Array(values.length);
  const used: number[] = [0];
  for (let row = 0; row < values.length; row++) {
    const text = values[row]!;
    if (text === 0) continue;
    if (codeOf[text] === 0) codeOf[text] = used.push(text) - 1;
    codes[row] = codeOf[text]!;
  }
  return { values: codes, dictionary: textsOf(used, strings, inFile) };
}

function textsOf(used: readonly number[], strings: StringTable, inFile: string): StringsToWrite {
  const from = strings.offsets;
  let length = 0;
  for (const text of used) length += from[text + 1]! - from[text]!;
  if (length > MAX_DICTIONARY_BYTES)
    throw new RangeError(`the texts of ${inFile} take ${length} bytes, and a trace file holds ${MAX_DICTIONARY_BYTES}`);
  const offsets = new Int32Array(used.length + 1);
  const bytes = new Uint8Array(length);
  let end = 0;
  // Texts that lie side by side are copied at once: there may be millions, and most raw texts do.
  for (let code = 0; code < used.length;) {
    const first = used[code]!;
    const begin = end;
    let next = first;
    do {
      end += from[next + 1]! - from[next]!;
      next++;
      code++;
      offsets[code] = end;
    } while (code < used.length && used[code] === next);
    bytes.set(strings.bytes.subarray(from[first], from[next]), begin);
  }
  return { offsets, bytes };
}

/** The names in use, in the order of their numbers. */
function withNames(
  values: NumberArray,
  column: NamedColumn,
  small: boolean,
): Pick<ColumnToWrite, 'values' | 'dictionary'> {
  const isUsed = new Uint8Array(256);
  for (let row = 0; row < values.length; row++) isUsed[values[row]!] = 1;
  const codeOfNumber = new Uint8Array(256);
  const names: string[] = [];
  for (let number = 0; number < 256; number++) {
    if (isUsed[number] === 0) continue;
    const name = nameOf(column, number);
    const known = names.indexOf(name);
    codeOfNumber[number] = known < 0 ? names.push(name) - 1 : known;
  }
  const codes = small ? new Int8Array(values.length) : new Int16Array(values.length);
  for (let row = 0; row < values.length; row++) codes[row] = codeOfNumber[values[row]!]!;
  const encoded = names.map((name) => new TextEncoder().encode(name));
  const offsets = new Int32Array(names.length + 1);
  encoded.forEach(({ length }, index) => {
    offsets[index + 1] = offsets[index]! + length;
  });
  const bytes = new Uint8Array(offsets[names.length]!);
  encoded.forEach((text, index) => {
    bytes.set(text, offsets[index]);
  });
  return { values: codes, dictionary: { offsets, bytes } };
}
