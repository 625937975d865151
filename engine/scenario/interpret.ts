/**
 * From the plain values of a document (however it was written down) to a scenario, or to all its mistakes. The one place
 * that says what a scenario may contain; scenario-schema.json says the same to editors.
 */
import { outcomeNames, type OutcomeName } from '../android/outcomes.js';
import type { TimeLimitFlags, Variant } from '../policy/policy.js';
import { fail, ok, type Result } from '../result.js';
import { hours } from '../time.js';
import { DeclaredServices } from './declared-services.js';
import { numericConfigKeys } from '../android/config-keys.js';
import { featureFlags } from '../android/feature-flags.js';
import { Reading, typeNames, type Fields, type Problem } from './reading.js';
import { maxExpectations } from './scenario-limits.js';
import type { Expectation, Scenario, ScenarioDevice } from './scenario.js';
import { readReactions, readSteps } from './read-steps.js';

export const SCENARIO_MARK = 'scenario/1';

const documentKeys = new Set([
  'curfew',
  'name',
  'app',
  'device',
  'processes',
  'services',
  'steps',
  'onTimeout',
  'expect',
]);
const appKeys = new Set(['package', 'targetSdk']);
const deviceKeys = new Set(['release', 'variant', 'bootUptime', 'config', 'flags']);
const expectKeys = new Set(['outcome', 'service', 'type', 'at', 'never']);
const outcomes: ReadonlySet<OutcomeName> = new Set(outcomeNames);
const outcomeTypes: ReadonlySet<string> = new Set([...typeNames, 'unknown']);
const flagNames: ReadonlySet<string> = new Set(Object.keys(featureFlags));

const PACKAGE_NAME = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/;
const DEFAULT_TARGET_SDK = 35;
const LARGEST_SDK = 1_000;
const DEFAULT_RELEASE = 15;
const OLDEST_RELEASE = 14;
const NEWEST_RELEASE = 17;
/** A device that has been up for some days. It matters where a budget is poisoned with the whole uptime. */
const DEFAULT_BOOT_UPTIME = hours(100);

/** The code variants that belong to a release; the first is the default (spec/fgs-limits.md 0.1). */
const variantsOf: Readonly<Record<number, readonly Variant[]>> = {
  14: ['V0'],
  15: ['V3', 'V1', 'V2'],
  16: ['V3'],
  17: ['V4'],
};
const variants: ReadonlySet<Variant> = new Set<Variant>(['V0', 'V1', 'V2', 'V3', 'V4']);

export interface Problems {
  readonly problems: readonly Problem[];
  /** Mistakes that are not among them because there are too many. */
  readonly untold: number;
}

export function interpret(document: unknown, fallbackName: string): Result<Scenario, Problems> {
  const reading = new Reading();
  const scenario = readDocument(reading, document, fallbackName);
  return reading.problems.length === 0 && scenario !== undefined
    ? ok(scenario)
    : fail({ problems: reading.problems, untold: reading.untold });
}

function readDocument(reading: Reading, document: unknown, fallbackName: string): Scenario | undefined {
  const fields = reading.fields(document, documentKeys, 'a scenario');
  if (fields === undefined) return undefined;
  reading.required(fields, 'curfew', 'a scenario', (mark) => {
    if (mark !== SCENARIO_MARK) reading.report(`wants "${SCENARIO_MARK}": the format that this version reads`);
  });
  const name = reading.optional(fields, 'name', reading.text) ?? fallbackName;
  const app = reading.optional(fields, 'app', (value) => readApp(reading, value)) ?? readApp(reading, {});
  const device = reading.optional(fields, 'device', (value) => readDevice(reading, value)) ?? readDevice(reading, {});
  const declared = new DeclaredServices(reading, fields);
  const script = reading.required(fields, 'steps', 'a scenario', (value) => readSteps(reading, declared, value));
  reading.optional(fields, 'onTimeout', (value) => {
    readReactions(reading, declared, value);
  });
  const expect = reading.optional(fields, 'expect', (value) => readExpectations(reading, declared, value)) ?? [];
  if (script === undefined) return undefined;
  const { steps, endMs } = script;
  return { name, ...app, device, processes: declared.processes, services: declared.services(), steps, expect, endMs };
}

function readApp(reading: Reading, value: unknown): { readonly packageName: string; readonly targetSdk: number } {
  const fields = reading.fields(value, appKeys, 'app') ?? {};
  const targetSdk =
    reading.optional(fields, 'targetSdk', (sdk) => reading.whole(sdk, 1, LARGEST_SDK)) ?? DEFAULT_TARGET_SDK;
  const packageName = reading.optional(fields, 'package', (text) => {
    const written = reading.text(text);
    if (written === undefined || PACKAGE_NAME.test(written)) return written;
    reading.report(`"${written}" is no package name: words of letters, digits and _ with dots between`);
    return undefined;
  });
  return { packageName: packageName ?? `dev.curfew.probe.t${targetSdk}`, targetSdk };
}

function readDevice(reading: Reading, value: unknown): ScenarioDevice {
  const fields = reading.fields(value, deviceKeys, 'device') ?? {};
  const release =
    reading.optional(fields, 'release', (number) => reading.whole(number, OLDEST_RELEASE, NEWEST_RELEASE)) ??
    DEFAULT_RELEASE;
  const possible = variantsOf[release] ?? [];
  const variant = reading.optional(fields, 'variant', (word) => {
    const known = reading.word(word, variants, 'code variant');
    if (known !== undefined && !possible.includes(known))
      reading.report(`Android ${release} has no variant ${known}; it has ${possible.join(', ')}`);
    return known;
  });
  const config = reading.optional(fields, 'config', (settings) => readConfig(reading, settings));
  return {
    release,
    variant: variant ?? possible[0] ?? 'V3',
    bootUptimeMs: reading.optional(fields, 'bootUptime', reading.duration) ?? DEFAULT_BOOT_UPTIME,
    config: config ?? [],
    flags: reading.optional(fields, 'flags', (flags) => readFlags(reading, flags)) ?? {},
  };
}

function readConfig(reading: Reading, value: unknown): ScenarioDevice['config'] {
  const fields = reading.fields(value, numericConfigKeys, 'device.config') ?? {};
  const config: { key: string; value: number }[] = [];
  for (const key of Object.keys(fields)) {
    const read = reading.optional(fields, key, reading.settingValue);
    if (read !== undefined) config.push({ key, value: read });
  }
  return config;
}

function readFlags(reading: Reading, value: unknown): Partial<TimeLimitFlags> {
  const fields: Fields = reading.fields(value, flagNames, 'device.flags') ?? {};
  const flags: Partial<Record<keyof TimeLimitFlags, boolean>> = {};
  for (const [name, field] of Object.entries(featureFlags)) {
    const read = reading.optional(fields, name, reading.yesOrNo);
    if (read !== undefined) flags[field] = read;
  }
  return flags;
}

function readExpectations(reading: Reading, declared: DeclaredServices, value: unknown): Expectation[] {
  const expectations: Expectation[] = [];
  reading.list(value, 'expect', maxExpectations)?.forEach((entry, index) => {
    reading.at(index, entry, (one) => {
      const fields = reading.fields(one, expectKeys, 'an expectation');
      if (fields === undefined) return;
      const outcome = reading.required(fields, 'outcome', 'an expectation', (word) =>
        reading.word(word, outcomes, 'outcome'),
      );
      const expectation = {
        service: reading.optional(fields, 'service', declared.service) ?? null,
        type: reading.optional(fields, 'type', (word) => reading.word(word, outcomeTypes, 'type')) ?? null,
        atMs: reading.optional(fields, 'at', reading.duration) ?? null,
        never: reading.optional(fields, 'never', reading.yesOrNo) ?? false,
      };
      if (outcome !== undefined) expectations.push({ outcome, ...expectation });
    });
  });
  return expectations;
}
