/** `--policy` of `curfew replay`, with what the command line says of devices and apps instead of the policies and recordings. */
import { policies, policyOfRelease } from '../../engine/policy/policies.js';
import type { Policy } from '../../engine/policy/policy.js';
import { asShipped, type ResolvedPolicy } from '../../engine/policy/resolved-policy.js';
import type { PolicyForFiles } from '../../engine/pool/policy-for-files.js';
import type { ReplayRun } from '../../engine/pool/replay-pool.js';
import { nothingChanged, type ChangedInputs } from '../../engine/what-if/changed-inputs.js';
import {
  overridden,
  overriddenWherePossible,
  withTitle,
  type DeviceOverrides,
  type Overridden,
} from './device-options.js';
import { usageError } from './exit-codes.js';
import { policiesOf, type FleetPolicy } from './format/fleet-replay.js';
import { AUTO, resolvedPolicyFrom } from './policy-option.js';

export interface FleetPolicies {
  readonly asked: readonly FleetPolicy[];
  /** Of all recordings alike. */
  readonly change: ChangedInputs;
  /** What was changed, one phrase each. */
  readonly changes: readonly string[];
  /** What has no effect on the recordings that were replayed, one sentence each. */
  readonly warningsOf: (run: ReplayRun) => readonly string[];
}

/** `text`: names and files with commas. Throws a `CommandError` for what is no policy, and for `--set` without effect. */
export function fleetPolicies(text: string, overrides: DeviceOverrides): FleetPolicies {
  const names = text.split(',').map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw usageError(`--policy names "${twice}" twice.`);
  const made = names.map((name) => (name === AUTO ? automatic(overrides) : named(resolvedPolicyFrom(name), overrides)));
  const all = made.flatMap(({ behind }) => behind);
  const asked = made.map(({ fleetPolicy }) => fleetPolicy);
  return {
    asked,
    change: together(all),
    changes: [...new Set(all.flatMap(({ changes }) => changes))],
    warningsOf: (run) => warningsOf(asked, all, run),
  };
}

interface Behind extends Overridden {
  readonly policy: Policy;
  readonly withoutEffect: readonly string[];
}

interface Made {
  readonly fleetPolicy: FleetPolicy;
  readonly behind: readonly Behind[];
}

function named(base: ResolvedPolicy, overrides: DeviceOverrides): Made {
  const changed = overridden(base, overrides);
  const policy = withTitle(changed.resolved.policy, changed.changes);
  return { fleetPolicy: { name: policy.name, choice: policy }, behind: [{ ...changed, policy, withoutEffect: [] }] };
}

const releasePolicies = policies.filter(
  ({ release, name }) => release !== null && policyOfRelease(release).policy.name === name,
);

/** A value that some releases do not have is no mistake: which ones the fleet has is known afterwards. */
function automatic(overrides: DeviceOverrides): Made {
  const behind = releasePolicies.map((base): Behind => {
    const changed = overriddenWherePossible(asShipped(base), overrides);
    return { ...changed, policy: withTitle(changed.resolved.policy, changed.changes) };
  });
  const [first] = behind.reduce<readonly string[]>(
    (phrases, { withoutEffect }) => (withoutEffect.length === 0 ? [] : phrases),
    behind.at(-1)?.withoutEffect ?? [],
  );
  if (first !== undefined) throw usageError(`${first}.`);
  const choice: PolicyForFiles = { byRelease: behind.map(({ policy }) => policy) };
  return { fleetPolicy: { name: AUTO, choice }, behind };
}

function together(all: readonly Behind[]): ChangedInputs {
  return {
    targetSdk: all[0]?.change.targetSdk ?? nothingChanged.targetSdk,
    timeLimitsOfApps: new Map(all.flatMap(({ change }) => [...change.timeLimitsOfApps])),
    saidKeys: new Set(all.flatMap(({ change }) => [...change.saidKeys])),
  };
}

/** Of policies that no recording was replayed under nothing is told. */
function warningsOf(asked: readonly FleetPolicy[], all: readonly Behind[], run: ReplayRun): string[] {
  const warnings = new Set<string>();
  for (const { choice } of asked)
    for (const [policy, recordings] of policiesOf(choice, run)) {
      const behind = all.find((each) => each.policy === policy);
      for (const warning of behind?.warnings ?? []) warnings.add(warning);
      for (const phrase of behind?.withoutEffect ?? [])
        warnings.add(`${phrase}; without effect on ${recordings} ${recordings === 1 ? 'recording' : 'recordings'}`);
    }
  return [...warnings];
}
