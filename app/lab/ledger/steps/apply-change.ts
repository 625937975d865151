/**
 * Makes one change: reads the value, writes the plan down (desktop, then device), changes, reads back, writes that down.
 * Nothing is changed before the plan would survive both a power cut of the desktop and the loss of the desktop.
 */
import type { Change, EntryRecord, Value } from '../change.js';
import type { ChangeKind } from '../kinds/kind.js';
import { checkChange, commandFor } from '../kinds/kinds.js';
import { deviceWords } from '../shell-text.js';
import { writeCopy } from './device-copy.js';
import { next, type DeviceState } from './device-state.js';
import { record, type Steps } from './effects.js';
import { readValue, runOnDevice } from './read-value.js';

/**
 * What became of it. `already`: the value was there. `refused`: nothing changed, by whom and why. `overwritten`: somebody
 * changed it in the same moment; theirs was left. `unknown`: no answer; the entry stays open and the session is over.
 */
export type Applied =
  | { readonly outcome: 'already'; readonly value: string }
  | { readonly outcome: 'applied'; readonly before: Value; readonly value: Value }
  | { readonly outcome: 'refused'; readonly by: 'ledger' | 'device'; readonly why: string }
  | { readonly outcome: 'overwritten'; readonly found: Value; readonly why: string }
  | { readonly outcome: 'unknown'; readonly why: string };

export interface ApplyResult {
  readonly applied: Applied;
  /** Set when no further change may be made in this session, whatever became of this one. */
  readonly ended?: string;
}

/** Names the entry that a change becomes. */
export interface EntryPlace {
  readonly session: string;
  readonly entry: number;
  readonly run: string;
}

const refused = (why: string, by: 'ledger' | 'device' = 'ledger'): ApplyResult => ({
  applied: { outcome: 'refused', by, why },
});

export function* applyChange(state: DeviceState, change: Change, place: EntryPlace): Steps<ApplyResult> {
  const { device } = state;
  const checked = checkChange(change.kind, change.target, [change.want]);
  if (!checked.ok) return refused(checked.error);
  const kind = checked.value;
  if (device.sdk < kind.sinceSdk)
    return refused(`${kind.name} needs SDK ${kind.sinceSdk}, the device has ${device.sdk}`);
  const reading = yield* readValue(state, kind, change.target);
  if (!reading.ok) {
    const result = refused(`the value before cannot be read: ${reading.error.text}`);
    return reading.error.why === 'unreadable' ? result : { ...result, ended: reading.error.text };
  }
  const { value: before, answer } = reading.value;
  const want = kind.complete?.(change.want, answer) ?? change.want;
  if (kind.read !== null && before === want) return { applied: { outcome: 'already', value: want } };
  const objection = kind.objection?.(before, change.want);
  if (objection !== undefined) return refused(objection);
  const undo = kind.unset === null && before === null ? '' : commandFor(kind, change.target, before, want);
  const { desktop, boot } = state;
  const entry = { ...place, desktop, device, boot, kind: kind.name, target: change.target, before, want, undo };
  return yield* applyPlanned(state, kind, { ...entry, state: 'planned', at: state.now() });
}

function* applyPlanned(state: DeviceState, kind: ChangeKind, planned: EntryRecord): Steps<ApplyResult> {
  const durable = yield* record(planned);
  // What was written before the failure may be on the disk all the same: the journal cannot be trusted any further.
  if (!durable.ok) return { ...refused(`nothing was changed: ${durable.error}`), ended: durable.error };
  state.book.add(planned);
  const copied = yield* writeCopy(state);
  if (!copied.ok) {
    const closed = yield* close(state, next(state, planned, 'refused', { note: copied.error }));
    return { ...refused(`nothing was changed: ${copied.error}`), ended: closed ?? copied.error };
  }
  const put = yield* runOnDevice(state, commandFor(kind, planned.target, planned.want, planned.before));
  if (!put.ok && put.error.why === 'other-boot') {
    const closed = yield* close(state, next(state, planned, 'refused', { note: put.error.text }));
    return { ...refused(put.error.text), ended: closed ?? put.error.text };
  }
  if (!put.ok) return { applied: { outcome: 'unknown', why: put.error.text }, ended: put.error.text };
  const said = deviceWords(put.value);
  if (kind.read === null) {
    if (put.value.exitCode !== 0) return yield* notTaken(state, planned, said);
    return yield* taken(state, planned, planned.want);
  }
  const back = yield* readValue(state, kind, planned.target);
  if (!back.ok) {
    const why = `changed, but the value cannot be read back: ${back.error.text}`;
    return { applied: { outcome: 'unknown', why }, ended: why };
  }
  const { value } = back.value;
  if (value === planned.want || kind.adopts?.(value, planned.want ?? '') === true)
    return yield* taken(state, planned, value);
  if (value === planned.before) return yield* notTaken(state, planned, said);
  const why = `after the change the value is ${value ?? 'not set'}: somebody else changed it${said === '' ? '' : ` (${said})`}`;
  const ended = yield* close(state, next(state, planned, 'conflict', { found: value, note: why }));
  const applied: Applied = { outcome: 'overwritten', found: value, why };
  return ended === undefined ? { applied } : { applied, ended };
}

function* taken(state: DeviceState, planned: EntryRecord, value: Value): Steps<ApplyResult> {
  const applied: Applied = { outcome: 'applied', before: planned.before, value };
  const line = next(state, planned, 'applied', { found: value });
  // The plan in the copy says the same already, unless the device made another value of it.
  const ended = value === planned.want ? yield* settle(state, line) : yield* close(state, line);
  return ended === undefined ? { applied } : { applied, ended };
}

function* notTaken(state: DeviceState, planned: EntryRecord, said: string): Steps<ApplyResult> {
  const why = said === '' ? 'the device kept its value and did not say why' : said;
  const ended = yield* close(state, next(state, planned, 'refused', { found: planned.before, note: why }));
  const result = refused(why, 'device');
  return ended === undefined ? result : { ...result, ended };
}

/** Writes down on the desktop what came of it. A failure ends the session: the plan, which is durable, suffices to undo. */
function* settle({ book }: DeviceState, line: EntryRecord): Steps<string | undefined> {
  const recorded = yield* record(line);
  book.add(line);
  return recorded.ok ? undefined : recorded.error;
}

/** The same, on the desktop and on the device. */
function* close(state: DeviceState, line: EntryRecord): Steps<string | undefined> {
  const failed = yield* settle(state, line);
  const copied = yield* writeCopy(state);
  return failed ?? (copied.ok ? undefined : copied.error);
}
