/** The options that every command about logs has, parsed once. */
import { maskOfLabel, type TypeMask } from '../../engine/android/service-types.js';
import { shortComponent } from '../../engine/android/components.js';
import { assemble, type Assembly } from '../../engine/ingest/assemble/assemble.js';
import { YEAR_FROM_FILE } from '../../engine/ingest/clock/calendar.js';
import type { CalendarHints, IngestedSource } from '../../engine/ingest/ingested.js';
import { policyOfRecording } from '../../engine/policy/policies.js';
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
import { AUTO, policyNames, resolvedPolicyFrom } from './policy-option.js';
import { readFiles } from './read-files.js';
import type { Progress } from './progress.js';

/** For `util.parseArgs`: what a log may not tell of its stamps. */
export const calendarOptionNames = {
  year: { type: 'string' },
  zone: { type: 'string' },
} as const;

/** For `util.parseArgs`. */
export const logReadingOptionNames = {
  ...calendarOptionNames,
  package: { type: 'string', short: 'p' },
  types: { type: 'string', multiple: true },
} as const;

/** With the policy and what overrides it. */
export const logOptionNames = {
  ...logReadingOptionNames,
  ...deviceOptionNames,
  policy: { type: 'string' },
} as const;

interface CalendarOptionValues {
  readonly year?: string | undefined;
  readonly zone?: string | undefined;
}

interface LogReadingOptionValues extends CalendarOptionValues {
  readonly package?: string | undefined;
  readonly types?: readonly string[] | undefined;
}

export interface LogOptionValues extends LogReadingOptionValues, DeviceOptionValues {
  readonly policy?: string | undefined;
}

export const calendarOptionHelp = `  --year YYYY          the year of the last record, where the stamps print none
  --zone +HH:MM        the zone of the device, where the log does not tell it`;

export const logReadingOptionHelp = `  --package P          only this app
${calendarOptionHelp}
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
  /** What the dates hang on, and overrides without effect, one sentence each. */
  readonly warnings: readonly string[];
}

export function loadLogs(files: readonly string[], values: LogOptionValues, progress: Progress): LoadedLogs {
  const asked = values.policy === undefined || values.policy === AUTO ? undefined : resolvedPolicyFrom(values.policy);
  const overrides = readDeviceOptions(values);
  const { sources, assembly, warnings: ofLogs } = readLogs(files, values, progress);
  const chosen = policyOfTrace(assembly.trace, assembly.deviceFrom);
  const base: ResolvedPolicy = asked ?? asShipped(chosen.policy);
  const { resolved, change, changes, warnings } = overridden(base, overrides, values.package);
  return {
    sources,
    assembly: { ...assembly, trace: changedTrace(assembly.trace, change) },
    recorded: assembly.trace,
    policy: resolved.policy,
    policyFrom: [asked === undefined ? chosen.policyFrom : 'as asked for', ...changes].join('; '),
    warnings: [...ofLogs, ...warnings],
  };
}

/** For whoever is told dates of these files. */
export function yearOfFileWarning(files: readonly string[]): string {
  const [first = ''] = files;
  const which = files.length === 1 ? `${first} prints` : `${first} and ${files.length - 1} more print`;
  return `${which} no year, and nothing in it tells one: the date of the file says it. --year YYYY makes it certain`;
}

interface LogsRead {
  readonly sources: readonly IngestedSource[];
  readonly assembly: Assembly;
  readonly warnings: readonly string[];
}

/** The logs as one recording, without a policy. */
export function readLogs(files: readonly string[], values: LogReadingOptionValues, progress: Progress): LogsRead {
  if (files.length === 0) throw usageError('No file was named.');
  const calendar = readCalendar(values);
  const declaredTypes = parseTypes(values.types ?? []);
  const { sources, lastModifiedMs } = readFiles(files, progress);
  const assembly = assemble(sources, { calendar: { ...calendar, notAfterEpochMs: lastModifiedMs }, declaredTypes });
  const isYearOfFile = assembly.clock.calendar.yearFrom === YEAR_FROM_FILE;
  return { sources, assembly, warnings: isYearOfFile ? [yearOfFileWarning(files)] : [] };
}

/** The policy of the release that a recording tells; the most common one where it tells none. */
export function policyOfTrace(trace: Trace, deviceFrom: string | null): { policy: Policy; policyFrom: string } {
  const { release } = trace.meta;
  const { policy, exact } = policyOfRecording(release);
  if (release === null)
    return { policy, policyFrom: 'no source tells the release; Android 15 is taken (--policy chooses another)' };
  const known = `Android ${release}, from ${deviceFrom ?? 'the log'}`;
  return { policy, policyFrom: exact ? known : `${known}; the nearest release that Curfew knows` };
}

/** Throws a `CommandError` for what is no year or zone. */
export function readCalendar({ year, zone }: CalendarOptionValues): Omit<CalendarHints, 'notAfterEpochMs'> {
  return { year: parseYear(year), zoneMinutes: parseZone(zone) };
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
