/**
 * The options that say of the device or its apps something else than the policy and the recording do: `--device-config`,
 * `--set`, `--target-sdk`. Parsed once for every command.
 */
import { readFileSync } from 'node:fs';
import { parseDeviceState, type DeviceState } from '../../engine/policy/device-state.js';
import { policyInForce } from '../../engine/policy/in-force.js';
import type { Policy } from '../../engine/policy/policy.js';
import { withOrigin, type ResolvedPolicy } from '../../engine/policy/resolved-policy.js';
import { settingNamed, settingWords, whyMissing, type PolicySetting } from '../../engine/policy/settings.js';
import { nearestWord } from '../../engine/scenario/nearest-word.js';
import { parseValue } from '../../engine/what-if/axis.js';
import type { ChangedInputs } from '../../engine/what-if/changed-inputs.js';
import { visibleText } from '../lab/reports/visible-text.js';
import { unreadable, usageError } from './exit-codes.js';
import { fileProblem } from './file-problems.js';

/** For `util.parseArgs`. */
export const deviceOptionNames = {
  'device-config': { type: 'string' },
  set: { type: 'string', multiple: true },
  'target-sdk': { type: 'string' },
} as const;

export interface DeviceOptionValues {
  readonly 'device-config'?: string | undefined;
  readonly set?: readonly string[] | undefined;
  readonly 'target-sdk'?: string | undefined;
}

export const deviceOptionHelp = `  --device-config FILE what adb shell device_config list activity_manager printed; also dumpsys
                       activity settings and dumpsys platform_compat
  --set KEY=VALUE      a value of the policy, by name or DeviceConfig key: dataSyncLimit=1h
  --target-sdk N       of the apps, instead of what the input says`;

const LARGEST_FILE = 16 << 20;
const MAX_WARNINGS = 20;

interface SetValue {
  readonly setting: PolicySetting;
  readonly value: number;
  readonly text: string;
}

export interface DeviceOverrides {
  readonly file: string | null;
  readonly state: DeviceState | null;
  readonly sets: readonly SetValue[];
  readonly targetSdk: number | null;
}

/** Throws a `CommandError` for values that cannot be read. */
export function readDeviceOptions(values: DeviceOptionValues): DeviceOverrides {
  const file = values['device-config'] ?? null;
  return {
    file,
    state: file === null ? null : parseDeviceState(readText(file)),
    sets: (values.set ?? []).map(parseSet),
    targetSdk: parseTargetSdk(values['target-sdk']),
  };
}

function readText(file: string): string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > LARGEST_FILE)
      throw unreadable(`${file} is larger than ${LARGEST_FILE >> 20} MiB: that is no list of settings.`);
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw unreadable(`--device-config: ${file} cannot be read: ${fileProblem(error)}`);
    throw error;
  }
}

function parseSet(text: string): SetValue {
  const equals = text.indexOf('=');
  if (equals <= 0) throw usageError(`--set wants KEY=VALUE, for example dataSyncLimit=1h, not "${text}".`);
  const word = text.slice(0, equals);
  const setting = settingNamed(word);
  if (setting === undefined) {
    const nearest = nearestWord(word, settingWords());
    const hint = nearest === undefined ? `Known: ${[...settingWords()].join(', ')}.` : `Did you mean ${nearest}?`;
    throw usageError(`--set: there is no setting "${word}". ${hint}`);
  }
  const value = parseValue(text.slice(equals + 1), setting);
  if (!value.ok) throw usageError(`--set ${word} ${value.error}.`);
  return { setting, value: value.value, text };
}

function parseTargetSdk(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,2}$/.test(text)) throw usageError(`--target-sdk wants a number such as 35, not "${text}".`);
  return Number(text);
}

export interface Overridden {
  readonly resolved: ResolvedPolicy;
  readonly change: ChangedInputs;
  /** What was changed, one phrase each; empty when nothing was. */
  readonly changes: readonly string[];
  /** Values without effect, one sentence each. */
  readonly warnings: readonly string[];
}

/** `packageName`: the only app that the target SDK is about. Throws a `CommandError` for `--set` without effect. */
export function overridden(base: ResolvedPolicy, overrides: DeviceOverrides, packageName?: string): Overridden {
  const { withoutEffect, ...changed } = overriddenWherePossible(base, overrides, packageName);
  const [first] = withoutEffect;
  if (first !== undefined) throw usageError(`${first}.`);
  return changed;
}

/** The same for one policy of several: `--set` that it has nothing of is told, one phrase each. */
export function overriddenWherePossible(
  base: ResolvedPolicy,
  overrides: DeviceOverrides,
  packageName?: string,
): Overridden & { readonly withoutEffect: readonly string[] } {
  const { file, state, sets, targetSdk } = overrides;
  const inForce = state === null ? null : policyInForce(base, state);
  let resolved: ResolvedPolicy = inForce ?? base;
  const saidKeys = new Set(inForce?.saidKeys ?? []);
  const withoutEffect: string[] = [];
  for (const { setting, value, text } of sets) {
    const changed = withOrigin(resolved, setting, value, `--set ${text}`);
    if (changed === undefined) withoutEffect.push(`--set ${text}: ${whyMissing(resolved.policy, setting)}`);
    else {
      resolved = changed;
      saidKeys.add(setting.key);
    }
  }
  const timeLimitsOfApps = inForce?.timeLimitsOfApps ?? new Map<string, boolean>();
  const changes = [...resolved.origins].filter(([name, origin]) => base.origins.get(name) !== origin);
  return {
    resolved: { policy: resolved.policy, origins: resolved.origins },
    change: { targetSdk, ...(packageName === undefined ? {} : { packageName }), timeLimitsOfApps, saidKeys },
    changes: [
      ...changes.map(([, origin]) => origin),
      ...[...timeLimitsOfApps].map(([app, on]) => `FGS_INTRODUCE_TIME_LIMITS ${on ? 'on' : 'off'} for ${app}`),
      ...(targetSdk === null ? [] : [`target SDK ${targetSdk}`]),
    ],
    warnings: warningsOf(file, inForce?.ignored ?? [], state),
    withoutEffect,
  };
}

/** What the command line changed is told where the policy is. */
export function withTitle(policy: Policy, changes: readonly string[]): Policy {
  return changes.length === 0 ? policy : { ...policy, title: `${policy.title}; ${changes.join('; ')}` };
}

function warningsOf(file: string | null, ignored: readonly string[], state: DeviceState | null): string[] {
  if (file === null || state === null) return [];
  if (state.values.length === 0 && state.compat.length === 0)
    return [
      `${file} says nothing of the limits. It wants the output of: adb shell device_config list activity_manager`,
    ];
  const shown = ignored.slice(0, MAX_WARNINGS).map((sentence) => `${file}, ${sentence}`);
  const left = ignored.length - shown.length;
  return left > 0 ? [...shown, `${file}: ${left} more values have no effect`] : shown;
}

/** Prints warnings for the person at the terminal; the result itself stays clean. */
export function warn(command: string, warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`curfew ${command}: ${visibleText(warning)}\n`);
}
