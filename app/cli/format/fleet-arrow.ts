/**
 * A fleet replay as Apache Arrow IPC file, which pandas, Polars, DuckDB and R open as it is: one row per outcome, names as
 * dictionaries. `policy` and `asked_policy` are those of the CSV. `wall_ms` are epoch milliseconds; of a file whose zone is unknown,
 * local time as if it were UTC. The schema's metadata holds `curfew` = `replay/1`, and as JSON the failures under `failures` and release
 * and zone of each file under `recordings`.
 */
import { outcomeNames } from '../../../engine/android/outcomes.js';
import { labelOfMask, ServiceType } from '../../../engine/android/service-types.js';
import {
  writeArrowFile,
  type ColumnToWrite,
  type StringsToWrite,
} from '../../../engine/trace/arrow/ipc-file-writer.js';
import { policyOfRow, type FleetReplay } from './fleet-replay.js';

export function fleetArrow(replay: FleetReplay): Uint8Array {
  const { files, policies, run } = replay;
  const { length, columns, services } = run.outcomes;
  const moment = (name: string, values: Float64Array): ColumnToWrite => ({ name, type: 'float64', values });
  const written: ColumnToWrite[] = [
    { name: 'file', type: 'int32', values: columns.file, dictionary: stringsOf(files.map(({ path }) => path)) },
    policyColumn(replay),
    { name: 'outcome', type: 'int8', values: columns.outcome, dictionary: stringsOf(outcomeNames) },
    { name: 'silent', type: 'int8', values: columns.silent },
    { name: 'service', type: 'int32', values: columns.service, dictionary: stringsOfTable(services) },
    { name: 'uid', type: 'int32', values: columns.uid },
    typeColumn(columns.type),
    moment('uptime_ms', columns.uptime),
    moment('elapsed_ms', columns.elapsed),
    moment('earliest_elapsed_ms', columns.earliestElapsed),
    moment('latest_elapsed_ms', columns.latestElapsed),
    { ...moment('wall_ms', columns.wall), nullable: true, nulls: nullsWhere(columns.wall, Number.isNaN) },
    {
      name: 'asked_policy',
      type: 'int16',
      values: columns.policy,
      dictionary: stringsOf(policies.map(({ name }) => name)),
    },
  ];
  const failures = run.failures.map(({ name, code, message, whatToDo }) => ({ file: name, code, message, whatToDo }));
  const recordings = files.map(({ path }, file) => {
    const { release = null, zoneMinutes = null } = run.recordings[file] ?? {};
    return { file: path, release, zoneMinutes };
  });
  const metadata = new Map([
    ['curfew', 'replay/1'],
    ['failures', JSON.stringify(failures)],
    ['recordings', JSON.stringify(recordings)],
  ]);
  return writeArrowFile(written, length, metadata);
}

/** The policy under which each file was replayed. */
function policyColumn(replay: FleetReplay): ColumnToWrite {
  const { file, policy } = replay.run.outcomes.columns;
  const names: string[] = [];
  const values = new Int16Array(policy.length);
  policy.forEach((asked, row) => {
    const { name } = policyOfRow(replay, { policy: asked, file: file[row]! });
    const known = names.indexOf(name);
    values[row] = known < 0 ? names.push(name) - 1 : known;
  });
  return { name: 'policy', type: 'int16', values, dictionary: stringsOf(names) };
}

function nullsWhere<Value>(values: ArrayLike<Value>, isNull: (value: Value) => boolean): ColumnToWrite['nulls'] {
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  let count = 0;
  for (let row = 0; row < values.length; row++)
    if (isNull(values[row]!)) count++;
    else validity[row >> 3]! |= 1 << (row & 7);
  return count === 0 ? undefined : { count, validity };
}

/** Null where an outcome is about no type. */
function typeColumn(masks: Int32Array): ColumnToWrite {
  const labels: string[] = [];
  const codeOf = new Map<number, number>();
  const values = new Int16Array(masks.length);
  masks.forEach((mask, row) => {
    if (mask === ServiceType.none) return;
    const label = labelOfMask(mask);
    const code = codeOf.get(mask) ?? (labels.includes(label) ? labels.indexOf(label) : labels.push(label) - 1);
    codeOf.set(mask, code);
    values[row] = code;
  });
  const nulls = nullsWhere(masks, (mask) => mask === ServiceType.none);
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
