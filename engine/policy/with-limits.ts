import type { Policy } from './policy.js';
import { settingNamed, withSetting } from './settings.js';

/**
 * The policy with one DeviceConfig value changed. Keys that no rule of the policy reads change nothing.
 * The platform has no clamps (`DeviceConfig.getLong`): 0 means "at once", a negative limit acts as 0.
 */
export function withConfigValue(policy: Policy, key: string, value: number): Policy {
  const setting = settingNamed(key);
  if (setting?.key !== key || setting.unit === 'flag') return policy;
  return withSetting(policy, setting, value) ?? policy;
}
