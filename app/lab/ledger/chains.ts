/**
 * What restoring has to do, worked out without touching anything. Changes of one setting that follow one another form a
 * chain: it is put back in one step to the value before its first change. Where a change did not start from what the change
 * before it wrote, somebody else wrote in between, and a new chain begins: the foreign value is never skipped.
 */
import type { EntryRecord, Value } from './change.js';
import type { ChangeKind } from './kinds/kind.js';
import { settingName } from './kinds/kinds.js';

export interface Chain {
  /** Oldest first; all of one kind and target. */
  readonly entries: readonly [EntryRecord, ...EntryRecord[]];
}

const wrote = (entry: EntryRecord): readonly Value[] =>
  entry.found === undefined ? [entry.want] : [entry.want, entry.found];

/** Chains of open entries in the order in which to restore them: what was changed first is put back last. */
export function restoreOrder(open: readonly EntryRecord[]): readonly Chain[] {
  const chains: { readonly order: number; readonly entries: [EntryRecord, ...EntryRecord[]] }[] = [];
  const latest = new Map<string, [EntryRecord, ...EntryRecord[]]>();
  const first = new Map<string, number>();
  for (const [index, entry] of open.entries()) {
    const name = settingName(entry.kind, entry.target);
    const chain = latest.get(name);
    const before = chain?.at(-1);
    if (chain !== undefined && before !== undefined && wrote(before).includes(entry.before)) {
      chain.push(entry);
      continue;
    }
    const entries: [EntryRecord, ...EntryRecord[]] = [entry];
    latest.set(name, entries);
    if (!first.has(name)) first.set(name, index);
    chains.push({ order: first.get(name) ?? index, entries });
  }
  // A setting with several chains keeps the place of its first change; there the youngest chain comes first.
  return chains
    .map((chain, index) => ({ ...chain, index }))
    .sort((a, b) => b.order - a.order || b.index - a.index)
    .map(({ entries }) => ({ entries }));
}

/** What a chain asks for on a device that runs under this boot id. */
export interface Expectation {
  /** The value that was there before us, as it would be now without us; undefined when a restart makes it unknowable. */
  readonly target: Value | undefined;
  /** Values that are ours: what was written, and what a restart makes of it. */
  readonly ours: readonly Value[];
  readonly isRebooted: boolean;
}

export function expectationOf({ entries }: Chain, kind: ChangeKind, boot: string): Expectation {
  const [oldest] = entries;
  const isRebooted = oldest.boot !== boot;
  const { afterReboot } = kind;
  const now = (value: Value, entry: EntryRecord): Value =>
    entry.boot !== boot && typeof afterReboot === 'function' ? afterReboot(value) : value;
  if (isRebooted && afterReboot === 'unknown') return { target: undefined, ours: [], isRebooted };
  const ours = entries.flatMap((entry) => wrote(entry).flatMap((value) => [value, now(value, entry)]));
  return { target: now(oldest.before, oldest), ours: [...new Set(ours)], isRebooted };
}

export type RestoreStep = 'as-before' | 'put' | 'conflict';

/** Compares first: what is as before stays, what is ours is put back, what is neither belongs to somebody else. */
export function decideRestore({ target, ours }: Expectation, current: Value): RestoreStep {
  if (current === target) return 'as-before';
  return ours.includes(current) ? 'put' : 'conflict';
}
