/** The device while a trace is replayed: its records, its clocks, when it booted. */
import type { Moment } from './moment.js';
import type { Program } from './program.js';
import { AppRecord, ProcessRecord, ServiceRecord } from './records.js';

export class PlatformState {
  /** By their numbers in the program. */
  readonly apps: readonly AppRecord[];
  readonly processes: readonly ProcessRecord[];
  readonly services: readonly ServiceRecord[];

  /** The apps that the walk is about now: all of them, or one. */
  walked: readonly AppRecord[];

  /** Uptime and elapsed time at which the present boot began, on the trace's clocks. */
  bootUptime = Number.NaN;
  bootElapsed = Number.NaN;
  /** No source tells that moment. */
  isBootAssumed = false;

  constructor(
    readonly program: Program,
    /** Where the replay stands. */
    readonly now: Moment,
  ) {
    this.apps = program.apps.map((_, index) => new AppRecord(index));
    this.processes = program.processes.map(({ app }, index) => new ProcessRecord(index, this.apps[app]!));
    this.services = program.services.map(({ app }, index) => new ServiceRecord(index, this.apps[app]!));
    for (const process of this.processes) process.app.processes.push(process);
    for (const service of this.services) service.app.services.push(service);
    this.walked = this.apps;
  }

  /** The boot that the trace begins in. `isAssumed`: no source tells when it was. */
  begin(uptime: number, elapsed: number, isAssumed: boolean): void {
    this.bootUptime = uptime;
    this.bootElapsed = elapsed;
    this.isBootAssumed = isAssumed;
  }

  /** Now, counted from the present boot. */
  get uptimeSinceBoot(): number {
    return this.now.uptime - this.bootUptime;
  }

  get elapsedSinceBoot(): number {
    return this.now.elapsed - this.bootElapsed;
  }

  /** A reboot: no record, no process is left. Compat overrides and target SDKs are kept on disk. */
  forgetBoot(uptime: number, elapsed: number): void {
    for (const app of this.walked) {
      for (const service of app.services) if (service.exists) service.bringDown();
      for (const process of app.processes) process.end();
    }
    this.begin(uptime, elapsed, false);
  }
}
