/**
 * The policy in force on a device: a policy that ships, and what the device says of itself (DeviceConfig, flags, compat).
 *
 * A value is read as the platform reads it (`DeviceConfig.getLong`: `Long.parseLong`, else the default): what is no number,
 * or has no meaning for the release, changes nothing, and is told.
 */
import { FGS_INTRODUCE_TIME_LIMITS } from './policy.js';
import type { DeviceState } from './device-state.js';
import { withOrigin, type ResolvedPolicy } from './resolved-policy.js';
import { settingNamed, whyMissing, type PolicySetting } from './settings.js';

export interface PolicyInForce extends ResolvedPolicy {
  /** Settings that the device says, by the key under which it keeps them. */
  readonly saidKeys: ReadonlySet<string>;
  /** Apps for which FGS_INTRODUCE_TIME_LIMITS is switched on or off. */
  readonly timeLimitsOfApps: ReadonlyMap<string, boolean>;
  /** Values without effect and why, one sentence each; first what is odd about the text. */
  readonly ignored: readonly string[];
}

/** Where the device says the values that the base has anyway, only their origins change. */
export function policyInForce(base: ResolvedPolicy, state: DeviceState): PolicyInForce {
  let resolved = base;
  const ignored = [...state.notes];
  const saidKeys = new Set<string>();
  for (const { key, text, from, line } of state.values) {
    const place = `line ${line}: ${key} = ${shortened(text)}`;
    const setting = settingNamed(key);
    if (setting === undefined) {
      ignored.push(`${place}: no rule of Curfew reads it`);
      continue;
    }
    const value = from === 'feature flag' ? flagOf(text) : longOf(text);
    const why = whyNotRead(setting, from, value);
    if (why !== undefined || value === undefined) {
      ignored.push(`${place}: ${why ?? 'not read'}`);
      continue;
    }
    const changed = withOrigin(resolved, setting, value, originOf(from, key, text));
    if (changed === undefined) ignored.push(`${place}: ${whyMissing(resolved.policy, setting)}`);
    else {
      resolved = changed;
      saidKeys.add(key);
    }
  }
  return { ...resolved, saidKeys, timeLimitsOfApps: overridesOf(resolved, state, ignored), ignored };
}

function originOf(from: string, key: string, text: string): string {
  return from === 'device_config activity_manager' ? `${from}/${key} = ${text}` : `${from}: ${key} = ${text}`;
}

function whyNotRead(setting: PolicySetting, from: string, value: number | undefined): string | undefined {
  if (from === 'device_config activity_manager' && setting.keptIn !== 'DeviceConfig activity_manager')
    return `the platform reads it from ${setting.keptIn ?? 'nowhere'}, not from DeviceConfig`;
  if (value !== undefined) return undefined;
  return setting.unit === 'flag'
    ? 'neither true nor false'
    : 'no whole number: the platform takes its default, a duration is written in milliseconds';
}

/** `Long.parseLong`: a sign and digits, in the range of a long. */
function longOf(text: string): number | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const exact = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, exact) === exact ? Number(exact) : undefined;
}

function flagOf(text: string): number | undefined {
  if (text === 'true') return 1;
  return text === 'false' ? 0 : undefined;
}

function overridesOf({ policy }: ResolvedPolicy, state: DeviceState, ignored: string[]): ReadonlyMap<string, boolean> {
  const apps = new Map<string, boolean>();
  for (const { change, packageName, enabled, line } of state.compat) {
    if (change !== FGS_INTRODUCE_TIME_LIMITS) continue;
    if (policy.timeLimitedTypes === null)
      ignored.push(
        `line ${line}: FGS_INTRODUCE_TIME_LIMITS of ${shortened(packageName)}: ${policy.name} has no time-limited types`,
      );
    else apps.set(packageName, enabled);
  }
  return apps;
}

const MAX_SHOWN = 60;

function shortened(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
