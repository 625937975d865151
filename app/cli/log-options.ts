/** The options that every command about logs has, parsed once. */
import { maskOfLabel, type TypeMask } from '../../engine/android/service-types.js';
import { shortComponent } from '../../engine/android/components.js';
import { assemble, type Assembly } from '../../engine/ingest/assemble/assemble.js';
import type { IngestedSource } from '../../engine/ingest/ingested.js';
import { android15 } from '../../engine/policy/shipped.js';
import { policyOfRelease } from '../../engine/policy/policies.js';
import type { Policy } from '../../engine/policy/policy.js';
import { asShipped, type ResolvedPolicy } from '../../engine/policy/resolved-policy.js';
import type { Trace } from '../../engine/trace/trace.js';
import { changedTrace } from '../../engine/what-if/changed-inputs.js';
import {
  deviceOptionHelp,
  deviceOptionNames,
  overridden,
  readDeviceOptions,
  type DeviceOptionValues,
} from './device-options.js';
import { usageError } from './exit-codes.js';
import { policyNames, resolvedPolicyFrom } from './policy-option.js';
import { readFiles } from './read-files.js';
import type { Progress } from './progress.js';

/** For `util.parseArgs`. */
export const logReadingOptionNames = {
  package: { type: 'string', short: 'p' },
  year: { type: 'string' },
  zone: { type: 'string' },
  types: { type: 'string', multiple: true },
} as const;

/** With the policy and what overrides it. */
export const logOptionNames = {
  ...logReadingOptionNames,
  ...deviceOptionNames,
  policy: { type: 'string' },
} as const;

interface LogReadingOptionValues {
  readonly package?: string | undefined;
  readonly year?: string | undefined;
  readonly zone?: string | undefined;
  readonly types?: readonly string[] | undefined;
}

export interface LogOptionValues extends LogReadingOptionValues, DeviceOptionValues {
  readonly policy?: string | undefined;
}

export const logReadingOptionHelp = `  --package P          only this app
  --year YYYY          the year of the last record, where the stamps print none
  --zone +HH:MM        the zone of the device, where the log does not tell it
  --types C=T[,T]      the types of component C, where the log does not tell them`;

export const logOptionHelp = `  --policy NAME|FILE   ${policyNames.join(', ')},
                       a policy file, or auto (default: auto, the release that the log tells)
${deviceOptionHelp}
${logReadingOptionHelp}`;

export interface LoadedLogs {
  readonly sources: readonly IngestedSource[];
  /** Its trace has the facts that the command line says instead of the log. */
  readonly assembly: Assembly;
  /** As the log tells it. */
  readonly recorded: Trace;
  readonly policy: Policy;
  readonly policyFrom: string;
  /** Overrides without effect, one sentence each. */
  readonly warnings: readonly string[];
}

export function loadLogs(files: readonly string[], values: LogOptionValues, progress: Progress): LoadedLogs {
  const asked = values.policy === undefined || values.policy === 'auto' ? undefined : resolvedPolicyFrom(values.policy);
  const overrides = readDeviceOptions(values);
  const { sources, assembly } = readLogs(files, values, progress);
  const chosen = asked === undefined ? policyOfTrace(assembly.trace, assembly.deviceFrom) : undefined;
  const base: ResolvedPolicy = asked ?? asShipped(chosen?.policy ?? android15);
  const { resolved, change, changes, warnings } = overridden(base, overrides, values.package);
  return {
    sources,
    assembly: { ...assembly, trace: changedTrace(assembly.trace, change) },
    recorded: assembly.trace,
    policy: resolved.policy,
    policyFrom: [chosen?.policyFrom ?? 'as asked for', ...changes].join('; '),
    warnings,
  };
}

/** The logs as one recording, without a policy. */
export function readLogs(
  files: readonly string[],
  values: LogReadingOptionValues,
  progress: Progress,
): { readonly sources: readonly IngestedSource[]; readonly assembly: Assembly } {
  if (files.length === 0) throw usageError('No file was named.');
  const calendar = { year: parseYear(values.year), zoneMinutes: parseZone(values.zone) };
  const declaredTypes = parseTypes(values.types ?? []);
  const { sources, lastModifiedMs } = readFiles(files, progress);
  const assembly = assemble(sources, { calendar: { ...calendar, notAfterEpochMs: lastModifiedMs }, declaredTypes });
  return { sources, assembly };
}

/** The policy of the release that a recording tells; the most common one where it tells none. */
export function policyOfTrace(trace: Trace, deviceFrom: string | null): { policy: Policy; policyFrom: string } {
  const { release } = trace.meta;
  if (release === null)
    return {
      policy: android15,
      policyFrom: 'no source tells the release; Android 15 is taken (--policy chooses another)',
    };
  const { policy, exact } = policyOfRelease(release);
  const known = `Android ${release}, from ${deviceFrom ?? 'the log'}`;
  return { policy, policyFrom: exact ? known : `${known}; the nearest release that Curfew knows` };
}

function parseYear(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^(19|20)\d\d$/.test(text)) throw usageError(`--year wants four digits such as 2026, not "${text}".`);
  return Number(text);
}

function parseZone(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^([+-])(\d\d):?([0-5]\d)$/.exec(text);
  if (match === null) throw usageError(`--zone wants an offset such as +02:00, not "${text}".`);
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

function parseTypes(texts: readonly string[]): ReadonlyMap<string, TypeMask> {
  const types = new Map<string, TypeMask>();
  for (const text of texts) {
    const match = /^([\w.]+\/[\w.$]+)=(.+)$/.exec(text);
    if (match === null)
      throw usageError(
        `--types wants COMPONENT=TYPE[,TYPE], for example com.example/.SyncService=dataSync, not "${text}".`,
      );
    let mask = 0;
    for (const label of match[2]!.split(',')) {
      const bit = maskOfLabel(label);
      if (bit === undefined || bit <= 0) throw usageError(`"${label}" is no foreground-service type.`);
      mask |= bit;
    }
    types.set(shortComponent(match[1]!), mask);
  }
  return types;
}
