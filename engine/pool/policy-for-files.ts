/** Which policy a file of a fleet is replayed under: one for all, or that of the release which the recording tells. */
import { policyOfRecording } from '../policy/policies.js';
import type { Policy } from '../policy/policy.js';
import { invariant } from '../result.js';

/** Has the policy of every release, by its shipped name; its values may be others than ship. */
export interface PolicyByRelease {
  readonly byRelease: readonly Policy[];
}

export type PolicyForFiles = Policy | PolicyByRelease;

/** `release`: of the recording; `null` where it tells none. */
export function policyFor(choice: PolicyForFiles, release: number | null): Policy {
  if (!('byRelease' in choice)) return choice;
  const { name } = policyOfRecording(release).policy;
  const policy = choice.byRelease.find((each) => each.name === name);
  invariant(policy !== undefined, `there is no ${name} among the policies of releases`);
  return policy;
}
