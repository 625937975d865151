/**
 * A fleet replay as Apache Arrow IPC file, which pandas, Polars, DuckDB and R open as it is: one row per outcome, names as
 * dictionaries. The schema's metadata holds `curfew` = `replay/1`, and as JSON the failures under `failures`.
 */
import { outcomeNames } from '../../../engine/android/outcomes.js';
import { labelOfMask, ServiceType } from '../../../engine/android/service-types.js';
import {
  writeArrowFile,
  type ColumnToWrite,
  type StringsToWrite,
} from '../../../engine/trace/arrow/ipc-file-writer.js';
import type { FleetReplay } from './fleet-replay.js';

export function fleetArrow({ files, policies, run }: FleetReplay): Uint8Array {
  const { length, columns, services } = run.outcomes;
  const moment = (name: string, values: Float64Array): ColumnToWrite => ({ name, type: 'float64', values });
  const written: ColumnToWrite[] = [
    { name: 'file', type: 'int32', values: columns.file, dictionary: stringsOf(files.map(({ path }) => path)) },
    {
      name: 'policy',
      type: 'int16',
      values: columns.policy,
      dictionary: stringsOf(policies.map(({ name }) => name)),
    },
    { name: 'outcome', type: 'int8', values: columns.outcome, dictionary: stringsOf(outcomeNames) },
    { name: 'silent', type: 'int8', values: columns.silent },
    { name: 'service', type: 'int32', values: columns.service, dictionary: stringsOfTable(services) },
    { name: 'uid', type: 'int32', values: columns.uid },
    typeColumn(columns.type),
    moment('uptime_ms', columns.uptime),
    moment('elapsed_ms', columns.elapsed),
    moment('earliest_elapsed_ms', columns.earliestElapsed),
    moment('latest_elapsed_ms', columns.latestElapsed),
  ];
  const failures = run.failures.map(({ name, code, message, whatToDo }) => ({ file: name, code, message, whatToDo }));
  const metadata = new Map([
    ['curfew', 'replay/1'],
    ['failures', JSON.stringify(failures)],
  ]);
  return writeArrowFile(written, length, metadata);
}

/** Null where an outcome is about no type. */
function typeColumn(masks: Int32Array): ColumnToWrite {
  const labels: string[] = [];
  const codeOf = new Map<number, number>();
  const values = new Int16Array(masks.length);
  const validity = new Uint8Array(Math.ceil(masks.length / 8));
  let count = 0;
  masks.forEach((mask, row) => {
    if (mask === ServiceType.none) {
      count++;
      return;
    }
    validity[row >> 3]! |= 1 << (row & 7);
    const label = labelOfMask(mask);
    const code = codeOf.get(mask) ?? (labels.includes(label) ? labels.indexOf(label) : labels.push(label) - 1);
    codeOf.set(mask, code);
    values[row] = code;
  });
  const nulls = count === 0 ? undefined : { count, validity };
  return { name: 'type', type: 'int16', nullable: true, values, nulls, dictionary: stringsOf(labels) };
}

function stringsOf(texts: readonly string[]): StringsToWrite {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const offsets = new Int32Array(texts.length + 1);
  encoded.forEach(({ length }, index) => {
    offsets[index + 1] = offsets[index]! + length;
  });
  const bytes = new Uint8Array(offsets[texts.length]!);
  encoded.forEach((text, index) => {
    bytes.set(text, offsets[index]);
  });
  return { offsets, bytes };
}

function stringsOfTable({
  offsets,
  bytes,
}: {
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}): StringsToWrite {
  return { offsets: Int32Array.from(offsets), bytes };
}
