/** The rules that can be turned, each with the values its slider stops at. */
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../../../engine/time.js';
import type { PolicySummary, PolicyVariation } from '../../../../app/api/contract.js';
import type { MessageKey } from '../../messages/translate.js';

const S = MS_PER_SECOND;
const M = MS_PER_MINUTE;
const H = MS_PER_HOUR;

const limitStops = [
  ...[1, 2, 3, 5, 10, 15, 20, 30, 45].map((count) => count * M),
  ...[1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9, 10, 12, 14, 16, 18, 20, 22, 24].map(
    (count) => count * H,
  ),
];
const shortStops = [
  ...[10, 20, 30, 45].map((count) => count * S),
  ...[1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8, 10, 15].map((count) => count * M),
];
const graceStops = [0, 1, 2, 3, 5, 8, 10, 12, 15, 20, 30, 45, 60, 120].map((count) => count * S);

type RuleLabel = Extract<
  MessageKey,
  | 'what-if.limit-data'
  | 'what-if.limit-media'
  | 'what-if.grace'
  | 'what-if.short'
  | 'what-if.short-anr'
  | 'what-if.promise'
>;

export interface RuleSetting {
  /** DeviceConfig key. */
  readonly key: string;
  readonly label: RuleLabel;
  readonly stops: readonly number[];
}

const settings: readonly RuleSetting[] = [
  { key: 'data_sync_fgs_timeout_duration', label: 'what-if.limit-data', stops: limitStops },
  { key: 'media_processing_fgs_timeout_duration', label: 'what-if.limit-media', stops: limitStops },
  { key: 'fgs_crash_extra_wait_duration', label: 'what-if.grace', stops: graceStops },
  { key: 'short_fgs_timeout_duration', label: 'what-if.short', stops: shortStops },
  { key: 'short_fgs_anr_extra_wait_duration', label: 'what-if.short-anr', stops: graceStops },
  { key: 'service_start_foreground_timeout_ms', label: 'what-if.promise', stops: graceStops },
];

/** The settings that a policy has; its own value is always one of the stops. */
export function settingsOf(policy: PolicySummary): readonly (RuleSetting & { readonly ownMs: number })[] {
  return settings.flatMap((setting) => {
    const ownMs = policy.config[setting.key];
    if (ownMs === undefined) return [];
    const stops = [...new Set([...setting.stops, ownMs])].sort((a, b) => a - b);
    return [{ ...setting, stops, ownMs }];
  });
}

/** What a person has turned; everything that is left out stays as in the policy. */
export interface Turned {
  /** `null`: as the log says. */
  readonly targetSdk: number | null;
  readonly config: Readonly<Record<string, number>>;
}

/** Keys that a policy does not have are left out: it has no such rule. */
export function variationOf(policy: PolicySummary, variant: string | null, turned: Turned): PolicyVariation {
  const config = Object.entries(turned.config).filter(([key, value]) => {
    const own = policy.config[key];
    return own !== undefined && own !== value;
  });
  return {
    policy: policy.name,
    ...(variant === null || !policy.variants.includes(variant) ? {} : { variant }),
    ...(turned.targetSdk === null ? {} : { targetSdk: turned.targetSdk }),
    ...(config.length === 0 ? {} : { config: Object.fromEntries(config) }),
  };
}

/** The policy that the log was judged by; when the list does not have it, the one of its release, else the first. */
export function policyOfLog(
  policies: readonly PolicySummary[],
  log: { readonly policy: string; readonly device: { readonly release: number | null } },
): PolicySummary | undefined {
  return (
    policies.find(({ name }) => name === log.policy) ??
    policies.find(({ release }) => release !== null && release === log.device.release) ??
    policies[0]
  );
}
