/** Processes: started, died, killed. The event log and the main log tell each twice; a pid is alive or it is not. */
import { packageOf } from '../../android/components.js';
import { EventKind } from '../../trace/event-kind.js';
import { kindOfOutcome } from '../../trace/event-kind.js';
import type { TimedFact } from '../clock/moments.js';
import type { RowSink } from './row-sink.js';

/** `stop com.foo due to from pid 123`: what force-stop writes as the reason of its kills. */
const FORCE_STOP_REASON = /^stop [\w.]+ due to /;

export class Processes {
  /** By pid: whether it lives, as far as the log tells. */
  readonly #alive = new Map<number, boolean>();

  constructor(readonly rows: RowSink) {}

  take(fact: TimedFact): void {
    const { body } = fact;
    switch (body.kind) {
      case 'process-started':
        if (this.#alive.get(body.pid) === true) return;
        this.#alive.set(body.pid, true);
        this.rows.proven(EventKind.processStarted, fact, this.#subject(body.processName, body.uid));
        return;
      case 'process-died':
        this.#died(fact, body.pid, body.processName, undefined);
        return;
      case 'process-killed':
        if (this.#alive.get(body.pid) === false) return;
        this.rows.proven(EventKind.processKillReason, fact, {
          ...this.#subject(body.processName, body.uid),
          note: body.reason,
        });
        this.rows.proven(kindOfOutcome('process-killed'), fact, {
          ...this.#subject(body.processName, body.uid),
          note: body.reason,
        });
        if (FORCE_STOP_REASON.test(body.reason))
          this.rows.proven(EventKind.forceStop, fact, this.#subject(body.processName, body.uid));
        this.#died(fact, body.pid, body.processName, body.uid);
        return;
      case 'process-state':
        this.rows.proven(EventKind.processState, fact, {
          uid: body.uid,
          process: this.rows.identities.processOfPid(body.pid) ?? '',
          argument: body.state,
        });
        return;
      case 'exit-info':
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

  #died(fact: TimedFact, pid: number, processName: string, uid: number | undefined): void {
    if (this.#alive.get(pid) === false) return;
    this.#alive.set(pid, false);
    this.rows.proven(EventKind.processDied, fact, this.#subject(processName, uid));
  }

  #subject(processName: string, uid: number | undefined): { uid: number; process: string } {
    return { uid: uid ?? this.rows.identities.uidOf(packageOf(processName)), process: processName };
  }
}
