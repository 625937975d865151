/**
 * Undoes every open change of a device, last first. Each setting is compared before it is touched; what is neither ours nor
 * as before belongs to somebody else and stays. May be killed anywhere and begun again, here or on another desktop.
 *
 * Unlike a change, undoing does not wait for the journal: a phone that is handed back although the disk is full is better
 * than one that is not, and an entry that could not be closed is only compared once more next time.
 */
import type { EntryRecord, EntryState, Value } from '../change.js';
import { decideRestore, expectationOf, restoreOrder, type Chain, type Expectation } from '../chains.js';
import type { ChangeKind } from '../kinds/kind.js';
import { checkChange, commandFor } from '../kinds/kinds.js';
import { deviceWords } from '../shell-text.js';
import { writeCopy } from './device-copy.js';
import { next, type DeviceState } from './device-state.js';
import { record, type Steps } from './effects.js';
import { isPackageGone, readValue, runOnDevice, type NoValue } from './read-value.js';

/**
 * `restored`: put back. `as-before`: nothing to do. `gone`: went with a restart or with its app. `conflict`: somebody else's
 * value was left. `failed`: still ours, the device would not take the old value. `unreached`: the device was lost before.
 */
export type RestoreOutcome = 'restored' | 'as-before' | 'gone' | 'conflict' | 'failed' | 'unreached';

export interface RestoredSetting {
  readonly entries: readonly EntryRecord[];
  readonly outcome: RestoreOutcome;
  /** What should be there; undefined when a restart made that unknowable. */
  readonly expected: Value | undefined;
  /** What was read last; undefined when nothing was. */
  readonly found: Value | undefined;
  readonly why: string;
  /** The command that puts it back by hand; empty when there is nothing to do. */
  readonly command: string;
}

export interface RestoreReport {
  readonly settings: readonly RestoredSetting[];
  /** Settings that were put back and did not stay so until the end. */
  readonly changedAgain: readonly RestoredSetting[];
  /** What could not be written down, on the desktop or on the device. */
  readonly unrecorded: readonly string[];
  /** Why the procedure ended early, if it did. */
  readonly lost: string | undefined;
}

interface Verdict {
  readonly outcome: RestoreOutcome;
  readonly found: Value | undefined;
  readonly why: string;
}

export function* restoreDevice(state: DeviceState): Steps<RestoreReport> {
  const settings: RestoredSetting[] = [];
  const unrecorded: string[] = [];
  let lost: string | undefined;
  for (const chain of restoreOrder(state.book.open)) {
    const setting = lost === undefined ? yield* restoreChain(state, chain) : unreached(chain, lost);
    settings.push(setting);
    if (setting.outcome === 'unreached') lost ??= setting.why;
    const closed = stateAfter(setting.outcome);
    if (closed === undefined) continue;
    // Newest first: what is open after a kill in between is a chain again.
    for (const entry of [...setting.entries].reverse()) {
      const line = next(state, entry, closed, {
        ...(setting.found === undefined ? {} : { found: setting.found }),
        ...(setting.why === '' ? {} : { note: setting.why }),
      });
      const recorded = yield* record(line);
      if (!recorded.ok) unrecorded.push(recorded.error);
      state.book.add(line);
    }
    const copied = yield* writeCopy(state);
    if (!copied.ok) unrecorded.push(copied.error);
  }
  // A copy without anything open may remain from a run that was cut off between its last two steps.
  if (settings.length === 0) {
    const copied = yield* writeCopy(state);
    if (!copied.ok) unrecorded.push(copied.error);
  }
  const changedAgain = lost === undefined ? yield* verify(state, settings) : [];
  return { settings, changedAgain, unrecorded: [...new Set(unrecorded)], lost };
}

function stateAfter(outcome: RestoreOutcome): EntryState | undefined {
  if (outcome === 'restored' || outcome === 'as-before') return 'restored';
  return outcome === 'gone' || outcome === 'conflict' ? outcome : undefined;
}

function unreached({ entries }: Chain, why: string): RestoredSetting {
  return {
    entries,
    outcome: 'unreached',
    expected: entries[0].before,
    found: undefined,
    why,
    command: entries[0].undo,
  };
}

function* restoreChain(state: DeviceState, chain: Chain): Steps<RestoredSetting> {
  const { entries } = chain;
  const [oldest] = entries;
  const values = entries.flatMap(({ before, want, found }) => [before, want, found ?? null]);
  const checked = checkChange(oldest.kind, oldest.target, values);
  if (!checked.ok) {
    const why = `the journal says something that this version does not understand: ${checked.error}`;
    return { entries, outcome: 'failed', expected: oldest.before, found: undefined, why, command: oldest.undo };
  }
  const kind = checked.value;
  const expectation = expectationOf(chain, kind, state.boot);
  const { target } = expectation;
  if (target === null && kind.unset === null) {
    const why = 'the journal says that it was not set, which it always is';
    return { entries, outcome: 'failed', expected: null, found: undefined, why, command: oldest.undo };
  }
  const verdict = yield* restoreSetting(state, kind, oldest, expectation);
  const isDone = verdict.outcome !== 'failed' && verdict.outcome !== 'unreached' && verdict.outcome !== 'conflict';
  const command =
    isDone || target === undefined ? '' : commandFor(kind, oldest.target, target, verdict.found ?? oldest.want);
  return { entries, ...verdict, expected: target, command };
}

function* restoreSetting(
  state: DeviceState,
  kind: ChangeKind,
  entry: EntryRecord,
  expectation: Expectation,
): Steps<Verdict> {
  const { target, isRebooted } = expectation;
  if (target === undefined) return { outcome: 'gone', found: undefined, why: 'a restart has ended it' };
  if (kind.read === null) return yield* restoreUnseen(state, kind, entry, isRebooted);
  const first = yield* readValue(state, kind, entry.target);
  if (!first.ok) return yield* withoutValue(state, kind, entry, first.error);
  const { value: current } = first.value;
  switch (decideRestore(expectation, current)) {
    case 'as-before': {
      const isEnded = isRebooted && kind.afterReboot !== 'kept';
      return { outcome: isEnded ? 'gone' : 'as-before', found: current, why: isEnded ? 'a restart has ended it' : '' };
    }
    case 'conflict':
      return yield* conflict(state, kind, entry, current, target);
    case 'put':
      break;
  }
  const put = yield* runOnDevice(state, commandFor(kind, entry.target, target, current));
  if (!put.ok) return { outcome: 'unreached', found: undefined, why: put.error.text };
  const back = yield* readValue(state, kind, entry.target);
  if (!back.ok) return yield* withoutValue(state, kind, entry, back.error);
  const { value } = back.value;
  const step = decideRestore(expectation, value);
  if (step === 'as-before') return { outcome: 'restored', found: value, why: '' };
  if (step === 'conflict') return yield* conflict(state, kind, entry, value, target);
  if (kind.scope === 'package' && (yield* isPackageGone(state, entry.target))) return gone(value);
  const said = deviceWords(put.value);
  return { outcome: 'failed', found: value, why: said === '' ? 'the device kept the value and did not say why' : said };
}

/** No command tells the value: taking it away does no harm, whoever set it. */
function* restoreUnseen(state: DeviceState, kind: ChangeKind, entry: EntryRecord, isRebooted: boolean): Steps<Verdict> {
  if (isRebooted) return { outcome: 'gone', found: undefined, why: 'a restart has ended it' };
  const put = yield* runOnDevice(state, commandFor(kind, entry.target, null, null));
  if (!put.ok) return { outcome: 'unreached', found: undefined, why: put.error.text };
  if (put.value.exitCode === 0) return { outcome: 'restored', found: undefined, why: '' };
  if (yield* isPackageGone(state, entry.target)) return gone(undefined);
  return { outcome: 'failed', found: undefined, why: deviceWords(put.value) };
}

const gone = (found: Value | undefined): Verdict => ({
  outcome: 'gone',
  found,
  why: 'its app is not installed any more',
});

function* withoutValue(state: DeviceState, kind: ChangeKind, entry: EntryRecord, error: NoValue): Steps<Verdict> {
  if (error.why !== 'unreadable') return { outcome: 'unreached', found: undefined, why: error.text };
  if (kind.scope === 'package' && (yield* isPackageGone(state, entry.target))) return gone(undefined);
  return { outcome: 'failed', found: undefined, why: `the value cannot be read: ${error.text}` };
}

function* conflict(
  state: DeviceState,
  kind: ChangeKind,
  entry: EntryRecord,
  found: Value,
  target: Value,
): Steps<Verdict> {
  if (kind.scope === 'package' && (yield* isPackageGone(state, entry.target))) return gone(found);
  const text = (value: Value): string => (value === null ? 'not set' : `"${value.slice(0, 80)}"`);
  const why = `somebody else made it ${text(found)}; it was ${text(target)} before Curfew and was left alone`;
  return { outcome: 'conflict', found, why };
}

/** Undoing one thing may disturb another: everything that was put back is read once more at the end. */
function* verify(state: DeviceState, settings: readonly RestoredSetting[]): Steps<readonly RestoredSetting[]> {
  const changed: RestoredSetting[] = [];
  // The last word on a setting is that of its oldest chain.
  const last = new Map(
    settings.map((setting) => [JSON.stringify([setting.entries[0]?.kind, setting.entries[0]?.target]), setting]),
  );
  for (const setting of last.values()) {
    const [entry] = setting.entries;
    if (entry === undefined || (setting.outcome !== 'restored' && setting.outcome !== 'as-before')) continue;
    const checked = checkChange(entry.kind, entry.target, []);
    if (!checked.ok || checked.value.read === null) continue;
    const reading = yield* readValue(state, checked.value, entry.target);
    if (!reading.ok) {
      if (reading.error.why !== 'unreadable') return changed;
      continue;
    }
    const { value } = reading.value;
    if (value !== setting.expected)
      changed.push({ ...setting, outcome: 'conflict', found: value, why: 'changed again' });
  }
  return changed;
}
