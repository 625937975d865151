/**
 * What the activity manager knows while a trace is replayed: service records, processes, apps. Rules read it; only the
 * replay's walk changes it. Flat arrays by the numbers of the program.
 *
 *     record     exists from the first start or bind to the bring-down; a later start makes a new one
 *     host       the process a record lives in, or -1 while a sticky service waits for its restart
 *     lastHost   the process it lived in before it began to wait
 *     lastTop    uptime when the process last left TOP; -Infinity for a process that never did (a new process starts so)
 */
import { ProcessState } from '../android/process-states.js';
import { isTop, type Program } from './program.js';
import { NONE } from './ledger.js';

export class PlatformState {
  readonly exists: Uint8Array;
  readonly typeMask: Int32Array;
  readonly isForeground: Uint8Array;
  readonly startRequested: Uint8Array;
  readonly bindings: Uint16Array;
  readonly sticky: Uint8Array;
  readonly host: Int32Array;
  readonly lastHost: Int32Array;
  /** Stretches in the foreground so far. */
  readonly startForegroundCount: Uint32Array;

  readonly isAlive: Uint8Array;
  /** Which life of the process this is; a restarted process is another one. */
  readonly life: Uint32Array;
  /** The main thread is blocked, for the rest of this life. */
  readonly isHanging: Uint8Array;
  readonly processState: Uint8Array;
  readonly lastTop: Float64Array;

  /** Target SDK by app; 0 where no source tells it. */
  readonly targetSdk: Uint16Array;
  /** Compat change FGS_INTRODUCE_TIME_LIMITS by app: 0 not overridden, 1 enabled, 2 disabled. */
  readonly timeLimitOverride: Uint8Array;

  /** Uptime and elapsed time at which the present boot began, on the trace's clocks. */
  bootUptime: number;
  bootElapsed: number;
  /** No source tells that moment. */
  isBootAssumed: boolean;

  constructor(
    readonly program: Program,
    beginning: { readonly uptime: number; readonly elapsed: number; readonly isAssumed: boolean },
  ) {
    const services = program.services.length;
    this.exists = new Uint8Array(services);
    this.typeMask = new Int32Array(services);
    this.isForeground = new Uint8Array(services);
    this.startRequested = new Uint8Array(services);
    this.bindings = new Uint16Array(services);
    this.sticky = new Uint8Array(services);
    this.host = new Int32Array(services).fill(NONE);
    this.lastHost = new Int32Array(services).fill(NONE);
    this.startForegroundCount = new Uint32Array(services);
    const processes = program.processes.length;
    this.isAlive = new Uint8Array(processes);
    this.life = new Uint32Array(processes);
    this.isHanging = new Uint8Array(processes);
    this.processState = new Uint8Array(processes).fill(ProcessState.CACHED_EMPTY);
    this.lastTop = new Float64Array(processes).fill(Number.NEGATIVE_INFINITY);
    this.targetSdk = new Uint16Array(program.apps.length);
    this.timeLimitOverride = new Uint8Array(program.apps.length);
    this.bootUptime = beginning.uptime;
    this.bootElapsed = beginning.elapsed;
    this.isBootAssumed = beginning.isAssumed;
  }

  appOf(service: number): number {
    return this.program.services[service]!.app;
  }

  /** The record of a service, made when there is none. */
  bringUp(service: number, process: number): void {
    if (this.exists[service] === 0) {
      this.exists[service] = 1;
      this.typeMask[service] = 0;
      this.isForeground[service] = 0;
      this.startRequested[service] = 0;
      this.bindings[service] = 0;
    }
    if (this.host[service] === NONE) this.host[service] = process;
  }

  /** `bringDownServiceIfNeededLocked`: the record goes when it is neither started nor bound. */
  isUnneeded(service: number): boolean {
    return this.startRequested[service] === 0 && this.bindings[service] === 0;
  }

  /** The process is gone; the record waits for its restart. */
  loseHost(service: number): void {
    this.lastHost[service] = this.host[service]!;
    this.host[service] = NONE;
  }

  bringDown(service: number): void {
    this.exists[service] = 0;
    this.isForeground[service] = 0;
    this.startRequested[service] = 0;
    this.bindings[service] = 0;
    this.host[service] = NONE;
  }

  /** 1: enabled, 0: disabled for this app; NaN: the override was taken back. */
  overrideTimeLimits(app: number, value: number): void {
    this.timeLimitOverride[app] = Number.isNaN(value) ? 0 : value === 1 ? 1 : 2;
  }

  setProcessState(process: number, state: number, uptime: number): void {
    // OomAdjuster.maybeUpdateLastTopTime: written on leaving TOP.
    if (isTop(this.processState[process]!) && !isTop(state)) this.lastTop[process] = uptime;
    this.processState[process] = state;
  }

  startProcess(process: number): void {
    this.forgetProcess(process);
    this.isAlive[process] = 1;
    this.life[process]!++;
  }

  endProcess(process: number): void {
    this.forgetProcess(process);
    this.isAlive[process] = 0;
  }

  /** A process that died or was just started knows nothing of its forerunner's time on top. */
  forgetProcess(process: number): void {
    this.processState[process] = ProcessState.CACHED_EMPTY;
    this.lastTop[process] = Number.NEGATIVE_INFINITY;
    this.isHanging[process] = 0;
  }

  /** A reboot: no record, no process is left. Compat overrides and target SDKs are kept on disk. */
  forgetBoot(uptime: number, elapsed: number): void {
    for (let service = 0; service < this.exists.length; service++)
      if (this.exists[service] === 1) this.bringDown(service);
    for (let process = 0; process < this.processState.length; process++) this.endProcess(process);
    this.bootUptime = uptime;
    this.bootElapsed = elapsed;
    this.isBootAssumed = false;
  }
}
