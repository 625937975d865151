/**
 * What the activity manager knows while a trace is replayed: service records, processes, apps. Rules read it; only the
 * replay's walk changes it. Flat arrays by the numbers of the program.
 *
 *     record     exists from the first start or bind to the bring-down; a later start makes a new one (new generation)
 *     host       the process a record lives in, or -1 while a sticky service waits for its restart
 *     lastTop    uptime when the process last left TOP; -Infinity for a process that never did (a new process starts so)
 */
import { ProcessState } from '../android/process-states.js';
import { isTop, type Program } from './program.js';
import { NONE } from './ledger.js';

export class PlatformState {
  readonly exists: Uint8Array;
  readonly generation: Uint32Array;
  readonly typeMask: Int32Array;
  readonly isForeground: Uint8Array;
  readonly startRequested: Uint8Array;
  readonly bindings: Uint16Array;
  readonly sticky: Uint8Array;
  readonly host: Int32Array;

  readonly processState: Uint8Array;
  readonly lastTop: Float64Array;

  /** Target SDK by app; 0 where no source tells it. */
  readonly targetSdk: Uint16Array;
  /** Compat change FGS_INTRODUCE_TIME_LIMITS by app: 0 not overridden, 1 enabled, 2 disabled. */
  readonly timeLimitOverride: Uint8Array;

  /** Uptime and elapsed time at which the present boot began, on the trace's clocks. */
  bootUptime: number;
  bootElapsed: number;

  constructor(
    readonly program: Program,
    beginning: { readonly uptime: number; readonly elapsed: number },
  ) {
    const services = program.services.length;
    this.exists = new Uint8Array(services);
    this.generation = new Uint32Array(services);
    this.typeMask = new Int32Array(services);
    this.isForeground = new Uint8Array(services);
    this.startRequested = new Uint8Array(services);
    this.bindings = new Uint16Array(services);
    this.sticky = new Uint8Array(services);
    this.host = new Int32Array(services).fill(NONE);
    const processes = program.processes.length;
    this.processState = new Uint8Array(processes).fill(ProcessState.CACHED_EMPTY);
    this.lastTop = new Float64Array(processes).fill(Number.NEGATIVE_INFINITY);
    this.targetSdk = new Uint16Array(program.apps.length);
    this.timeLimitOverride = new Uint8Array(program.apps.length);
    this.bootUptime = beginning.uptime;
    this.bootElapsed = beginning.elapsed;
  }

  appOf(service: number): number {
    return this.program.services[service]!.app;
  }

  /** The record of a service, made when there is none. */
  bringUp(service: number, process: number): void {
    if (this.exists[service] === 0) {
      this.exists[service] = 1;
      this.generation[service]!++;
      this.typeMask[service] = 0;
      this.isForeground[service] = 0;
      this.startRequested[service] = 0;
      this.bindings[service] = 0;
    }
    if (this.host[service] === NONE) this.host[service] = process;
  }

  /** `bringDownServiceIfNeededLocked`: the record goes when it is neither started nor bound. */
  bringDownIfUnneeded(service: number): void {
    if (this.startRequested[service] === 0 && this.bindings[service] === 0) this.bringDown(service);
  }

  bringDown(service: number): void {
    this.exists[service] = 0;
    this.isForeground[service] = 0;
    this.startRequested[service] = 0;
    this.bindings[service] = 0;
    this.host[service] = NONE;
  }

  setProcessState(process: number, state: number, uptime: number): void {
    // OomAdjuster.maybeUpdateLastTopTime: written on leaving TOP.
    if (isTop(this.processState[process]!) && !isTop(state)) this.lastTop[process] = uptime;
    this.processState[process] = state;
  }

  /** A process that died or was just started knows nothing of its forerunner's time on top. */
  forgetProcess(process: number): void {
    this.processState[process] = ProcessState.CACHED_EMPTY;
    this.lastTop[process] = Number.NEGATIVE_INFINITY;
  }

  /** A reboot: no record, no process is left. Compat overrides and target SDKs are kept on disk. */
  forgetBoot(uptime: number, elapsed: number): void {
    for (let service = 0; service < this.exists.length; service++)
      if (this.exists[service] === 1) this.bringDown(service);
    for (let process = 0; process < this.processState.length; process++) this.forgetProcess(process);
    this.bootUptime = uptime;
    this.bootElapsed = elapsed;
  }
}
