import { describe, expect, it } from 'vitest';
import type { EntryRecord, Value } from './change.js';
import { decideRestore, expectationOf, restoreOrder } from './chains.js';
import { findKind } from './kinds/kinds.js';
import { recordOf } from './testing/records.js';

const boot = recordOf().boot;
const change = (entry: number, key: string, before: Value, want: Value, more: Partial<EntryRecord> = {}): EntryRecord =>
  recordOf({ entry, target: { namespace: 'a', key }, before, want, ...more });
const shape = (open: readonly EntryRecord[]): readonly (readonly number[])[] =>
  restoreOrder(open).map(({ entries }) => entries.map(({ entry }) => entry));

describe('the order of restoring', () => {
  it('is the exact reverse of the order of changing', () => {
    expect(shape([change(1, 'a', null, '1'), change(2, 'b', null, '1'), change(3, 'c', null, '1')])).toEqual([
      [3],
      [2],
      [1],
    ]);
  });

  it('joins changes of one setting that follow one another, at the place of the first', () => {
    const open = [change(1, 'a', null, '1'), change(2, 'b', null, '1'), change(3, 'a', '1', '2')];
    expect(shape(open)).toEqual([[2], [1, 3]]);
  });

  it('does not join over a value that somebody else wrote in between', () => {
    const open = [change(1, 'a', null, '1'), change(2, 'a', '7', '2'), change(3, 'b', null, '1')];
    expect(shape(open)).toEqual([[3], [2], [1]]);
  });

  it('joins on what the device made of the value', () => {
    expect(shape([change(1, 'a', null, '1', { found: '1.0' }), change(2, 'a', '1.0', '2')])).toEqual([[1, 2]]);
  });
});

describe('comparing before restoring', () => {
  const flag = findKind('device_config')!;
  const battery = findKind('battery')!;
  const sync = findKind('sync_mode')!;
  const decide = (kind: typeof flag, entries: [EntryRecord, ...EntryRecord[]], current: Value, now = boot): string =>
    decideRestore(expectationOf({ entries }, kind, now), current);
  const later = boot.replace('00000001', '00000002');

  it('leaves what is as before, puts back what is ours, leaves what is neither', () => {
    const entries: [EntryRecord] = [change(1, 'a', '5', '9')];
    expect(decide(flag, entries, '5')).toBe('as-before');
    expect(decide(flag, entries, '9')).toBe('put');
    expect(decide(flag, entries, null)).toBe('conflict');
    expect(decide(flag, entries, '9', later)).toBe('put');
  });

  it('takes every value of a chain as ours, but not the one before it', () => {
    const entries: [EntryRecord, EntryRecord] = [change(1, 'a', '0', '1'), change(2, 'a', '1', '2')];
    expect(['0', '1', '2', '3'].map((current) => decide(flag, entries, current))).toEqual([
      'as-before',
      'put',
      'put',
      'conflict',
    ]);
  });

  it('after a restart expects what the restart left, and still undoes what outlived it against expectation', () => {
    const entries: [EntryRecord] = [change(1, 'a', null, 'unplugged level=8')];
    expect(decide(battery, entries, null, later)).toBe('as-before');
    expect(decide(battery, entries, 'unplugged level=8', later)).toBe('put');
    expect(decide(battery, entries, 'unplugged level=9', later)).toBe('conflict');
  });

  it('puts persistent synchronisation back when a restart has ended ours, and nothing when it ended both', () => {
    expect(decide(sync, [change(1, 'a', 'persistent', 'until_reboot')], 'none', later)).toBe('put');
    expect(decide(sync, [change(1, 'a', 'none', 'until_reboot')], 'none', later)).toBe('as-before');
    expect(decide(sync, [change(1, 'a', 'none', 'until_reboot')], 'persistent', later)).toBe('conflict');
  });
});
