/**
 * What the activity manager keeps of each app, process and service while a trace is replayed. One object each, made before the
 * first row: nothing is allocated per event. Rules read them; the replay changes them.
 *
 * Objects and not one array per field: a rule touches a dozen fields of one service at a time, and an object keeps them
 * together (docs/decisions/0009-records-app-by-app.md).
 */
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { Budget } from '../limits/budget.js';
import { isTop } from './program.js';

export const TimeLimitOverride = { none: 0, enabled: 1, disabled: 2 } as const;

export class AppRecord {
  readonly services: ServiceRecord[] = [];
  readonly processes: ProcessRecord[] = [];
  readonly dataSync: Budget;
  readonly mediaProcessing: Budget;
  /** 0 where no source tells it. */
  targetSdk = 0;
  /** Compat change FGS_INTRODUCE_TIME_LIMITS, a `TimeLimitOverride`. */
  timeLimitOverride: number = TimeLimitOverride.none;
  /** By compat id: other changes that somebody enabled or disabled for this app. */
  compatOverrides: Map<number, boolean> | undefined = undefined;
  /** Some rule took the unknown target SDK to be subject to the limits. */
  assumesTargetSdk = false;

  constructor(readonly index: number) {
    this.dataSync = new Budget(2 * index);
    this.mediaProcessing = new Budget(2 * index + 1);
  }

  /** A process of the app lives. */
  isRunning(): boolean {
    return this.processes.some((process) => process.isAlive);
  }

  hasTop(): boolean {
    return this.processes.some((process) => process.isTop);
  }
}

export class ProcessRecord {
  isAlive = false;
  /** Which life of the process this is; a restarted process is another one. */
  life = 0;
  /** The main thread is blocked, for the rest of this life. */
  isHanging = false;
  isTop = false;
  /** Uptime when the process last left TOP; -Infinity for one that never did (a new process starts so). */
  lastTop = Number.NEGATIVE_INFINITY;

  constructor(
    readonly index: number,
    readonly app: AppRecord,
  ) {}

  setState(state: number, uptime: number): void {
    const isTopNow = isTop(state);
    // OomAdjuster.maybeUpdateLastTopTime: written on leaving TOP.
    if (this.isTop && !isTopNow) this.lastTop = uptime;
    this.isTop = isTopNow;
  }

  start(): void {
    this.forget();
    this.isAlive = true;
    this.life++;
  }

  end(): void {
    this.forget();
    this.isAlive = false;
  }

  /** A process that died or was just started knows nothing of its forerunner's time on top. */
  private forget(): void {
    this.setState(ProcessState.CACHED_EMPTY, 0);
    this.lastTop = Number.NEGATIVE_INFINITY;
    this.isHanging = false;
  }
}

/** Whether a process lives, and in the same life as when it was noted. */
export function isStillAlive({ process, life }: { readonly process: ProcessRecord; readonly life: number }): boolean {
  return process.isAlive && process.life === life;
}

/** A record exists from the first start or bind to the bring-down; a later start makes a new one. */
export class ServiceRecord {
  exists = false;
  /** Which record of this service it is; one that is made after the end of another is another one. */
  record = 0;
  typeMask = 0;
  isForeground = false;
  startRequested = false;
  bindings = 0;
  isSticky = false;
  /** The process it lives in, or `null` while it waits for its restart. */
  host: ProcessRecord | null = null;
  /** The process it lived in before it began to wait. */
  lastHost: ProcessRecord | null = null;
  /** Stretches in the foreground so far. */
  foregroundStretches = 0;

  constructor(
    readonly index: number,
    readonly app: AppRecord,
  ) {}

  /** Makes the record when there is none, and gives it a process when it has none. */
  bringUp(process: ProcessRecord): void {
    if (!this.exists) {
      this.exists = true;
      this.record++;
      this.typeMask = 0;
      this.isForeground = false;
      this.startRequested = false;
      this.bindings = 0;
    }
    this.host ??= process;
  }

  /** `ServiceRecord.isShortFgs`: one that was stopped while it is bound is none any more. */
  get isRunningShortService(): boolean {
    return this.startRequested && this.isForeground && this.typeMask === ServiceType.shortService;
  }

  /** `bringDownServiceIfNeededLocked`: the record goes when it is neither started nor bound. */
  get isUnneeded(): boolean {
    return !this.startRequested && this.bindings === 0;
  }

  /** The process is gone; the record waits for its restart. */
  loseHost(): void {
    this.lastHost = this.host;
    this.host = null;
  }

  bringDown(): void {
    this.exists = false;
    this.isForeground = false;
    this.startRequested = false;
    this.bindings = 0;
    this.host = null;
  }
}
