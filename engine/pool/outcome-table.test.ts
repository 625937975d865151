import { describe, expect, it } from 'vitest';
import { android15 } from '../policy/shipped.js';
import { compile } from '../replay/compile.js';
import { replay, replayColumns } from '../replay/replay.js';
import { joinTables, OutcomeTableBuilder, type OutcomeTable, type OutcomeTableMessage } from './outcome-table.js';
import { recording } from './recordings-fixture.js';

/** A table of these devices, as one task would make it. */
function tableOf(seeds: readonly number[], withSilent = true): OutcomeTableMessage {
  const builder = new OutcomeTableBuilder(withSilent);
  for (const seed of seeds) {
    const program = compile(recording(seed), 'recording');
    builder.add(seed, 3, program, replayColumns(program, android15));
  }
  return builder.finish();
}

const rowsOf = (table: OutcomeTable): object[] => Array.from({ length: table.length }, (_, row) => table.row(row));
const bytesOf = (table: OutcomeTable): number[] => [
  ...new Uint8Array(table.columns.uptime.buffer),
  ...table.services.bytes,
  ...new Uint8Array(table.services.offsets.slice().buffer),
];
const devices = [0, 1, 2, 3, 4, 5, 6, 7];

describe('a table of outcomes', () => {
  it('tells of each outcome what the prediction tells', () => {
    const { outcomes } = replay(compile(recording(5), 'recording'), android15);
    expect(new Set(outcomes.map(({ uid }) => uid)).size).toBe(3);
    expect(outcomes.map(({ outcome }) => outcome)).toContain('timeout-callback');
    expect(rowsOf(joinTables([tableOf([5])]))).toEqual(
      outcomes.map((event) => ({
        file: 5,
        policy: 3,
        outcome: event.outcome,
        silent: event.silent,
        service: event.component,
        uid: event.uid,
        type: event.type,
        uptimeMs: event.uptimeMs,
        elapsedMs: event.elapsedMs,
        earliestElapsedMs: event.earliestElapsedMs,
        latestElapsedMs: event.latestElapsedMs,
        wallMs: null,
      })),
    );
  });

  it('has the same bytes however the devices were divided into tasks', () => {
    const whole = joinTables([tableOf(devices)]);
    const pieces = joinTables([tableOf([0]), tableOf([1, 2, 3]), tableOf([]), tableOf([4, 5, 6, 7])]);
    expect(whole.length).toBeGreaterThan(20);
    expect(bytesOf(pieces)).toEqual(bytesOf(whole));
  });

  it('grows with what it is given', () => {
    const many = Array.from({ length: 200 }, (_, index) => devices[index % devices.length]!);
    const table = joinTables([tableOf(many)]);
    expect(table.length).toBeGreaterThan(500);
    const rowsBySeed = devices.map((seed) => rowsOf(joinTables([tableOf([seed])])));
    expect(rowsOf(table)).toEqual(many.flatMap((seed) => rowsBySeed[seed]!));
  });

  it('leaves out silent outcomes where they are not wanted, and nothing else', () => {
    const all = joinTables([tableOf(devices)]);
    const told = rowsOf(all).filter((row) => 'silent' in row && row.silent === false);
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(all.length);
    expect(rowsOf(joinTables([tableOf(devices, false)]))).toEqual(told);
  });

  it('forgets what a failing file had added', () => {
    const builder = new OutcomeTableBuilder(true);
    const program = compile(recording(5), 'recording');
    builder.add(0, 0, program, replayColumns(program, android15));
    const { length } = builder;
    const other = compile(recording(4), 'recording');
    builder.add(1, 0, other, replayColumns(other, android15));
    expect(builder.length).toBeGreaterThan(length);
    builder.cutTo(length);
    const table = joinTables([builder.finish()]);
    expect(rowsOf(table).every((row) => 'file' in row && row.file === 0)).toBe(true);
    expect(table.length).toBe(length);
  });

  it('of nothing is empty', () => {
    expect(joinTables([]).length).toBe(0);
    expect(joinTables([tableOf([])]).length).toBe(0);
  });
});
