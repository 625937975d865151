/** Processes: started, died, killed. The event log and the main log tell each twice; a pid is alive or it is not. */
import { packageOf } from '../../android/components.js';
import { EventKind, kindOfOutcome } from '../../trace/event-kind.js';
import type { FactBody } from '../fact.js';
import type { TimedFact } from '../clock/moments.js';
import type { RowSink } from './row-sink.js';

/** `stop com.foo due to from pid 123`: what force-stop writes as the reason of its kills. */
const FORCE_STOP_REASON = /^stop [\w.]+ due to /;

export class Processes {
  /** By pid: the process that lives under it, `null` when it died; absent where the log tells neither. */
  readonly #alive = new Map<number, string | null>();

  constructor(readonly rows: RowSink) {}

  take(fact: TimedFact): void {
    const { body } = fact;
    switch (body.kind) {
      case 'process-started':
        this.#started(fact, body.pid, body.processName);
        if (this.#alive.get(body.pid) === body.processName) return;
        this.#alive.set(body.pid, body.processName);
        this.rows.proven(EventKind.processStarted, fact, this.#subject(body.processName, body.uid));
        return;
      case 'process-bound':
        this.rows.proven(EventKind.processBound, fact, {
          ...this.#subject(body.processName, this.rows.identities.uidOfPid(body.pid, fact.elapsed)),
        });
        return;
      case 'process-died':
        this.#died(fact, body.pid, body.processName, undefined);
        return;
      case 'process-killed':
        if (this.#alive.get(body.pid) === null) return;
        this.#killed(fact, body.pid, body.processName, body.uid, body.reason);
        return;
      case 'process-state':
        this.rows.proven(EventKind.processState, fact, {
          uid: body.uid,
          process: this.rows.identities.processOfPid(body.pid, fact.elapsed) ?? '',
          argument: body.state,
        });
        return;
      case 'exit-info':
        this.#blame(fact, body.processName, body.uid, exitReason(body));
        this.#died(fact, body.pid, body.processName, body.uid);
        return;
      case 'force-stopped':
        this.rows.proven(EventKind.forceStop, fact, {
          uid: body.uid ?? this.rows.identities.uidOf(body.packageName),
          process: body.packageName,
        });
        return;
      case 'package-removed':
        this.rows.proven(EventKind.packageRemoved, fact, {
          uid: body.uid ?? this.rows.identities.uidOf(body.packageName),
          process: body.packageName,
        });
        return;
      case 'process-frozen':
        if (body.frozen)
          this.rows.proven(kindOfOutcome('process-frozen'), fact, this.#subject(body.processName, undefined));
        return;
      default:
        return;
    }
  }

  /** Another process under a pid that was taken to live: the death before it was not seen. */
  #started(fact: TimedFact, pid: number, processName: string): void {
    const before = this.#alive.get(pid);
    if (typeof before === 'string' && before !== processName) this.#died(fact, pid, before, undefined);
  }

  #killed(fact: TimedFact, pid: number, processName: string, uid: number | undefined, reason: string): void {
    const subject = this.#subject(processName, uid ?? this.rows.identities.uidOfPid(pid, fact.elapsed));
    this.#blame(fact, processName, subject.uid, reason);
    this.rows.proven(kindOfOutcome('process-killed'), fact, { ...subject, note: reason });
    if (FORCE_STOP_REASON.test(reason)) this.rows.proven(EventKind.forceStop, fact, subject);
    this.#died(fact, pid, processName, uid);
  }

  #died(fact: TimedFact, pid: number, processName: string, uid: number | undefined): void {
    if (this.#alive.get(pid) === null) return;
    this.#alive.set(pid, null);
    const known = uid ?? this.rows.identities.uidOfPid(pid, fact.elapsed);
    this.rows.proven(EventKind.processDied, fact, this.#subject(processName, known));
  }

  /** Why a process died: evidence for a cause, no input. lmkd is no part of system_server, so that its line may be a claim. */
  lowMemory(fact: TimedFact): void {
    if (fact.body.kind === 'low-memory-kill') this.#blame(fact, fact.body.processName, fact.body.uid, fact.body.reason);
  }

  #blame(fact: TimedFact, processName: string, uid: number | undefined, reason: string): void {
    this.rows.proven(EventKind.processKillReason, fact, { ...this.#subject(processName, uid), note: reason });
  }

  #subject(processName: string, uid: number | undefined): { uid: number; process: string } {
    return { uid: uid ?? this.rows.identities.uidOf(packageOf(processName)), process: processName };
  }
}

/** `LOW_MEMORY`, `OTHER KILLS BY SYSTEM: empty #17`. */
function exitReason(body: Extract<FactBody, { kind: 'exit-info' }>): string {
  const name = body.reasonName ?? `reason ${body.reasonCode}`;
  return body.description === undefined ? name : `${name}: ${body.description}`;
}
