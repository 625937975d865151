/** The table of everything that may be changed on a device, and the check that a target and a value are what they say. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { Target, Value } from '../change.js';
import type { ChangeKind } from './kind.js';
import { ofAPackage } from './of-a-package.js';
import { powerKinds } from './power.js';
import { storedValues } from './stored-values.js';

/** In the order in which changes are made. */
export const changeKinds: readonly ChangeKind[] = [...storedValues, ...ofAPackage, ...powerKinds].sort(
  (a, b) => a.rank - b.rank,
);

const byName = new Map(changeKinds.map((kind) => [kind.name, kind]));

export const findKind = (name: string): ChangeKind | undefined => byName.get(name);

/** The kind, when the name, every field of the target and the values are well formed; else what is wrong. */
export function checkChange(name: string, target: Target, values: readonly Value[]): Result<ChangeKind, string> {
  const kind = findKind(name);
  if (kind === undefined) return fail(`there is no kind of change "${name}"`);
  const wanted = Object.keys(kind.fields);
  const unknown = Object.keys(target).find((field) => !Object.hasOwn(kind.fields, field));
  if (unknown !== undefined) return fail(`${name} has no field "${unknown}"`);
  for (const field of wanted) {
    const value = Object.hasOwn(target, field) ? target[field] : undefined;
    if (value === undefined) return fail(`${name} needs ${field}`);
    if (kind.fields[field]?.test(value) !== true)
      return fail(`${name} cannot have the ${field} "${value.slice(0, 80)}"`);
  }
  const bad = values.find((value) => value !== null && !kind.values.test(value));
  if (bad !== undefined && bad !== null) return fail(`${name} cannot have the value "${bad.slice(0, 80)}"`);
  return ok(kind);
}

/** The command that gives a setting this value. */
export function commandFor(kind: ChangeKind, target: Target, value: Value, from: Value): string {
  if (value !== null) return kind.put(target, value, from);
  if (kind.unset === null) throw new Error(`${kind.name} always has a value`);
  return kind.unset(target);
}

/** One setting, whoever changed it: entries with the same name are about the same thing. */
export const settingName = (kind: string, target: Target): string =>
  [
    kind,
    ...Object.keys(target)
      .sort()
      .map((field) => `${field}=${target[field] ?? ''}`),
  ].join(' ');
