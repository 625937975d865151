import { ProcessState } from '../../engine/android/process-states.js';
import type { ProcessRecord } from '../limits/process-record.js';
import type { AppCode } from './app-code.js';
import { MainThread, type MainTask } from './main-thread.js';
import type { AppProcessFacts } from './process-log.js';
import type { ProcessStanding } from './process-standing.js';

interface Worker {
  readonly everyMs: number;
  readonly call: () => void;
  dueUptime: number;
}

/** A callback of a service that the system waits for. */
interface Execution {
  readonly service: string;
  readonly sinceUptime: number;
  readonly limitMs: number;
}

export interface OverdueService {
  readonly service: string;
  readonly waitedMs: number;
}

/** SERVICE_TIMEOUT and SERVICE_BACKGROUND_TIMEOUT (specification fgs-limits, 5.6). */
const EXECUTION_LIMIT_MS = 20_000;
const BACKGROUND_EXECUTION_LIMIT_MS = 200_000;

/** A live process: its threads and the app's code in it. */
export class AppProcess {
  readonly main: MainThread;
  readonly code: AppCode;
  /** As it was when something was last done to the app: a dead process has none. */
  standing: ProcessStanding;
  /** The activity manager killed it, and has said why. */
  wasKilled = false;
  readonly #workers = new Set<Worker>();
  readonly #executions = new Set<Execution>();
  /** An ANR was told; there is no second one until the main thread is back. */
  #isNotResponding = false;

  constructor(
    readonly record: ProcessRecord,
    readonly facts: AppProcessFacts,
    standing: ProcessStanding,
    private readonly uptime: () => number,
    codeOf: (process: AppProcess) => AppCode,
  ) {
    this.standing = standing;
    this.main = new MainThread(uptime, (isAsleep) => {
      record.isHung = isAsleep;
      this.#isNotResponding &&= isAsleep;
    });
    this.code = codeOf(this);
  }

  get isAlive(): boolean {
    return this.record.isAlive;
  }

  get nextDue(): number {
    let due = Math.min(this.main.nextDue, this.nextOverdue);
    for (const { dueUptime } of this.#workers) due = Math.min(due, dueUptime);
    return due;
  }

  /** A callback of a service; one that does not come to its end in time is an ANR. */
  postToService(service: string, task: MainTask): void {
    const isNearUser = this.standing.state <= ProcessState.FOREGROUND_SERVICE;
    const limitMs = isNearUser ? EXECUTION_LIMIT_MS : BACKGROUND_EXECUTION_LIMIT_MS;
    const execution = { service, limitMs, sinceUptime: this.uptime() };
    this.#executions.add(execution);
    this.main.post(task, { isDone: () => this.#executions.delete(execution) });
  }

  /** Uptime at which a service has executed too long. */
  get nextOverdue(): number {
    if (this.#isNotResponding) return Infinity;
    let due = Infinity;
    for (const { sinceUptime, limitMs } of this.#executions) due = Math.min(due, sinceUptime + limitMs);
    return due;
  }

  /** The service whose time is over; from now on the process counts as not responding. */
  takeOverdue(): OverdueService | undefined {
    for (const { service, sinceUptime, limitMs } of this.#executions) {
      const waitedMs = this.uptime() - sinceUptime;
      if (waitedMs < limitMs || this.#isNotResponding) continue;
      this.#isNotResponding = true;
      // It is told once; what waits behind it is not asked again.
      this.#executions.clear();
      return { service, waitedMs };
    }
    return undefined;
  }

  /** Does the one thing that is due first. */
  runNext(): void {
    for (const worker of this.#workers) {
      if (worker.dueUptime > this.uptime()) continue;
      worker.dueUptime += worker.everyMs;
      return worker.call();
    }
    this.main.runNext();
  }

  repeat(everyMs: number, call: () => void): () => void {
    const worker = { everyMs, call, dueUptime: this.uptime() + everyMs };
    this.#workers.add(worker);
    return () => this.#workers.delete(worker);
  }
}
