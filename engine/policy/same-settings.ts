/**
 * The values that somebody set on top of a policy, put on top of others: a device whose limit was changed keeps that limit,
 * whatever code it runs.
 */
import { policies } from './policies.js';
import type { Policy } from './policy.js';
import { policySettings, settingOf, withSetting } from './settings.js';

/** `others`, with each value in which `used` differs from the policy of its name as it ships; a policy of another name has no such values. */
export function withSettingsOf(used: Policy, others: readonly Policy[]): Policy[] {
  const shipped = policies.find(({ name }) => name === used.name);
  if (shipped === undefined || shipped === used) return [...others];
  const set = policySettings.flatMap((setting) => {
    const value = settingOf(used, setting);
    return value === undefined || value === settingOf(shipped, setting) ? [] : [{ setting, value }];
  });
  return others.map((other) =>
    // A release that knows nothing of the kind stays as it is.
    set.reduce((policy, { setting, value }) => withSetting(policy, setting, value) ?? policy, other),
  );
}
