/**
 * What one record says, in typed words. The tag decides who reads it; what a tag's owner would never print says nothing,
 * and the same words under another tag say nothing either. Whether the writer may be believed is decided later.
 *
 * Crashes and ANRs are spread over several records: they are read by `CrashCollector`, not here.
 */
import type { FactBody } from '../fact.js';
import { maxRawTextLength } from '../limits.js';
import { probeTag } from '../probe-journal/journal-entry.js';
import { probeTagFacts } from '../probe-journal/journal-facts.js';
import type { LogRecord } from '../record.js';
import type { Recogniser } from '../sink.js';
import { activityEvents } from './activity-events.js';
import { exhaustedClaim, foregroundTaskLines, frameworkTags, serviceBaseLines } from './app-claim-lines.js';
import {
  bootCompletedLines,
  clockLines,
  deviceEvents,
  screenLines,
  shutdownLines,
  suspendLines,
} from './device-events.js';
import { recogniserOfEvent } from './event-readers.js';
import { foregroundServiceEvents } from './foreground-service-events.js';
import { foregroundServiceLines } from './foreground-service-lines.js';
import { jobServiceContextLines } from './job-lines.js';
import { nothing, recogniserOfRules } from './line-rules.js';
import { linesLost } from './loss-lines.js';
import { lowMemoryLines } from './low-memory-lines.js';
import { processEvents } from './process-events.js';
import { processLines } from './process-lines.js';
import { serviceEvents } from './service-events.js';
import { serviceLines } from './service-lines.js';
import { withoutAutoLinks } from './service-record.js';
import { typeLoggerLines, vendorActivityManagerLines } from './vendor-lines.js';
import { caughtByForegroundService, foregroundDispatcherLines, workerWrapperLines } from './work-manager-lines.js';

const activityManagerLines = [
  ...foregroundServiceLines,
  ...serviceLines,
  ...processLines,
  ...vendorActivityManagerLines,
];

const ofMessage =
  (read: (message: string) => readonly FactBody[]): Recogniser =>
  (record) =>
    read(record.message);

const clock = recogniserOfRules(clockLines);
const screen = recogniserOfRules(screenLines);
const kernel = recogniserOfRules(suspendLines);

const recognisers: ReadonlyMap<string, Recogniser> = new Map<string, Recogniser>([
  ['ActivityManager', recogniserOfRules(activityManagerLines)],
  ...[...foregroundServiceEvents, ...serviceEvents, ...processEvents, ...activityEvents, ...deviceEvents].map(
    ([name, read]): [string, Recogniser] => [name, recogniserOfEvent(read)],
  ),
  ['PowerManagerService', screen],
  [probeTag, probeTagFacts],
  ['PowerGroup', screen],
  ['PM', kernel],
  ['kernel', kernel],
  ['init', recogniserOfRules(bootCompletedLines)],
  ['ShutdownThread', recogniserOfRules(shutdownLines)],
  ['AlarmManager', clock],
  ['AlarmManagerService', clock],
  ['SystemClock', clock],
  ['SystemClockTime', clock],
  ['JobServiceContext', recogniserOfRules(jobServiceContextLines)],
  ['WM-WorkerWrapper', recogniserOfRules(workerWrapperLines)],
  ['WM-SystemFgDispatcher', recogniserOfRules(foregroundDispatcherLines)],
  ['WM-SystemFgService', ofMessage(caughtByForegroundService)],
  ['Service', recogniserOfRules(serviceBaseLines)],
  ['ForegroundService', recogniserOfRules(foregroundTaskLines)],
  ...frameworkTags.map((tag): [string, Recogniser] => [tag, ofMessage(exhaustedClaim)]),
  ['ForegroundServiceTypeLoggerModule', recogniserOfRules(typeLoggerLines)],
  ['chatty', ofMessage(linesLost)],
  ['lowmemorykiller', recogniserOfRules(lowMemoryLines)],
]);

/** The tags that a reader must deliver; records of all others say nothing here. */
export const wantedTags: { readonly exact: readonly string[]; readonly prefixes: readonly string[] } = {
  exact: [...recognisers.keys(), 'AndroidRuntime'],
  prefixes: [],
};

/** What `record` says: usually nothing, at most a few facts. Total: no record makes it throw. */
export function recognise(record: LogRecord): readonly FactBody[] {
  const recogniser = recognisers.get(record.tag.trim());
  return recogniser === undefined ? nothing : recogniser(tidied(record));
}

/** A copy only where the message is longer than any real one, or was pasted through a program that made links of it. */
function tidied(record: LogRecord): LogRecord {
  const cut = record.message.length > maxRawTextLength ? record.message.slice(0, maxRawTextLength) : record.message;
  const message = withoutAutoLinks(cut);
  return message === record.message ? record : { ...record, message };
}
