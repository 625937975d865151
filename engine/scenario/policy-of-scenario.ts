/** The policy that a scenario's device runs, and a policy with the device's feature flags. */
import { policies } from '../policy/policies.js';
import type { Policy } from '../policy/policy.js';
import { invariant } from '../result.js';
import type { Scenario } from './scenario.js';

/** By release and code variant: 15 with V1 is `android-15-v1`. */
export function policyOfScenario({ device }: Scenario): Policy {
  const policy = policies.find(({ release, variant }) => release === device.release && variant === device.variant);
  invariant(policy !== undefined, `every variant of release ${device.release} has a policy`);
  return policy;
}

/** The flags that a scenario sets hold under every policy that has flags. */
export function withFlagsOf({ device }: Scenario, policy: Policy): Policy {
  if (policy.reading !== 'as-shipped' || policy.timeLimitedTypes === null) return policy;
  if (Object.keys(device.flags).length === 0) return policy;
  const { timeLimitedTypes } = policy;
  return {
    ...policy,
    timeLimitedTypes: { ...timeLimitedTypes, flags: { ...timeLimitedTypes.flags, ...device.flags } },
  };
}
