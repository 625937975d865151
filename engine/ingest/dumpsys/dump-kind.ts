/**
 * Which dump a stand-alone file holds, told from its first lines, and the reader for it.
 */
import { ActivityServicesReader } from './activity-services.js';
import { ActivitySettingsReader } from './activity-settings.js';
import { BatterystatsCheckinReader } from './batterystats-checkin.js';
import { BatterystatsHistoryReader } from './batterystats-history.js';
import type { DumpReader, DumpSink } from './dump-time.js';
import { ExitInfoReader } from './exit-info.js';
import { JobschedulerReader } from './jobscheduler.js';

export type DumpKind =
  | 'activity-services'
  | 'activity-settings'
  | 'exit-info'
  | 'batterystats-history'
  | 'batterystats-checkin'
  | 'jobscheduler';

const marks: readonly (readonly [string, DumpKind | 'bugreport'])[] = [
  ['== dumpstate: ', 'bugreport'],
  ['Battery History (', 'batterystats-history'],
  ['9,0,i,vers,', 'batterystats-checkin'],
  ['9,hsp,', 'batterystats-checkin'],
  ['9,h,', 'batterystats-checkin'],
  ['------ CHECKIN BATTERYSTATS', 'batterystats-checkin'],
  ['DUMP OF SERVICE jobscheduler:', 'jobscheduler'],
  ['JOB SCHEDULER (dumpsys jobscheduler)', 'jobscheduler'],
  ['ACTIVITY MANAGER SERVICES (dumpsys activity services)', 'activity-services'],
  ['ACTIVITY MANAGER PROCESS EXIT INFO (dumpsys activity exit-info)', 'exit-info'],
  ['ACTIVITY MANAGER SETTINGS (dumpsys activity settings)', 'activity-settings'],
];

/** The kind of a file; `undefined` when its first lines (a few dozen are plenty) show none of the marks. */
export function detectDumpKind(firstLines: readonly string[]): DumpKind | 'bugreport' | undefined {
  for (const raw of firstLines) {
    const line = raw.replace(/^\uFEFF/, '').replace(/^DUMP OF SERVICE (?:CRITICAL|HIGH|NORMAL) /, 'DUMP OF SERVICE ');
    const mark = marks.find(([text]) => line.startsWith(text));
    if (mark !== undefined) return mark[1];
  }
  return undefined;
}

/** A reader for one dump of the given kind. */
export function createDumpReader(kind: DumpKind, sink: DumpSink): DumpReader {
  switch (kind) {
    case 'activity-services':
      return new ActivityServicesReader(sink);
    case 'activity-settings':
      return new ActivitySettingsReader(sink);
    case 'exit-info':
      return new ExitInfoReader(sink);
    case 'batterystats-history':
      return new BatterystatsHistoryReader(sink);
    case 'batterystats-checkin':
      return new BatterystatsCheckinReader(sink);
    case 'jobscheduler':
      return new JobschedulerReader(sink);
  }
}
