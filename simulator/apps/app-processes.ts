import type { ActivityManagerService } from '../limits/activity-manager-service.js';
import type { ProcessRecord } from '../limits/process-record.js';
import type { AppCode } from './app-code.js';
import { AppProcess } from './app-process.js';
import type { Hosting, ProcessLog } from './process-log.js';
import { standingOf } from './process-standing.js';

interface Parts {
  readonly am: ActivityManagerService;
  readonly log: ProcessLog;
  readonly uid: number;
  readonly nextPid: () => number;
  readonly codeOf: (process: AppProcess) => AppCode;
}

/** The live processes of an app, and what the log has told of them. */
export class AppProcesses {
  readonly #live = new Map<ProcessRecord, AppProcess>();

  constructor(private readonly parts: Parts) {}

  get live(): readonly AppProcess[] {
    return [...this.#live.values()];
  }

  of(record: ProcessRecord | null | undefined): AppProcess | undefined {
    return record == null ? undefined : this.#live.get(record);
  }

  named(name: string): AppProcess | undefined {
    return this.live.find(({ facts }) => facts.name === name);
  }

  /** Before something is done: what dies by it had this standing. */
  rememberStandings(): void {
    for (const process of this.#live.values()) process.standing = standingOf(this.parts.am, process.record);
  }

  /** Tells of processes that came and went since the last time; returns those that went. */
  update(hosting: (process: ProcessRecord) => Hosting): readonly AppProcess[] {
    const dead = this.live.filter(({ isAlive }) => !isAlive);
    for (const process of dead) {
      this.#live.delete(process.record);
      this.parts.log.died(process.facts, process.standing, process.wasKilled);
    }
    for (const record of this.parts.am.processes.all) if (!this.#live.has(record)) this.#begin(record, hosting(record));
    return dead;
  }

  #begin(record: ProcessRecord, hosting: Hosting): void {
    const { am, uid, nextPid, codeOf, log } = this.parts;
    const facts = { pid: nextPid(), uid, name: record.name };
    log.started(facts, hosting);
    const process = new AppProcess(record, facts, standingOf(am, record), () => am.clock.uptime, codeOf);
    this.#live.set(record, process);
    process.main.post(() => process.code.processStarted());
  }
}
