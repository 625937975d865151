/**
 * One boot of a journal as a trace of its own: what the probe did is an input, what befell it is an outcome. All rows carry the trust
 * `claim`: an app's word about itself. Time counts from the boot, on the device's own uptime and elapsed time.
 */
import { shortComponent } from '../../android/components.js';
import type { OutcomeName } from '../../android/outcomes.js';
import { ProcessState } from '../../android/process-states.js';
import { ServiceType } from '../../android/service-types.js';
import { EventKind, kindOfOutcome } from '../../trace/event-kind.js';
import { TraceBuilder, type NewEvent } from '../../trace/trace-builder.js';
import { emptyMeta, type Trace, type TraceSource } from '../../trace/trace.js';
import type { JournalEntry } from './journal-entry.js';
import { factsOfJournalLine, jobServiceOf } from './journal-facts.js';
import type { JournalLine } from './journal-events.js';

/** What a line adds to a row beside its moment and its process. */
type Row = Pick<NewEvent, 'kind'> & Partial<Pick<NewEvent, 'service' | 'types' | 'argument' | 'note'>>;

/** The platform's value of START_NOT_STICKY; the other two ask for a restart. */
const NOT_STICKY = 2;
const FINGERPRINT_RELEASE = /^[^:]*:(\d+)(?:[.\d]*)\//;

/**
 * @param entries  of one device, in time order (`mergeJournals`)
 * @param boot     the boot to show
 */
export function traceOfJournal(entries: readonly JournalEntry[], boot: string, sources: readonly TraceSource[]): Trace {
  const builder = new TraceBuilder({ capacity: entries.length });
  let fingerprint: string | null = null;
  for (const { line, provenance } of entries) {
    if (line.boot !== boot) continue;
    if (line.event === 'process-start') ({ fingerprint } = line);
    const moment = { elapsed: line.elapsed, uptime: line.up, wall: line.wall, uid: line.uid, process: line.process };
    for (const row of [...inputsOf(line), ...outcomesOf(line)])
      builder.add({ ...moment, ...row, provenance, trust: 'claim' });
  }
  const release = FINGERPRINT_RELEASE.exec(fingerprint ?? '')?.[1];
  return builder.finish({
    ...emptyMeta,
    sources,
    release: release === undefined ? null : Number(release),
    fingerprint,
    // Wall times of the journal are UTC.
    zoneMinutes: 0,
    zero: 'boot',
  });
}

function inputsOf(line: JournalLine): readonly Row[] {
  switch (line.event) {
    case 'process-start':
      return [
        { kind: EventKind.processStarted, note: line.package },
        { kind: EventKind.targetSdk, argument: line.target },
      ];
    case 'start-command':
      return startCommand(line);
    case 'foreground':
      return [{ kind: EventKind.startForeground, service: shortComponent(line.service), types: maskOf(line) }];
    case 'foreground-refused':
      // The attempt is an input like any other: the engine must say that it is refused.
      return [{ kind: EventKind.startForeground, service: shortComponent(line.service), types: maskOf(line) }];
    case 'stop-foreground':
      return [{ kind: EventKind.stopForeground, service: shortComponent(line.service) }];
    case 'stop-self':
      return [{ kind: EventKind.stopSelf, service: shortComponent(line.service) }];
    case 'stop-service':
      return [{ kind: EventKind.stopService, service: shortComponent(line.service) }];
    case 'bind-asked':
      return [{ kind: EventKind.bindService, service: shortComponent(line.service) }];
    case 'unbind-asked':
      return [{ kind: EventKind.unbindService, service: shortComponent(line.service) }];
    case 'activity':
      return screen(line.phase);
    case 'boot-completed':
      return [{ kind: EventKind.bootCompleted }];
    case 'state':
      return line.battery === undefined ? [] : [{ kind: EventKind.batteryLevel, argument: line.battery }];
    case 'job-start':
      return [{ kind: EventKind.jobStarted, service: jobServiceOf(line), argument: line.job, note: line.kind }];
    case 'job-finish':
      return [{ kind: EventKind.jobFinished, service: jobServiceOf(line), argument: line.job, note: line.kind }];
    case 'uncaught':
    case 'die':
      return [{ kind: EventKind.processDied, note: line.event === 'die' ? 'killed itself' : line.exception }];
    default:
      return [];
  }
}

/** Before Android 10 there are no types; -1 asks for those of the manifest, which the line then does not say. */
function maskOf({ asked, types }: { readonly asked: number; readonly types?: number }): number {
  return types ?? (asked === ServiceType.manifest ? ServiceType.none : asked);
}

/** A restart is the system's doing and no start. Which of the two calls started a service, the service is not told. */
function startCommand(line: Extract<JournalLine, { event: 'start-command' }>): readonly Row[] {
  const service = shortComponent(line.service);
  const sticky: Row = { kind: EventKind.serviceSticky, service, argument: line.returns === NOT_STICKY ? 0 : 1 };
  return line.restart ? [sticky] : [{ kind: EventKind.startService, service }, sticky];
}

function screen(phase: string): readonly Row[] {
  if (phase === 'resume') return [{ kind: EventKind.processState, argument: ProcessState.TOP }];
  // The process stays TOP for a moment more; when it is no longer, only the system knows.
  if (phase === 'pause') return [{ kind: EventKind.processState, argument: ProcessState.LAST_ACTIVITY }];
  return [];
}

function outcomesOf(line: JournalLine): readonly Row[] {
  const service = 'service' in line ? { service: shortComponent(line.service) } : {};
  return factsOfJournalLine(line).flatMap((fact): Row[] => {
    switch (fact.kind) {
      case 'app-saw-timeout':
        return [{ kind: kindOfOutcome('timeout-callback'), ...service, types: fact.types ?? 0 }];
      case 'exhausted-exception':
        return [denied('start-denied-exhausted', service)];
      case 'boot-denied-exception':
        return [denied('start-denied-boot', service)];
      case 'fgs-start-refused':
        return fact.reason === 'background' ? [denied('start-denied-background', service)] : [];
      case 'did-not-stop-exception':
        return [{ kind: kindOfOutcome('crash-did-not-stop'), service: fact.component }];
      case 'did-not-start-exception':
        return [{ kind: kindOfOutcome('crash-did-not-start'), service: fact.component ?? '' }];
      case 'job-stopped':
        return [{ kind: kindOfOutcome('job-stopped'), service: fact.component ?? '', note: fact.detail }];
      default:
        return [];
    }
  });
}

function denied(outcome: OutcomeName, service: { readonly service?: string }): Row {
  return { kind: kindOfOutcome(outcome), ...service };
}
