/** Trace files against the reference library: each side reads what the other wrote. */
import {
  Bool,
  Field,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
  type Vector,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrace, writeTrace } from '../arrow-file.js';
import { eventKindName } from '../event-kind.js';
import { coreFileColumns, provenanceFileColumns } from '../trace-file-format.js';
import { meta, rowsOf, smallTrace, traces } from '../trace-file-fixture.js';

function errorOf(bytes: Uint8Array): string {
  const result = readTrace(bytes);
  return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
}

describe('apache-arrow reads what Curfew wrote', () => {
  it('with names, types and metadata', () => {
    const { schema, numRows, batches } = tableFromIPC(writeTrace(smallTrace()));
    expect(schema.fields.map(({ name }) => name)).toEqual(
      [...coreFileColumns, ...provenanceFileColumns].map(({ inFile }) => inFile),
    );
    const typeOf = (name: string): string => String(schema.fields.find((field) => field.name === name)?.type);
    expect([typeOf('elapsed_ms'), typeOf('uid'), typeOf('line')]).toEqual(['Float64', 'Int32', 'Uint32']);
    expect([typeOf('kind'), typeOf('raw_text')]).toEqual(['Dictionary<Int16, Utf8>', 'Dictionary<Int32, Utf8>']);
    const nullable = schema.fields.filter((field) => field.nullable).map(({ name }) => name);
    expect(nullable).toEqual(['wall_ms', 'argument']);
    expect([numRows, batches.length]).toEqual([smallTrace().length, 1]);
    expect(schema.metadata.get('curfew')).toBe('trace/1');
    expect(JSON.parse(schema.metadata.get('meta') ?? '')).toEqual(meta);
  });

  it('with the same values in every row', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const table = tableFromIPC(writeTrace(trace));
        const rows = Array.from({ length: table.numRows }, (_, row) => table.get(row)?.toJSON());
        const expected = rowsOf(trace).map((event) => ({
          elapsed_ms: event.elapsed,
          uptime_ms: event.uptime,
          wall_ms: event.wall ?? null,
          earlier_by_ms: event.earlierBy,
          kind: eventKindName(event.kind),
          uid: event.uid,
          types: event.types,
          argument: event.argument ?? null,
          ...(event.from === undefined ? {} : { line: event.from.line, byte_start: event.from.byteStart }),
          ...(event.from === undefined ? {} : { buffer: event.from.buffer, trust: event.from.trust }),
        }));
        expect(rows).toMatchObject(expected);
        // A byte order mark at the begin of a text: the library keeps it, `StringTable` may drop it.
        const bare = (text: unknown): string => String(text).replace(/^\ufeff/, '');
        const texts = (name: string): string[] => rows.map((row) => bare(row?.[name]));
        expect(texts('process')).toEqual(rowsOf(trace).map(({ process }) => bare(process)));
        expect(texts('service')).toEqual(rowsOf(trace).map(({ service }) => bare(service)));
        expect(texts('note')).toEqual(rowsOf(trace).map(({ note }) => bare(note)));
      }),
    );
  });
});

describe('Curfew reads what apache-arrow wrote', () => {
  const table = tableFromIPC(writeTrace(smallTrace()));

  it('as file', () => {
    const result = readTrace(tableToIPC(table, 'file'));
    expect(result.ok && rowsOf(result.value)).toEqual(rowsOf(smallTrace()));
    expect(result.ok && result.value.meta).toEqual(meta);
  });

  it('with columns of other shapes before, between and behind its own', () => {
    const rows = table.numRows;
    const bools = vectorFromArray(
      [...Array(rows).keys()].map((row) => (row % 2 === 0 ? null : true)),
      new Bool(),
    );
    const lists = vectorFromArray(
      [...Array(rows).keys()].map((row) => [`tag ${row}`, 'x']),
      new List(new Field('item', new Utf8(), true)),
    );
    const structs = vectorFromArray(
      [...Array(rows).keys()].map((row) => ({ a: `${row}`, b: row % 3 === 0 })),
      new Struct([new Field('a', new Utf8(), true), new Field('b', new Bool(), true)]),
    );
    const dictionary = vectorFromArray([...Array(rows).keys()].map((row) => `comment ${row % 2}`));
    const half = Math.floor(table.numCols / 2);
    const own = table.schema.fields.map((field, index): [Field, Vector] => [field, table.getChildAt(index) ?? bools]);
    const all: [Field, Vector][] = [
      [new Field('flag', bools.type, true), bools],
      [new Field('tags', lists.type, true), lists],
      ...own.slice(0, half),
      [new Field('pair', structs.type, true), structs],
      ...own.slice(half),
      [new Field('comment', dictionary.type, true), dictionary],
    ];
    const result = readTrace(tableToIPC(tableOf(all, rows), 'file'));
    expect(result.ok ? rowsOf(result.value) : result.error).toEqual(rowsOf(smallTrace()));
  });

  /** A table of one batch with the metadata of the trace file. */
  function tableOf(columns: readonly [Field, Vector][], rows: number): Table {
    const schema = new Schema(
      columns.map(([field]) => field),
      table.schema.metadata,
    );
    const children = columns.map(([, vector]) => vector.data[0]!);
    return new Table(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, children })));
  }

  it('but no stream, no second batch, no file of another program', () => {
    expect(errorOf(tableToIPC(table, 'stream'))).toBe('not-a-trace-file: This is not an Arrow IPC file.');
    const batch = table.batches[0]!;
    const twice = RecordBatchFileWriter.writeAll([batch, batch]).toUint8Array(true);
    expect(errorOf(twice)).toBe('unsupported-form: There are 2 record batches.');
    const foreign = new Table({ a: vectorFromArray([1, 2, 3]) });
    expect(errorOf(tableToIPC(foreign, 'file'))).toContain('not-a-trace-file: Its metadata does not say curfew');
  });
});
