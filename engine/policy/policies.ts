/** Every policy that comes with Curfew, by name. */
import { documented } from './documented.js';
import type { Policy } from './policy.js';
import { android14, android15, android15v1, android15v2, android16, android17 } from './shipped.js';

export const policies: readonly Policy[] = [
  android14,
  android15,
  android15v1,
  android15v2,
  android16,
  android17,
  documented,
];

export function policyNamed(name: string): Policy | undefined {
  return policies.find((policy) => policy.name === name);
}

/** The policy of a release; releases newer than the newest known take the newest, older than 14 the one of 14. */
export function policyOfRelease(release: number): { readonly policy: Policy; readonly exact: boolean } {
  const shippedPolicy = policies.find((policy) => policy.release === release);
  if (shippedPolicy !== undefined) return { policy: shippedPolicy, exact: true };
  return { policy: release > 17 ? android17 : android14, exact: false };
}

/** The same for a recording; one that tells no release takes the most common policy. */
export function policyOfRecording(release: number | null): { readonly policy: Policy; readonly exact: boolean } {
  return release === null ? { policy: android15, exact: false } : policyOfRelease(release);
}
