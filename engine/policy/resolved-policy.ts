/** A policy with the origin of each value: what `curfew policies` prints, and what a report says about overrides. */
import type { Policy } from './policy.js';
import { policySettings, settingOf, withSetting, type PolicySetting } from './settings.js';

export interface ResolvedPolicy {
  readonly policy: Policy;
  /** By name of a setting: where its value comes from. A setting without an entry has the value that it ships with. */
  readonly origins: ReadonlyMap<string, string>;
}

export interface PolicyValue {
  readonly setting: PolicySetting;
  readonly value: number;
  /** `android-15`, `acme.yaml:5`, `device_config activity_manager/data_sync_fgs_timeout_duration = 60000`. */
  readonly origin: string;
}

export function asShipped(policy: Policy): ResolvedPolicy {
  return { policy, origins: new Map() };
}

/** With one value more; `undefined` where the policy has nothing of the kind. */
export function withOrigin(
  { policy, origins }: ResolvedPolicy,
  setting: PolicySetting,
  value: number,
  origin: string,
): ResolvedPolicy | undefined {
  const changed = withSetting(policy, setting, value);
  return changed === undefined
    ? undefined
    : { policy: changed, origins: new Map([...origins, [setting.name, origin]]) };
}

/** All values of a policy; one of which nothing else is said comes from the policy itself. */
export function valuesOf({ policy, origins }: ResolvedPolicy): PolicyValue[] {
  return policySettings.flatMap((setting) => {
    const value = settingOf(policy, setting);
    return value === undefined ? [] : [{ setting, value, origin: origins.get(setting.name) ?? policy.name }];
  });
}
