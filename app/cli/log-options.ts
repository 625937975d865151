/** The options that every command about logs has, parsed once. */
import { maskOfLabel, type TypeMask } from '../../engine/android/service-types.js';
import { shortComponent } from '../../engine/android/components.js';
import { assemble, type Assembly } from '../../engine/ingest/assemble/assemble.js';
import type { IngestedSource } from '../../engine/ingest/ingested.js';
import { android15 } from '../../engine/policy/shipped.js';
import { policies, policyNamed, policyOfRelease } from '../../engine/policy/policies.js';
import type { Policy } from '../../engine/policy/policy.js';
import { usageError } from './exit-codes.js';
import { readFiles } from './read-files.js';
import type { Progress } from './progress.js';

/** For `util.parseArgs`. */
export const logOptionNames = {
  package: { type: 'string', short: 'p' },
  policy: { type: 'string' },
  year: { type: 'string' },
  zone: { type: 'string' },
  types: { type: 'string', multiple: true },
} as const;

export interface LogOptionValues {
  readonly package?: string | undefined;
  readonly policy?: string | undefined;
  readonly year?: string | undefined;
  readonly zone?: string | undefined;
  readonly types?: readonly string[] | undefined;
}

export const logOptionHelp = `  --package P          only this app
  --policy NAME        ${policies.map((policy) => policy.name).join(', ')} or auto
                       (default: auto, the release that the log tells)
  --year YYYY          the year of the last record, where the stamps print none
  --zone +HH:MM        the zone of the device, where the log does not tell it
  --types C=T[,T]      the types of component C, where the log does not tell them`;

export interface LoadedLogs {
  readonly sources: readonly IngestedSource[];
  readonly assembly: Assembly;
  readonly policy: Policy;
  readonly policyFrom: string;
}

export function loadLogs(files: readonly string[], values: LogOptionValues, progress: Progress): LoadedLogs {
  if (files.length === 0) throw usageError('No file was named.');
  const asked = values.policy === undefined || values.policy === 'auto' ? undefined : parsePolicy(values.policy);
  const calendar = { year: parseYear(values.year), zoneMinutes: parseZone(values.zone) };
  const declaredTypes = parseTypes(values.types ?? []);
  const { sources, lastModifiedMs } = readFiles(files, progress);
  const assembly = assemble(sources, { calendar: { ...calendar, notAfterEpochMs: lastModifiedMs }, declaredTypes });
  const chosen = asked === undefined ? policyOf(assembly) : { policy: asked, policyFrom: 'as asked for' };
  return { sources, assembly, ...chosen };
}

/** The policy of the release that the log tells; the most common one where it tells none. */
function policyOf({ trace, deviceFrom }: Assembly): { policy: Policy; policyFrom: string } {
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

function parsePolicy(name: string): Policy {
  const policy = policyNamed(name);
  if (policy === undefined)
    throw usageError(`There is no policy "${name}". Known: ${policies.map((known) => known.name).join(', ')}, auto.`);
  return policy;
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
