/**
 * What a line of the journal says in the words of all sources. Only what an app can know of itself: every one of these facts is a claim,
 * and is judged as one. The rest of a line (heartbeats, reports, jobs) is for who reads journals as such.
 */
import { packageOf, shortComponent } from '../../android/components.js';
import { ServiceType } from '../../android/service-types.js';
import type { FactBody } from '../fact.js';
import type { LogRecord } from '../record.js';
import { foregroundServiceExceptions, startRefusedIn } from '../recognise/exception-text.js';
import { nothing } from '../recognise/line-rules.js';
import { journalEntryOf } from './journal-entry.js';
import type { JournalLine } from './journal-events.js';

/** `JobParameters.getStopReason` (STOP_REASON_*) → what stopped the job. */
const jobStopReasons: ReadonlyMap<number, Extract<FactBody, { kind: 'job-stopped' }>['reason']> = new Map([
  [3, 'timeout'],
  [4, 'device-state'],
  [10, 'quota'],
]);

export function factsOfJournalLine(line: JournalLine): readonly FactBody[] {
  switch (line.event) {
    case 'timeout':
      return timeout(line);
    case 'foreground-refused':
      return refusals(line.message ?? '', line.service);
    case 'start':
      return line.accepted ? nothing : refusals(line.message ?? '', line.service);
    case 'uncaught':
      return [
        {
          kind: 'process-crashed',
          pid: line.pid,
          processName: line.process,
          exceptionClass: line.exception,
          exceptionMessage: line.message,
        },
        ...foregroundServiceExceptions(line.message ?? '', { where: 'crash', processName: line.process }),
      ];
    case 'activity':
      return line.phase === 'resume' || line.phase === 'pause' ? [screen(line.phase === 'resume')] : nothing;
    case 'job-stop':
      return [jobStopped(line)];
    default:
      return nothing;
  }
}

/** For a log: what the probe's line in a record says; nothing where somebody else wrote it. */
export function probeTagFacts(record: LogRecord): readonly FactBody[] {
  const entry = journalEntryOf(record);
  return entry === undefined ? nothing : [...factsOfJournalLine(entry.line), probeLine(entry.line)];
}

/** The line itself: that it was written, and the clocks that it was written by. */
export function probeLine(line: JournalLine): FactBody {
  const { process: processName, boot, up, elapsed, wall, event } = line;
  const component = 'service' in line ? shortComponent(line.service) : undefined;
  return { kind: 'probe-line', processName, boot, uptimeMs: up, elapsedMs: elapsed, wallMs: wall, event, component };
}

/**
 * `onTimeout(int)` is for shortService alone. From Android 16 on the other overload follows it at once with that type: the same call,
 * told twice (spec/fgs-limits.md, 3.5).
 */
function timeout({ overload, types }: Extract<JournalLine, { event: 'timeout' }>): readonly FactBody[] {
  if (overload === 1) return [{ kind: 'app-saw-timeout', detail: 'called', types: ServiceType.shortService }];
  return types === ServiceType.shortService ? nothing : [{ kind: 'app-saw-timeout', detail: 'called', types }];
}

/** The texts name no service, the line does. */
function refusals(message: string, service: string): readonly FactBody[] {
  const component = shortComponent(service);
  const told = foregroundServiceExceptions(message, { where: 'handled', processName: undefined });
  return [
    ...told.map((fact): FactBody =>
      fact.kind === 'exhausted-exception' || fact.kind === 'boot-denied-exception' ? { ...fact, component } : fact,
    ),
    ...startRefusedIn(message),
  ];
}

function screen(entered: boolean): FactBody {
  const className = 'dev.curfew.probe.ScreenActivity';
  return { kind: 'activity-top', entered, component: undefined, packageName: '', className, uid: undefined };
}

function jobStopped(line: Extract<JournalLine, { event: 'job-stop' }>): FactBody {
  return {
    kind: 'job-stopped',
    component: jobServiceOf(line),
    jobId: line.job,
    uid: line.uid,
    reason: jobStopReasons.get(line.reason ?? -1) ?? 'other',
    detail: `${line.kind} job, stop reason ${line.reason ?? 'not told'}`,
  };
}

/** The component of the probe's jobs. */
export function jobServiceOf({ process }: JournalLine): string {
  return `${packageOf(process)}/dev.curfew.probe.ProbeJobService`;
}
