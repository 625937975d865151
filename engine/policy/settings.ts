/**
 * Every value of a policy that can be set, by name: what it is, where a device keeps it, which numbers make sense, and how
 * it is read from a policy and put into one. Policy files, overrides of a device, `--set` and `--vary` all go through here.
 *
 *     dataSyncLimit   data_sync_fgs_timeout_duration    either word names the same value
 */
import { isDurationKey } from '../android/config-keys.js';
import { featureFlags } from '../android/feature-flags.js';
import { durationMs } from '../time.js';
import { constantsOf, defaultConstants, isConstantName, type ConstantName } from './constants.js';
import {
  CRASH_GRACE_KEY,
  DATA_SYNC_LIMIT_KEY,
  MEDIA_PROCESSING_LIMIT_KEY,
  type Policy,
  type ShippedPolicy,
  type TimeLimitedTypes,
  type TimeLimitFlags,
} from './policy.js';

/** `duration`: milliseconds; `number`: a plain one; `flag`: 1 on, 0 off. */
export type SettingUnit = 'duration' | 'number' | 'flag';

type LimitField = Exclude<keyof TimeLimitedTypes, 'flags' | 'checksCurrentlyTop'>;

export interface PolicySetting {
  readonly name: string;
  /** Where a device keeps it; hard-coded values of the platform have no place. */
  readonly keptIn: 'DeviceConfig activity_manager' | 'Settings.Global activity_manager_constants' | 'aconfig' | null;
  /** The word under which a device keeps it, or the name again. */
  readonly key: string;
  readonly unit: SettingUnit;
  readonly least: number;
  readonly most: number;
  readonly place:
    | { readonly at: 'limits'; readonly field: LimitField }
    | { readonly at: 'flags'; readonly field: keyof TimeLimitFlags }
    | { readonly at: 'constants'; readonly key: ConstantName };
}

/** Ten years, as for every duration that a person writes. */
const LONGEST_MS = durationMs(87_600 * 3_600_000);
const LARGEST_SDK = 1_000;
const LARGEST_NUMBER = 0x7fffffff;

const keyOfField: Readonly<Partial<Record<LimitField, string>>> = {
  dataSyncLimit: DATA_SYNC_LIMIT_KEY,
  mediaProcessingLimit: MEDIA_PROCESSING_LIMIT_KEY,
  crashGrace: CRASH_GRACE_KEY,
};
const limitFields = [
  'dataSyncLimit',
  'mediaProcessingLimit',
  'crashGrace',
  'window',
  'enabledSinceTargetSdk',
] as const satisfies readonly LimitField[];

/** Kept in Settings.Global: `device_config put` cannot change them (spec/fgs-limits.md 4.2). */
const globalConstants: ReadonlySet<ConstantName> = new Set<ConstantName>([
  'background_settle_time',
  'fgs_boot_completed_allowlist',
  'service_restart_duration',
  'service_reset_run_duration',
  'service_restart_duration_factor',
  'service_min_restart_time_between',
  'service_crash_restart_duration',
]);

function limitSetting(field: LimitField): PolicySetting {
  const key = keyOfField[field];
  const isSdk = field === 'enabledSinceTargetSdk';
  return {
    name: field,
    keptIn: key === undefined ? null : 'DeviceConfig activity_manager',
    key: key ?? field,
    unit: isSdk ? 'number' : 'duration',
    least: isSdk ? 1 : 0,
    most: isSdk ? LARGEST_SDK : LONGEST_MS,
    place: { at: 'limits', field },
  };
}

function constantSetting(key: ConstantName): PolicySetting {
  const isDuration = isDurationKey(key);
  return {
    name: key,
    keptIn: globalConstants.has(key) ? 'Settings.Global activity_manager_constants' : 'DeviceConfig activity_manager',
    key,
    unit: isDuration ? 'duration' : 'number',
    least: 0,
    most: isDuration ? LONGEST_MS : LARGEST_NUMBER,
    place: { at: 'constants', key },
  };
}

function flagSetting([key, field]: readonly [string, keyof TimeLimitFlags]): PolicySetting {
  return { name: key, keptIn: 'aconfig', key, unit: 'flag', least: 0, most: 1, place: { at: 'flags', field } };
}

const limitKeys: ReadonlySet<string> = new Set(Object.values(keyOfField));

/** In the order in which they are printed. */
export const policySettings: readonly PolicySetting[] = [
  ...limitFields.map(limitSetting),
  ...Object.entries(featureFlags).map(flagSetting),
  ...Object.keys(defaultConstants)
    .filter(isConstantName)
    .filter((key) => !limitKeys.has(key))
    .map(constantSetting),
];

const byWord: ReadonlyMap<string, PolicySetting> = new Map(
  policySettings.flatMap((setting) => [[setting.name, setting] as const, [setting.key, setting] as const]),
);

/** By its name or by the key of the device. */
export function settingNamed(word: string): PolicySetting | undefined {
  return byWord.get(word);
}

/** Every word that names a setting. */
export function settingWords(): Iterable<string> {
  return byWord.keys();
}

/** The value under a policy; `undefined` where the policy has nothing of the kind. */
export function settingOf(policy: Policy, { place }: PolicySetting): number | undefined {
  const { timeLimitedTypes } = policy;
  switch (place.at) {
    case 'limits':
      return timeLimitedTypes?.[place.field];
    case 'flags':
      return hasFlag(policy, place.field) ? Number(policy.timeLimitedTypes?.flags[place.field]) : undefined;
    case 'constants':
      return policy.reading === 'documented' ? undefined : constantsOf(policy)[place.key];
  }
}

/** The policy with one value set; `undefined` where it has nothing of the kind, so that the value would be ignored. */
export function withSetting(policy: Policy, { place }: PolicySetting, value: number): Policy | undefined {
  switch (place.at) {
    case 'limits':
      return withLimit(policy, place.field, value);
    case 'flags': {
      if (!hasFlag(policy, place.field) || policy.timeLimitedTypes === null) return undefined;
      const { timeLimitedTypes } = policy;
      const flags = { ...timeLimitedTypes.flags, [place.field]: value === 1 };
      return { ...policy, timeLimitedTypes: { ...timeLimitedTypes, flags } };
    }
    case 'constants':
      if (policy.reading === 'documented') return undefined;
      return { ...policy, constants: { ...policy.constants, [place.key]: value } };
  }
}

function withLimit(policy: Policy, field: LimitField, value: number): Policy | undefined {
  const limit = { [field]: field === 'enabledSinceTargetSdk' ? value : durationMs(value) };
  if (policy.reading === 'documented') return { ...policy, timeLimitedTypes: { ...policy.timeLimitedTypes, ...limit } };
  if (policy.timeLimitedTypes === null) return undefined;
  return { ...policy, timeLimitedTypes: { ...policy.timeLimitedTypes, ...limit } };
}

/** V1 to V3 have flags; the one about the ANR was dropped after Android 15 (spec/fgs-limits.md 4.5). */
function hasFlag(policy: Policy, field: keyof TimeLimitFlags): policy is ShippedPolicy {
  if (policy.reading === 'documented' || policy.timeLimitedTypes === null || policy.variant === 'V4') return false;
  return field !== 'gateFgsTimeoutAnrBehavior' || policy.release === 15;
}

/** Why a policy has nothing of a kind, as half a sentence. */
export function whyMissing(policy: Policy, { place, name }: PolicySetting): string {
  if (policy.reading === 'documented') return `the guide says nothing of ${name}`;
  if (policy.timeLimitedTypes === null) return `${policy.name} has no time-limited types`;
  if (place.at === 'flags' && policy.variant === 'V4') return `${policy.name} has no feature flags: they are always on`;
  return `${policy.name} does not know ${name}`;
}
