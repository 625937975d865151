/**
 * May a start from the background be accepted, by the inputs that "Background started FGS" prints? Not by its word "Allowed" or
 * "Disallowed": that is the system's own decision, and what it is compared with.
 *
 * The order of spec/fgs-limits.md 5.2, as far as the line tells it: target SDKs, state of the uid, capability, allow-list, and last
 * the reason code, which names an exemption that no other field shows (a role, a permission, a visible window).
 */
import { ProcessState } from '../../android/process-states.js';
import type { FactBody } from '../fact.js';

export type StartDecision = Extract<FactBody, { kind: 'fgs-start-decision' }>;

/** FGS_BG_START_RESTRICTION_CHANGE_ID holds for services and callers that target this SDK. */
const RESTRICTED_SINCE = 31;

export function isAllowedByInputs(decision: StartDecision): boolean {
  const { targetSdk, callerTargetSdk, uidState, hasBfslCapability, isTempAllowed, reasonCode } = decision;
  if (isBelow(targetSdk) || isBelow(callerTargetSdk)) return true;
  if (uidState !== undefined && uidState <= ProcessState.BOUND_TOP) return true;
  const isServing = uidState === ProcessState.FOREGROUND_SERVICE || uidState === ProcessState.BOUND_FOREGROUND_SERVICE;
  if (isServing && hasBfslCapability !== false) return true;
  if (isTempAllowed) return true;
  // A line that was cut before the code tells less than its first word.
  return reasonCode === undefined ? decision.allowed : reasonCode !== 'DENIED';
}

function isBelow(target: number | undefined): boolean {
  return target !== undefined && target > 0 && target < RESTRICTED_SINCE;
}
