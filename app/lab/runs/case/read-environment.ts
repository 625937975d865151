/** What decides about background work on the device, read from the device after everything was set. */
import { isDurationKey, limitConfigKeys } from '../../../../engine/android/config-keys.js';
import { policies } from '../../../../engine/policy/policies.js';
import type { Policy } from '../../../../engine/policy/policy.js';
import { settingNamed, settingOf } from '../../../../engine/policy/settings.js';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { formatDuration } from '../../../../engine/time-format.js';
import type { CaseEnvironment, LimitInForce } from '../run.js';
import type { CaseDevice } from './case-device.js';

/** The limits that every report shows, whether a scenario sets them or not. */
const alwaysShown: readonly string[] = [
  'data_sync_fgs_timeout_duration',
  'media_processing_fgs_timeout_duration',
  'fgs_crash_extra_wait_duration',
  'short_fgs_timeout_duration',
  'short_fgs_proc_state_extra_wait_duration',
  'short_fgs_anr_extra_wait_duration',
];

export interface Setting {
  readonly key: string;
  readonly value: number;
}

export interface EnvironmentRequest {
  readonly device: CaseDevice;
  readonly policy: Policy;
  readonly bootId: string;
  /** What was set for this run and must be in force. */
  readonly wanted: readonly Setting[];
  readonly packageName: string;
  readonly readAt: Date;
}

export interface ReadEnvironment {
  readonly environment: CaseEnvironment;
  /** `dumpsys activity settings`, whole. */
  readonly settingsDump: string;
  /** Values that are in force, by key. */
  readonly inForce: ReadonlyMap<string, string>;
  /** Wanted and not in force, with what is instead; `null`: the device does not tell. */
  readonly missing: readonly (Setting & { readonly found: string | null })[];
}

export const settingsQuestion = 'dumpsys activity settings';

export async function readEnvironment(request: EnvironmentRequest): Promise<Result<ReadEnvironment, string>> {
  const { device, policy, wanted } = request;
  const dump = await device.ask(settingsQuestion);
  if (!dump.ok) return dump;
  const inForce = new Map(settingsIn(dump.value.stdout));
  for (const { key } of wanted) {
    if (inForce.has(key)) continue;
    const value = await readFlag(device, key);
    if (!value.ok) return value;
    if (value.value !== null) inForce.set(key, value.value);
  }
  const names = [...new Set([...alwaysShown, ...wanted.map(({ key }) => key)])];
  const facts = await readFacts(request);
  if (!facts.ok) return facts;
  return ok({
    environment: {
      readAt: request.readAt.toISOString(),
      bootId: request.bootId,
      policy: policy.name,
      variant: policy.variant,
      limits: names.map((name) => limitInForce(name, inForce.get(name) ?? null, wanted, policy)),
      facts: facts.value,
    },
    settingsDump: dump.value.stdout,
    inForce,
    missing: wanted
      .filter(({ key, value }) => inForce.get(key) !== String(value))
      .map((setting) => ({ ...setting, found: inForce.get(setting.key) ?? null })),
  });
}

/** `  key=value` lines of the dump; only keys that decide about limits. */
export function settingsIn(dump: string): readonly (readonly [string, string])[] {
  return dump.split(/\r?\n/).flatMap((line) => {
    const [, key = '', value = ''] = /^\s*([a-z_]{1,100})=(\S{0,100})\s*$/.exec(line) ?? [];
    return limitConfigKeys.has(key) ? [[key, value] as const] : [];
  });
}

/** Where the dump does not print a key: as it is kept. */
async function readFlag(device: CaseDevice, key: string): Promise<Result<string | null, string>> {
  const answer = await device.ask(
    `device_config get activity_manager ${key}; settings get global activity_manager_constants`,
  );
  if (!answer.ok) return answer;
  const [flag = '', global = ''] = answer.value.stdout.split(/\r?\n/).map((line) => line.trim());
  const inGlobal = global
    .split(',')
    .map((pair) => pair.split('='))
    .find(([name]) => name === key)?.[1];
  if (inGlobal !== undefined) return ok(inGlobal);
  return ok(flag === '' || flag === 'null' ? null : flag);
}

function limitInForce(name: string, value: string | null, wanted: readonly Setting[], policy: Policy): LimitInForce {
  const isNumber = value !== null && /^-?\d{1,15}$/.test(value);
  const reading =
    isNumber && isDurationKey(name) ? formatDuration(Number(value)) : (value ?? 'not readable on this device');
  const setting = settingNamed(name);
  // The policy of the case has what the device says of itself: the release's own stands beside it.
  const shipped = policies.find((each) => each.name === policy.name) ?? policy;
  const usual = setting === undefined ? undefined : settingOf(shipped, setting);
  const isOurs = wanted.some((each) => each.key === name && String(each.value) === value);
  if (isOurs) return { name, value, reading, origin: 'set for this run' };
  const isUsual = value === null || (usual !== undefined && Number(value) === usual);
  return { name, value, reading, origin: isUsual ? 'release default' : 'device config' };
}

type Fact = CaseEnvironment['facts'][number];

/** One line for each fact, in this order. */
const factQuestions: readonly { readonly name: string; readonly line: (packageName: string) => string }[] = [
  { name: 'battery saver', line: () => 'settings get global low_power' },
  { name: 'deep Doze', line: () => 'dumpsys deviceidle get deep' },
  { name: 'standby bucket', line: (packageName) => `am get-standby-bucket ${packageName}` },
];

const buckets: Readonly<Record<string, string>> = {
  '5': 'exempted',
  '10': 'active',
  '20': 'working set',
  '30': 'frequent',
  '40': 'rare',
  '45': 'restricted',
};

async function readFacts({ device, packageName }: EnvironmentRequest): Promise<Result<readonly Fact[], string>> {
  const facts: Fact[] = [];
  for (const { name, line } of factQuestions) {
    const answer = await device.ask(line(packageName));
    if (!answer.ok) return fail(answer.error);
    const said = answer.value.stdout.trim().split(/\r?\n/)[0] ?? '';
    if (answer.value.exitCode === 0 && said !== '') facts.push({ name, value: factWords(name, said).slice(0, 100) });
  }
  const battery = await device.ask('dumpsys battery');
  if (!battery.ok) return fail(battery.error);
  facts.push({ name: 'charging', value: battery.value.stdout.includes('powered: true') ? 'yes' : 'no' });
  return ok(facts);
}

function factWords(name: string, said: string): string {
  if (name === 'standby bucket') return buckets[said] ?? said;
  if (name === 'battery saver') return said === '1' ? 'on' : 'off';
  return said;
}
