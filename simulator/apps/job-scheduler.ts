/**
 * JobScheduler, as far as one job at a time of each kind needs it: when a job begins, and when the system ends it
 * (specification background-limits, 1.1 to 1.4). Nothing here survives a restart: no job of the probe is persisted.
 */
import type { VirtualTime } from '../device/virtual-time.js';
import type { LogBuffers } from '../device/log-buffers.js';
import type { JobKind, RunningJob } from './app-code.js';
import { SystemLog } from './system-log.js';

/** An app as the scheduler sees it. */
export interface JobHost {
  /** `#u0a190/1 pkg/cls`, as `JobStatus.toShortString` ends. */
  readonly printedJob: (id: number) => string;
  readonly isVisible: () => boolean;
  readonly begin: (job: RunningJob) => void;
  /** `onStopJob`, unless the process is gone. */
  readonly halt: (job: RunningJob, reason: number) => void;
  /** The job has ended, however. */
  readonly ended: (job: RunningJob) => void;
}

/** `JobParameters.STOP_REASON_*` */
export const StopReason = { cancelledByApp: 1, timeout: 3, deviceState: 4, quota: 10, user: 13 } as const;

const minute = 60_000;
/** Between being ready and running: the system's own work. */
const START_DELAY_MS = 100;
const PERIOD_MS = 15 * minute;
/** The first back-off of a job whose process died. */
const BACKOFF_MS = 30_000;
/** `runtime_min_guarantee_ms`, `runtime_free_quota_max_limit_ms`, `runtime_ui_limit_ms`; 20 min: the quota of ACTIVE from Android 16 on. */
const limits = {
  guarantee: 10 * minute,
  regular: 30 * minute,
  quotaFrom16: 20 * minute,
  expedited: 10 * minute,
  userInitiated: 12 * 60 * minute,
};

interface Job extends RunningJob {
  readonly host: JobHost;
  readonly kind: JobKind;
  isRunning: boolean;
  callOff: () => void;
}

export class JobScheduler {
  /** Other jobs wait for a slot: a regular job that has had its ten minutes is ended then. */
  hasOthersWaiting = false;
  readonly #jobs = new Set<Job>();
  readonly #log: SystemLog;

  constructor(
    private readonly time: VirtualTime,
    buffers: LogBuffers,
    private readonly device: { readonly release: number; readonly isCharging: () => boolean },
  ) {
    this.#log = new SystemLog(buffers);
  }

  /** `JobScheduler.schedule`: false is RESULT_FAILURE. A job of the same id is cancelled by it. */
  schedule(host: JobHost, kind: JobKind, { id, extras }: RunningJob): boolean {
    if (kind === 'userInitiated' && !host.isVisible()) return false;
    this.cancel(host, id);
    this.#wait({ host, kind, id, extras, isRunning: false, callOff: () => undefined }, START_DELAY_MS);
    return true;
  }

  cancel(host: JobHost, id: number): boolean {
    return this.stop(host, id, StopReason.cancelledByApp);
  }

  /** Ends a job for a reason, as the shell may. Whether there was one. */
  stop(host: JobHost, id: number, reason: number): boolean {
    const job = this.#find(host, id);
    if (job === undefined) return false;
    if (job.isRunning) this.#halt(job, reason);
    else this.#remove(job);
    return true;
  }

  /** `cmd jobscheduler run`: at once. Whether there is such a job. */
  runNow(host: JobHost, id: number): boolean {
    const job = this.#find(host, id);
    if (job === undefined) return false;
    if (!job.isRunning) this.#begin(job);
    return true;
  }

  /** `waiting`, `active` or nothing. */
  stateOf(host: JobHost, id: number): 'waiting' | 'active' | undefined {
    const job = this.#find(host, id);
    if (job === undefined) return undefined;
    return job.isRunning ? 'active' : 'waiting';
  }

  /** `jobFinished` */
  finished(host: JobHost, id: number): void {
    const job = this.#find(host, id);
    if (job?.isRunning === true) this.#end(job);
  }

  /** Its process died: what ran is tried again after the back-off. */
  hostDied(host: JobHost): void {
    for (const job of this.#of(host)) {
      if (!job.isRunning) continue;
      job.callOff();
      job.isRunning = false;
      host.ended(job);
      this.#wait(job, BACKOFF_MS);
    }
  }

  /** The app is force-stopped or removed. */
  forget(host: JobHost): void {
    for (const job of this.#of(host)) this.#remove(job);
  }

  restart(): void {
    for (const job of this.#jobs) this.#remove(job);
  }

  #find(host: JobHost, id: number): Job | undefined {
    return this.#of(host).find((job) => job.id === id);
  }

  #of(host: JobHost): readonly Job[] {
    return [...this.#jobs].filter((job) => job.host === host);
  }

  #wait(job: Job, delayMs: number): void {
    this.#jobs.add(job);
    job.callOff = this.time.after(delayMs, () => this.#begin(job));
  }

  #begin(job: Job): void {
    job.callOff();
    job.isRunning = true;
    const { afterMs, reason, text } = this.#limitOf(job);
    job.callOff = this.time.after(afterMs, () => {
      const printed = `41bd2fa ${job.host.printedJob(job.id)}`;
      if (text !== undefined) this.#log.line('I', text.replace('%', printed), 'JobServiceContext');
      this.#halt(job, reason);
    });
    job.host.begin(job);
  }

  #limitOf({ kind }: Job): { readonly afterMs: number; readonly reason: number; readonly text: string | undefined } {
    const text = 'Client timed out while executing (no jobFinished received). Sending onStop: %';
    if (kind === 'expedited') return { afterMs: limits.expedited, reason: StopReason.timeout, text };
    if (kind === 'userInitiated') return { afterMs: limits.userInitiated, reason: StopReason.timeout, text };
    if (this.hasOthersWaiting) {
      const because = 'Stopping client after min execution time: % because blocking regular queue';
      return { afterMs: limits.guarantee, reason: StopReason.deviceState, text: because };
    }
    if (this.device.release >= 16 && !this.device.isCharging()) {
      return { afterMs: limits.quotaFrom16, reason: StopReason.quota, text: undefined };
    }
    return { afterMs: limits.regular, reason: StopReason.timeout, text };
  }

  #halt(job: Job, reason: number): void {
    job.host.halt(job, reason);
    this.#end(job);
  }

  /** The probe asks for no other try; a periodic job comes again. */
  #end(job: Job): void {
    this.#remove(job);
    job.isRunning = false;
    job.host.ended(job);
    if (job.kind === 'periodic') this.#wait(job, PERIOD_MS);
  }

  #remove(job: Job): void {
    job.callOff();
    this.#jobs.delete(job);
  }
}
