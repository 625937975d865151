import { ProcessState } from '../../engine/android/process-states.js';
import type { ExitReason } from '../device/exit-reasons.js';
import type { PackageRecord } from '../device/packages.js';
import type { TimedPart } from '../device/virtual-time.js';
import type { Message } from '../limits/message-queue.js';
import type { ServiceRecord } from '../limits/service-record.js';
import { ProbeProcess } from '../probe/probe-process.js';
import type { Extras, Thrown } from './app-code.js';
import { contextOf } from './app-context.js';
import { AppCore } from './app-core.js';
import { AppJobs } from './app-jobs.js';
import type { AppProcess } from './app-process.js';
import { AppScreen } from './app-screen.js';
import type { AppWorld } from './app-world.js';
import type { AppProcessFacts } from './process-log.js';
import type { StopReason } from './service-log.js';

/** What a kill leaves in the log and in the exit records. */
interface Kill {
  readonly reason: string;
  readonly exit: ExitReason;
}

/** One installed app of which something runs or ran since the boot: what a person and the system may do to it. */
export class RunningApp implements TimedPart {
  readonly screen: AppScreen;
  readonly jobs: AppJobs;
  readonly #core: AppCore;
  /** Virtual time at which the clock of the limits was 0. */
  readonly #origin: number;
  #sleptMs: number;

  constructor(
    private readonly world: AppWorld,
    readonly app: PackageRecord,
  ) {
    const { clocks } = world;
    this.#origin = clocks.bootedAt;
    this.#sleptMs = clocks.elapsed - clocks.uptime;
    this.#core = new AppCore(world, app, (core, process) => this.#codeOf(core, process));
    this.screen = new AppScreen(this.#core, world.screen, () => this.syncClock());
    this.jobs = new AppJobs(this.#core, world.jobs, {
      isOnTop: () => this.screen.isOnTop,
      syncClock: () => this.syncClock(),
    });
  }

  get processes(): readonly AppProcessFacts[] {
    return this.#core.processes.live.map(({ facts }) => facts);
  }

  /** Records that exist, with their process when it lives. */
  get records(): readonly {
    readonly record: ServiceRecord;
    readonly printed: string;
    readonly process: AppProcessFacts | undefined;
  }[] {
    return this.#core.services.flatMap(({ name }) => {
      const record = this.#core.recordOf(name);
      if (record === undefined) return [];
      const process = this.#core.processes.of(record.app)?.facts;
      return [{ record, printed: this.#core.serviceLog.record(record), process }];
    });
  }

  /** Live processes with their state and importance. */
  get standings(): readonly (AppProcessFacts & AppProcess['standing'])[] {
    this.#core.processes.rememberStandings();
    return this.#core.processes.live.map(({ facts, standing }) => ({ ...facts, ...standing }));
  }

  /** Uptime by the clock that the limits go by. */
  get uptime(): number {
    return this.#core.uptime;
  }

  nextDue(): number {
    if (this.world.clocks.isAsleep) return Infinity;
    let due = this.#core.am.handler.nextDue;
    for (const process of this.#core.processes.live) due = Math.min(due, process.nextDue);
    return this.#origin + this.#core.am.clock.elapsedAtUptime(due);
  }

  act(): void {
    this.syncClock();
    const { am, processes, uptime } = this.#core;
    const process = processes.live.find(({ nextDue }) => nextDue <= uptime);
    const overdue = process?.takeOverdue();
    if (process !== undefined && overdue !== undefined) return this.#core.executesTooLong(process, overdue);
    // What follows at once from something done before comes first, then the system's timers, then the app's.
    const message = process?.main.isNextAtOnce === true ? undefined : am.handler.takeDue();
    if (message !== undefined)
      this.#core.perform(() => am.handleMessage(message), { stopReason: stopReasonOf(message), message });
    else process?.runNext();
    this.#noticeDeaths();
  }

  /** After a sleep, and before anything is done. */
  syncClock(): void {
    const { clocks, time } = this.world;
    const { clock } = this.#core.am;
    const slept = clocks.elapsed - clocks.uptime;
    if (slept > this.#sleptMs) clock.sleep(slept - this.#sleptMs);
    this.#sleptMs = Math.max(slept, this.#sleptMs);
    clock.advanceTo(Math.max(clock.elapsed, time.now - this.#origin));
  }

  applySettings(): void {
    this.#core.applySettings();
  }

  applyCompat(): void {
    this.#core.applyCompat();
  }

  /** `am start-foreground-service`, `am startservice`: the shell may always start. */
  startByShell(className: string, call: 'startForegroundService' | 'startService', extras: Extras): void {
    const service = this.#core.service(className);
    if (service === undefined) return;
    this.#doing(() => {
      this.#core.launchedByShell();
      this.#core.start(call, service, extras, 'allowed');
    });
  }

  /** `am stopservice`; false when it does not run. */
  stopByShell(className: string): boolean {
    if (this.#core.recordOf(className) === undefined) return false;
    this.#doing(() => {
      this.#core.perform(() => this.#core.am.services.stopService(className), { stopReason: 'STOP_SERVICE' });
    });
    return true;
  }

  /** A broadcast to one of its receivers. `isBoot`: BOOT_COMPLETED, which lets it start services for a while. */
  receive(receiver: string, extras: Extras, isBoot = false): void {
    const { packageName } = this.app.facts;
    this.#doing(() => {
      const hosting = { type: 'broadcast' as const, component: `${packageName}/${receiver}` };
      this.#core.perform(
        () => {
          this.#core.am.processes.startIfDown(packageName);
          if (isBoot) this.#core.am.backgroundStarts.bootCompleted();
        },
        { hosting },
      );
      const process = this.#core.processes.named(packageName);
      process?.main.post(() => process.code.broadcastReceived(receiver, extras));
    });
  }

  launchActivity(className: string, extras: Extras): ReturnType<AppScreen['launch']> {
    let answer: ReturnType<AppScreen['launch']> = 'new';
    this.#doing(() => (answer = this.screen.launch(className, extras)));
    return answer;
  }

  /** `Force stopping`: all processes, services and jobs go. */
  forceStop(reason: string): void {
    const { packageName } = this.app.facts;
    const user = reason.startsWith('from pid') ? 0 : -1;
    this.#doing(() => {
      this.#core.systemLog.line('I', `Force stopping ${packageName} appid=${this.app.uid} user=${user}: ${reason}`);
      const exit = reason === 'installPackageLI' ? 'PACKAGE UPDATED' : 'USER REQUESTED';
      for (const process of this.#core.processes.live) {
        this.#tellKill(process, { reason: `stop ${packageName} due to ${reason}`, exit });
      }
      this.#core.perform(() => this.#core.am.forceStop());
      this.jobs.forget();
    });
  }

  /** Processes are killed by something else than the platform's limits. */
  kill(reason: string, exit: ExitReason = 'OTHER KILLS BY SYSTEM'): void {
    this.#endProcesses((process) => this.#tellKill(process, { reason, exit }));
  }

  /** `am kill`: only processes that are no nearer to the user than a background service. */
  killBackground(): void {
    const isBackground = ({ standing }: AppProcess): boolean => standing.state >= ProcessState.SERVICE;
    const kill = { reason: 'kill background', exit: 'OTHER KILLS BY SYSTEM' as const };
    this.#endProcesses((process) => this.#tellKill(process, kill), isBackground);
  }

  /** lmkd takes them, and the system sees them die. */
  killForMemory(): void {
    this.#endProcesses((process) => {
      this.#core.processLog.killedForMemory(process.facts, process.standing);
      const { importance } = process.standing;
      this.world.exits.add(process.facts, { reason: 'LOW_MEMORY', description: '', status: 9, importance });
    });
  }

  crash(thrown: Thrown): void {
    this.#doing(() => {
      for (const process of this.#core.processes.live) this.#core.crash(process, thrown);
    });
  }

  makeIdle(): void {
    this.#doing(() => void this.#core.perform(() => this.#core.am.idle.idleUid(), { stopReason: 'STOP_SERVICE' }));
  }

  #endProcesses(tell: (process: AppProcess) => void, isMeant: (process: AppProcess) => boolean = () => true): void {
    this.#doing(() => {
      this.#core.processes.rememberStandings();
      for (const process of this.#core.processes.live.filter(isMeant)) {
        tell(process);
        this.#core.perform(() => this.#core.am.appDied(process.record, false));
      }
    });
  }

  #tellKill(process: AppProcess, { reason, exit }: Kill): void {
    process.wasKilled = true;
    this.#core.processLog.killed(process.facts, process.standing, reason);
    const { importance } = process.standing;
    this.world.exits.add(process.facts, { reason: exit, description: reason, importance });
  }

  #doing(action: () => void): void {
    this.syncClock();
    action();
    this.#noticeDeaths();
  }

  #noticeDeaths(): void {
    this.screen.noticeDeath();
    this.jobs.noticeDeath();
  }

  #codeOf(core: AppCore, process: AppProcess): ProbeProcess {
    const context = contextOf(core, process, {
      startActivity: (activity, extras) => {
        // From the background it is forbidden without a word to the app.
        if (this.screen.isOnTop || this.app.ops.get('SYSTEM_ALERT_WINDOW') === 'allow')
          this.screen.launch(activity, extras);
        else
          core.systemLog.line(
            'W',
            `Background activity launch blocked! [callingPackage: ${this.app.facts.packageName}]`,
            'ActivityTaskManager',
          );
      },
      moveTaskToBack: () => this.screen.leave(),
      finishActivity: () => this.screen.finish(),
      scheduleJob: (kind, id, extras) => this.jobs.schedule(kind, { id, extras }),
      cancelJob: (id) => void this.world.jobs.cancel(this.jobs, id),
      jobFinished: (id) => this.world.jobs.finished(this.jobs, id),
    });
    return new ProbeProcess(context);
  }
}

/** What a stop event says of a service that leaves the foreground by a message of the system itself. */
function stopReasonOf({ what }: Message): StopReason {
  return what === 'IDLE_UIDS' || what === 'SERVICE_FOREGROUND_TIMEOUT' ? 'STOP_SERVICE' : 'UNKNOWN';
}
