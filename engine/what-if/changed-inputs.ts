/**
 * A recording or scenario with other facts about its device and apps: the target SDK, the compat change of the time limits,
 * and settings that a policy says instead. Later changes that the recording or script itself tells stay: they are its story.
 */
import { FGS_INTRODUCE_TIME_LIMITS } from '../policy/policy.js';
import { compile } from '../replay/compile.js';
import type { ProgramApp } from '../replay/program.js';
import type { Scenario, ScenarioStep } from '../scenario/scenario.js';
import { coreColumns, provenanceColumns } from '../trace/columns.js';
import { EventKind } from '../trace/event-kind.js';
import { StringTable } from '../trace/string-table.js';
import { Trace } from '../trace/trace.js';

export interface ChangedInputs {
  /** Of every app, or of `packageName` alone; `null`: as it is. */
  readonly targetSdk: number | null;
  readonly packageName?: string;
  /** FGS_INTRODUCE_TIME_LIMITS by app. */
  readonly timeLimitsOfApps: ReadonlyMap<string, boolean>;
  /** Keys whose value at the beginning the policy says: what the recording says of them is not read. */
  readonly saidKeys: ReadonlySet<string>;
}

export const nothingChanged: ChangedInputs = { targetSdk: null, timeLimitsOfApps: new Map(), saidKeys: new Set() };

export function changedScenario(scenario: Scenario, change: ChangedInputs): Scenario {
  const { targetSdk, packageName, timeLimitsOfApps, saidKeys } = change;
  const isMeant = packageName === undefined || packageName === scenario.packageName;
  const enabled = timeLimitsOfApps.get(scenario.packageName);
  const compat: ScenarioStep[] =
    enabled === undefined ? [] : [{ atMs: 0, do: 'setCompat', change: FGS_INTRODUCE_TIME_LIMITS, enabled }];
  return {
    ...scenario,
    targetSdk: isMeant ? (targetSdk ?? scenario.targetSdk) : scenario.targetSdk,
    device: { ...scenario.device, config: scenario.device.config.filter(({ key }) => !saidKeys.has(key)) },
    steps: [...compat, ...scenario.steps],
  };
}

/** The same trace where nothing changes. Rows keep their order; new ones stand before the first. */
export function changedTrace(trace: Trace, change: ChangedInputs): Trace {
  const { targetSdk, packageName, timeLimitsOfApps, saidKeys } = change;
  if (trace.length === 0) return trace;
  const isAboutApps = targetSdk !== null || timeLimitsOfApps.size > 0;
  const apps = isAboutApps ? compile(trace, 'recording').apps.filter(({ uid }) => uid !== NO_UID) : [];
  const targeted = apps.filter((app) => targetSdk !== null && (packageName ?? app.packageName) === app.packageName);
  const overridden = apps.filter((app) => timeLimitsOfApps.has(app.packageName));
  const said = saidKeys.size === 0 ? [] : rowsSaidAtBeginning(trace, saidKeys);
  if (targeted.length + overridden.length + said.length === 0) return trace;
  const changed = withRowsInFront(trace, [
    ...targeted.map(({ uid }) => ({ kind: EventKind.targetSdk, uid, argument: targetSdk ?? 0, note: '' })),
    ...overridden.map((app) => ({
      ...compatRow(app),
      argument: timeLimitsOfApps.get(app.packageName) === true ? 1 : 0,
    })),
  ]);
  const { argument, kind, uid } = changed.core;
  const added = targeted.length + overridden.length;
  // Not a number: the value is taken back, and that of the policy holds.
  for (const row of said) argument[row + added] = Number.NaN;
  const targetedUids = new Set(targeted.map((app) => app.uid));
  for (let row = added; row < changed.length; row++)
    if (kind[row] === EventKind.targetSdk && targetedUids.has(uid[row]!)) argument[row] = targetSdk ?? 0;
  return changed;
}

const NO_UID = -1;

const compatRow = ({ uid }: ProgramApp) => ({
  kind: EventKind.compatSet,
  uid,
  note: String(FGS_INTRODUCE_TIME_LIMITS),
});

/** Settings that hold from the first instant on: a dump's, whose time of setting nobody knows. */
function rowsSaidAtBeginning({ core, strings, length }: Trace, keys: ReadonlySet<string>): number[] {
  const rows: number[] = [];
  for (let row = 0; row < length && core.elapsed[row]! <= core.elapsed[0]!; row++)
    if (core.kind[row] === EventKind.configSet && keys.has(strings.at(core.note[row]!))) rows.push(row);
  return rows;
}

/** Values of settings with which a recording begins, by key. */
export function settingsOfTrace(trace: Trace, keys: ReadonlySet<string>): Map<string, number> {
  const { core, strings } = trace;
  const said = new Map<string, number>();
  for (const row of rowsSaidAtBeginning(trace, keys)) {
    const value = core.argument[row]!;
    if (!Number.isNaN(value)) said.set(strings.at(core.note[row]!), value);
  }
  return said;
}

/** Values of settings with which the device of a scenario begins, by key. */
export function settingsOfScenario({ device }: Scenario, keys: ReadonlySet<string>): Map<string, number> {
  return new Map(device.config.filter(({ key }) => keys.has(key)).map(({ key, value }) => [key, value]));
}

interface NewRow {
  readonly kind: number;
  readonly uid: number;
  readonly argument: number;
  readonly note: string;
}

/** A copy of the columns with rows at the first instant, before all others. */
function withRowsInFront(
  { length, core, provenanceColumns: provenance, strings, meta }: Trace,
  rows: readonly NewRow[],
): Trace {
  const added = rows.length;
  const notes = [...new Set(rows.map(({ note }) => note))].filter((note) => note !== '');
  const copied = shifted(coreColumns, core, length, added);
  rows.forEach(({ kind, uid, argument, note }, row) => {
    copied.elapsed[row] = core.elapsed[0]!;
    copied.uptime[row] = core.uptime[0]!;
    copied.wall[row] = Number.NaN;
    copied.kind[row] = kind;
    copied.uid[row] = uid;
    copied.argument[row] = argument;
    copied.note[row] = note === '' ? 0 : strings.size + notes.indexOf(note);
  });
  return new Trace(
    length + added,
    copied,
    provenance === undefined ? undefined : shifted(provenanceColumns, provenance, length, added),
    notes.length === 0 ? strings : withStrings(strings, notes),
    meta,
  );
}

type NumberColumn = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;
type Constructors<C> = { readonly [K in keyof C]: new (length: number) => NumberColumn & C[K] };

/** Fresh columns with `added` zeros before the values of the old ones. */
function shifted<C extends object>(types: Constructors<C>, columns: C, length: number, added: number): C {
  const copies: Partial<C> = {};
  for (const name of Object.keys(types) as (keyof C)[]) {
    const copy = new types[name](length + added);
    const old = columns[name] as NumberColumn;
    copy.set(old.subarray(0, length), added);
    copies[name] = copy;
  }
  return copies as C;
}

function withStrings(strings: StringTable, added: readonly string[]): StringTable {
  const encoded = added.map((text) => new TextEncoder().encode(text));
  const offsets = new Uint32Array(strings.size + 1 + added.length);
  offsets.set(strings.offsets.subarray(0, strings.size + 1));
  let end = offsets[strings.size]!;
  const bytes = new Uint8Array(end + encoded.reduce((sum, { length }) => sum + length, 0));
  bytes.set(strings.bytes.subarray(0, end));
  encoded.forEach((text, index) => {
    bytes.set(text, end);
    end += text.length;
    offsets[strings.size + 1 + index] = end;
  });
  return StringTable.over(offsets, bytes);
}
