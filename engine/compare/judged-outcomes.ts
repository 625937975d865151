/** Which outcomes are judged: those that the rules of the policy predict, when a line that can be believed shows them. */
import type { OutcomeName } from '../android/outcomes.js';
import { ServiceType } from '../android/service-types.js';
import type { Policy } from '../policy/policy.js';
import type { ObservedOutcome } from './analysis.js';

/** About time-limited types and shortService; the guide speaks of the former only. */
const ofLimits: readonly OutcomeName[] = ['timeout-callback', 'crash-did-not-stop', 'start-denied-exhausted'];

const ofLimitsSet: ReadonlySet<OutcomeName> = new Set(ofLimits);

const byCode: ReadonlySet<OutcomeName> = new Set<OutcomeName>([
  ...ofLimits,
  'short-service-demoted',
  'anr-short-service',
  'crash-did-not-start',
  'anr-did-not-start',
  'start-denied-background',
  'start-denied-boot',
  'start-denied-type',
  'service-stopped-idle',
  'anr-execution',
]);

export const limitedMask = ServiceType.dataSync | ServiceType.mediaProcessing;

export function judgedUnder(policy: Policy): ReadonlySet<OutcomeName> {
  return policy.reading === 'documented' ? ofLimitsSet : byCode;
}

/** Whether an observation is about a rule that the policy has, and not a mere claim. */
export function isJudged(observed: ObservedOutcome, policy: Policy): boolean {
  const { outcome, type, trust } = observed;
  if (!judgedUnder(policy).has(outcome) || trust === 'claim') return false;
  if (!ofLimitsSet.has(outcome) || type === null || type === 'unknown') return true;
  const mask = policy.reading === 'documented' ? limitedMask : limitedMask | ServiceType.shortService;
  return (ServiceType[type as keyof typeof ServiceType] & mask) !== 0;
}

/** The system kills and freezes processes all the time; no rule of a release says when. */
const neverJudged: ReadonlySet<OutcomeName> = new Set<OutcomeName>(['process-killed', 'process-frozen']);

/** One sentence for the outcomes that are shown and not judged; nothing where there are none. */
export function unjudgedWords(observed: readonly ObservedOutcome[], policy: Policy): string[] {
  const judged = judgedUnder(policy);
  const names = observed.map(({ outcome }) => outcome).filter((name) => !judged.has(name) && !neverJudged.has(name));
  if (names.length === 0) return [];
  const why =
    policy.reading === 'documented' ? 'the guide says nothing of them' : 'no rule of this version predicts them';
  return [`Shown but not judged, because ${why}: ${[...new Set(names)].sort().join(', ')}.`];
}
