/**
 * Which policies cannot differ for one program, so that they are replayed once: a limit of a type that never runs, a check
 * for TOP where nothing is ever TOP, a flag that is on in both.
 *
 * The key holds every value of a policy that a rule could read while this program is replayed. Whoever lets a rule read
 * something new adds it here; effect.test.ts replays random traces under policies with equal keys.
 */
import { ServiceType } from '../android/service-types.js';
import { constantsOf } from '../policy/constants.js';
import type { Policy, ShippedPolicy, TimeLimitedTypes } from '../policy/policy.js';
import { acceptedTypes, isTop, type Program } from '../replay/program.js';
import type { Reactions } from '../replay/reactions.js';
import { EventKind } from '../trace/event-kind.js';

/** What of a program decides about the effect of a policy. */
export interface ProgramTraits {
  /** All types of all calls of startForeground, the app's reactions included. */
  readonly types: number;
  readonly hasShortService: boolean;
  readonly hasTop: boolean;
  /** Target SDKs that the rows tell, ascending. */
  readonly targetSdks: readonly number[];
}

export function traitsOf(program: Program, reactions?: Reactions): ProgramTraits {
  let types = 0;
  let hasShortService = false;
  let hasTop = false;
  const targetSdks = new Set<number>();
  const note = (mask: number): void => {
    types |= mask;
    hasShortService ||= mask === ServiceType.shortService;
  };
  for (let at = 0; at < program.length; at++) {
    const kind = program.kind[at];
    if (kind === EventKind.startForeground) note(acceptedTypes(program.types[at]!));
    else if (kind === EventKind.processState) hasTop ||= isTop(program.argument[at]!);
    else if (kind === EventKind.targetSdk) targetSdks.add(program.argument[at]!);
  }
  for (const reaction of reactions?.values() ?? [])
    if (reaction.do === 'switchType') note(acceptedTypes(reaction.types));
  return { types, hasShortService, hasTop, targetSdks: [...targetSdks].sort((a, b) => a - b) };
}

/** Equal keys: the same outcomes at the same moments. */
export function effectKey(policy: Policy, traits: ProgramTraits): string {
  const limits = limitsKey(policy, traits);
  if (policy.reading === 'documented') return JSON.stringify(['documented', limits]);
  const constants = Object.entries(constantsOf(policy)).filter(
    ([key]) => traits.hasShortService || !key.startsWith('short_fgs_'),
  );
  // The start restriction of BOOT_COMPLETED came with Android 15.
  return JSON.stringify([limits, (policy.release ?? 0) >= 15, constants]);
}

const limitedTypes = ServiceType.dataSync | ServiceType.mediaProcessing;

function limitsKey(policy: Policy, traits: ProgramTraits): unknown {
  const limits = policy.timeLimitedTypes;
  if (limits === null || (traits.types & limitedTypes) === 0) return 'none';
  const code = policy.reading === 'documented' ? null : codeKey(policy, policy.timeLimitedTypes, traits);
  if (code === 'none') return 'none';
  return [
    code,
    (traits.types & ServiceType.dataSync) === 0 ? null : limits.dataSyncLimit,
    (traits.types & ServiceType.mediaProcessing) === 0 ? null : limits.mediaProcessingLimit,
    limits.crashGrace,
    limits.window,
    // Two thresholds differ only for a target SDK that lies between them.
    traits.targetSdks.filter((target) => target < limits.enabledSinceTargetSdk).length,
  ];
}

/** What variant and flags come to: V4 is V3 with its flags on. */
function codeKey({ variant }: ShippedPolicy, limits: TimeLimitedTypes | null, traits: ProgramTraits): unknown {
  if (limits === null) return 'none';
  const { flags, checksCurrentlyTop } = limits;
  if (variant !== 'V4' && !flags.introduceNewServiceOntimeoutCallback) return 'none';
  return [
    variant === 'V1',
    variant === 'V4' || flags.enableFgsTimeoutCrashBehavior,
    variant === 'V1' && flags.gateFgsTimeoutAnrBehavior,
    traits.hasTop && checksCurrentlyTop,
  ];
}
