import { durationMs } from '../time.js';
import { CRASH_GRACE_KEY, DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY, type Policy } from './policy.js';

/**
 * The policy with one DeviceConfig value changed. Keys that no rule of the policy reads change nothing.
 * The platform has no clamps (`DeviceConfig.getLong`): 0 means "at once", a negative limit acts as 0.
 */
export function withConfigValue(policy: Policy, key: string, value: number): Policy {
  if (policy.timeLimitedTypes === null) return policy;
  const change = timeLimitField(key);
  if (change === undefined) return policy;
  const timeLimitedTypes = { ...policy.timeLimitedTypes, [change]: durationMs(value) };
  return { ...policy, timeLimitedTypes } as Policy;
}

function timeLimitField(key: string): 'dataSyncLimit' | 'mediaProcessingLimit' | 'crashGrace' | undefined {
  switch (key) {
    case DATA_SYNC_LIMIT_KEY:
      return 'dataSyncLimit';
    case MEDIA_PROCESSING_LIMIT_KEY:
      return 'mediaProcessingLimit';
    case CRASH_GRACE_KEY:
      return 'crashGrace';
    default:
      return undefined;
  }
}
