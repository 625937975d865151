/**
 * The policies of a question: every base policy under every combination of the varied values. The first column is the first
 * base as it is: what all the others are compared with.
 */
import { policyOfRelease } from '../policy/policies.js';
import type { Policy } from '../policy/policy.js';
import { whyMissing, withSetting } from '../policy/settings.js';
import { fail, invariant, ok, type Result } from '../result.js';
import { axisText, maxPolicies, type Axis } from './axis.js';

export interface Column {
  readonly policy: Policy;
  /** Index of the base policy. */
  readonly base: number;
  /** By axis: index of its value; empty for a base as it is. */
  readonly at: readonly number[];
  /** Of every app; `null`: as the recording or scenario says. */
  readonly targetSdk: number | null;
  /** `android-16, dataSyncLimit 3h`; the base's name only where there are several. */
  readonly label: string;
}

export interface Question {
  readonly bases: readonly Policy[];
  readonly axes: readonly Axis[];
  readonly columns: readonly Column[];
  /** Varied values that some base has nothing of, one sentence each. */
  readonly notes: readonly string[];
}

/** What is wrong is told as a sentence. */
export function questionOf(bases: readonly Policy[], axes: readonly Axis[]): Result<Question, string> {
  const [first] = bases;
  invariant(first !== undefined, 'there is a base policy');
  const mistake = mistakeIn(bases, axes);
  if (mistake !== undefined) return fail(mistake);
  const notes = new Set<string>();
  const columns: Column[] = [{ policy: first, base: 0, at: [], targetSdk: null, label: first.name }];
  bases.forEach((policy, base) => {
    if (axes.length === 0) {
      if (base > 0) columns.push({ policy, base, at: [], targetSdk: null, label: policy.name });
      return;
    }
    const prefix = bases.length > 1 ? [policy.name] : [];
    for (const at of combinations(axes.map(({ values }) => values.length)))
      columns.push(columnOf({ policy, base, at, axes, prefix, notes }));
  });
  return ok({ bases, axes, columns, notes: [...notes] });
}

function mistakeIn(bases: readonly Policy[], axes: readonly Axis[]): string | undefined {
  const names = axes.map(({ subject }) => (subject.kind === 'setting' ? subject.setting.name : subject.kind));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `${twice} is varied twice; write its values in one --vary`;
  const repeated = bases.find((policy, index) => bases.findIndex(({ name }) => name === policy.name) !== index);
  if (repeated !== undefined) return `the policy ${repeated.name} is named twice`;
  const perBase = axes.reduce((product, { values }) => product * values.length, 1);
  const count = bases.length * perBase;
  if (count > maxPolicies)
    return `${count} policies are too many, at most ${maxPolicies} can be asked for; take larger steps`;
  const [base, ...others] = bases;
  const ships = base !== undefined && others.length === 0 && base === policyOfRelease(base.release ?? 0).policy;
  if (names.includes('release') && !ships)
    return 'release can be varied from one policy that ships with a release, such as android-15; name the releases with --policy instead';
  for (const { subject } of axes) {
    if (subject.kind !== 'setting') continue;
    const { setting } = subject;
    // Releases among the axes bring policies of their own.
    if (names.includes('release') || bases.some((policy) => withSetting(policy, setting, setting.least) !== undefined))
      continue;
    return `nothing would change: ${bases.map((policy) => whyMissing(policy, setting)).join('; ')}`;
  }
  return undefined;
}

/** Every combination of indexes, the last axis fastest. */
function* combinations(lengths: readonly number[]): Generator<number[]> {
  const total = lengths.reduce((product, length) => product * length, 1);
  for (let number = 0; number < total; number++) {
    let rest = number;
    const at = lengths.map(() => 0);
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      const length = lengths[axis] ?? 1;
      at[axis] = rest % length;
      rest = Math.floor(rest / length);
    }
    yield at;
  }
}

interface ColumnPlace {
  readonly policy: Policy;
  readonly base: number;
  readonly at: readonly number[];
  readonly axes: readonly Axis[];
  readonly prefix: readonly string[];
  readonly notes: Set<string>;
}

function columnOf({ policy, base, at, axes, prefix, notes }: ColumnPlace): Column {
  const chosen = axes.map((axis, index) => ({ axis, value: axis.values[at[index] ?? 0] ?? 0 }));
  const release = chosen.find(({ axis }) => axis.subject.kind === 'release');
  let changed = release === undefined ? policy : policyOfRelease(release.value).policy;
  let targetSdk: number | null = null;
  for (const { axis, value } of chosen) {
    if (axis.subject.kind === 'targetSdk') targetSdk = value;
    if (axis.subject.kind !== 'setting') continue;
    const set = withSetting(changed, axis.subject.setting, value);
    if (set === undefined)
      notes.add(`${whyMissing(changed, axis.subject.setting)}: varying ${axis.name} changes nothing there.`);
    changed = set ?? changed;
  }
  const words = chosen.map(({ axis, value }) => `${axis.name} ${axisText(axis, value)}`);
  return { policy: changed, base, at, targetSdk, label: [...prefix, ...words].join(', ') };
}
