import { maskOfLabel, ServiceType } from '../../engine/android/service-types.js';
import { activitySetting, activitySettings } from '../device/activity-settings.js';
import type { PackageRecord } from '../device/packages.js';
import type { ActivityManagerService } from '../limits/activity-manager-service.js';
import type { Message } from '../limits/message-queue.js';
import type { ProcessRecord } from '../limits/process-record.js';
import type { SimulatedOutcome } from '../limits/script.js';
import type { ServiceRecord } from '../limits/service-record.js';
import type { AppCode, Thrown } from './app-code.js';
import type { AppProcess, OverdueService } from './app-process.js';
import { AppProcesses } from './app-processes.js';
import type { AppWorld } from './app-world.js';
import { anrReasonOf, crashOf } from './exceptions.js';
import { ForegroundLog } from './foreground-log.js';
import { newActivityManager } from './new-activity-manager.js';
import { ProcessLog, type Hosting } from './process-log.js';
import { ServiceCallbacks } from './service-callbacks.js';
import { ServiceLog, type StopReason } from './service-log.js';
import { newServiceState, type ServiceState } from './service-state.js';
import { SystemLog } from './system-log.js';

/** So long after a start by the shell the app may call startForeground (the SERVICE_LAUNCH window). */
const LAUNCH_WINDOW_MS = 30_000;

interface How {
  /** What stop events say of a service that leaves the foreground by this. */
  readonly stopReason?: StopReason;
  /** What processes are started for, unless for a service. */
  readonly hosting?: Hosting;
  /** Of the system's handler, when it is that which acts. */
  readonly message?: Message;
}

/** An app under the limits of `simulator/limits`: whatever is done to it goes through `perform`, which tells what became of it. */
export class AppCore {
  readonly am: ActivityManagerService;
  readonly services: readonly ServiceState[];
  readonly processes: AppProcesses;
  readonly serviceLog: ServiceLog;
  readonly processLog: ProcessLog;
  readonly systemLog: SystemLog;
  readonly #callbacks: ServiceCallbacks;
  readonly #foreground: ForegroundLog;
  #outcomesTold = 0;
  #uidTold: 'gone' | 'active' | 'idle' = 'gone';
  #launchedAt = -Infinity;
  #handled: Message | undefined;
  /** Services whose crash waits for a main thread that hangs: the system has written its line already. */
  readonly #crashesAsked = new WeakSet<object>();

  constructor(
    readonly world: AppWorld,
    readonly app: PackageRecord,
    codeOf: (core: AppCore, process: AppProcess) => AppCode,
  ) {
    const { facts } = app;
    const { log, release, nextPid } = world;
    this.services = facts.services.map(newServiceState);
    this.am = newActivityManager(world, app, this.services);
    this.systemLog = new SystemLog(log);
    this.processLog = new ProcessLog(log);
    this.serviceLog = new ServiceLog(log, { ...facts, release: release.release });
    this.processes = new AppProcesses({
      am: this.am,
      log: this.processLog,
      uid: app.uid,
      nextPid,
      codeOf: (process) => codeOf(this, process),
    });
    this.am.holdBackCrash = (process, crash) => {
      this.#askToCrash();
      this.processes.of(process)?.main.post(() => void this.perform(crash));
    };
    // A vendor that takes the crash out says nothing; AOSP's own flag leaves a note.
    if (world.quirks.crashFlagIsOff === true) {
      this.am.noteOnly = (what, service, type) => this.serviceLog.notedOnly(what, service, type);
    }
    this.#callbacks = new ServiceCallbacks(this.processes, release.release, (service, record) =>
      this.serviceLog.restartScheduled(service.name, record.nextRestartTime - this.uptime),
    );
    this.#foreground = new ForegroundLog({
      log: this.serviceLog,
      uptime: () => this.uptime,
      hasLimits: release.variant !== 'V0',
      startReason: (record) => this.#startReason(record),
      processOf: (record) => this.processes.of(record.app),
      wentToForeground: world.wentToForeground,
    });
    this.applySettings();
    this.applyCompat();
  }

  /** By the clock that the limits go by. */
  get uptime(): number {
    return this.am.clock.uptime;
  }

  service(name: string): ServiceState | undefined {
    return this.services.find((service) => service.name === name);
  }

  recordOf(service: string): ServiceRecord | undefined {
    return this.am.services.find((record) => record.name === service);
  }

  /** The shell starts something now: for a while the app may go to the foreground. */
  launchedByShell(): void {
    this.#launchedAt = this.uptime;
  }

  /** What is set now counts from here on. */
  applySettings(): void {
    const { quirks } = this.world;
    for (const key of activitySettings) {
      const isLate = key === 'data_sync_fgs_timeout_duration' || key === 'media_processing_fgs_timeout_duration';
      const lateMs = isLate ? (quirks.lateTimeoutMs ?? 0) : 0;
      this.am.constants.setConfig(key, activitySetting(this.world, key) + lateMs);
    }
  }

  applyCompat(): void {
    const { packageName, targetSdk } = this.app.facts;
    const { compat } = this.world;
    for (const change of compat.changes) {
      this.am.constants.setCompat(change.id, compat.isEnabled(change, packageName, targetSdk));
    }
  }

  /** Does something to the app, writes down what became of it, and calls the app back. Returns the outcomes. */
  perform(action: () => void, { stopReason = 'UNKNOWN', hosting, message }: How = {}): readonly SimulatedOutcome[] {
    this.#handled = message;
    const isLaunching = this.uptime - this.#launchedAt < LAUNCH_WINDOW_MS;
    this.am.backgroundStarts.isGranted = isLaunching || this.world.mayStartFromBackground(this.app.facts.packageName);
    this.processes.rememberStandings();
    const hosts = new Map(this.services.map(({ name, instance }) => [name, instance?.process]));
    action();
    this.am.settle();
    const outcomes = this.am.outcomes.slice(this.#outcomesTold);
    this.#outcomesTold = this.am.outcomes.length;
    for (const outcome of outcomes) this.#tell(outcome, hosts.get(outcome.service));
    const stoppedIdle = outcomes
      .filter(({ outcome }) => outcome === 'service-stopped-idle')
      .map(({ service }) => service);
    const dead = this.processes.update((process) => hosting ?? this.#hostingOf(process));
    for (const service of this.services) {
      const reason = stoppedIdle.includes(service.name) ? 'STOP_SERVICE' : stopReason;
      this.#foreground.update(service, this.recordOf(service.name), reason);
    }
    for (const service of this.services) this.#callbacks.update(service, this.recordOf(service.name));
    this.#tellUid();
    for (const process of dead) this.#releaseBindings(process);
    return outcomes;
  }

  /** `startService`, `startForegroundService`: onStartCommand follows when it was accepted. */
  start(
    call: 'startService' | 'startForegroundService',
    service: ServiceState,
    extras: ReadonlyMap<string, string>,
    word: 'allowed' | undefined,
  ): boolean {
    service.awaitsRestart = false;
    const outcomes = this.perform(() => this.am.services[call](service.name, word));
    if (outcomes.some(({ outcome }) => outcome === 'start-denied-background')) {
      this.serviceLog.denied('startForegroundService', service.name, ServiceType.none);
      return false;
    }
    this.#callbacks.start(service, extras);
    return true;
  }

  /** `ActiveServices.serviceTimeout`: told, and nothing is killed. */
  executesTooLong(process: AppProcess, { service, waitedMs }: OverdueService): void {
    const record = this.recordOf(service) ?? this.service(service)?.lastRecord;
    if (record !== undefined) this.serviceLog.executesTooLong(record);
    const reason = `executing service ${this.serviceLog.component(service)}, waited ${waitedMs}ms`;
    this.processLog.notResponding(process.facts, reason);
  }

  /** A process ends by an exception that nobody caught. */
  crash(process: AppProcess, thrown: Thrown): void {
    this.#tellCrash(process, thrown);
    this.perform(() => this.am.appDied(process.record, true));
  }

  #tell(outcome: SimulatedOutcome, host: AppProcess | undefined): void {
    const service = this.service(outcome.service);
    if (service === undefined) return;
    const record = this.recordOf(service.name) ?? service.lastRecord;
    const names = this.serviceLog.names(service.name, record);
    const isWritten = outcome.outcome === 'crash-did-not-stop' && this.#crashesAsked.delete(record ?? outcome);
    if (!isWritten) this.serviceLog.outcome(outcome, record);
    if (outcome.outcome === 'service-stopped-idle' && record !== undefined) {
      // The uid becomes idle first, and its services are stopped because of it.
      this.#tellUid();
      const age = record.createRealTime - this.am.clock.elapsedRealtime;
      return this.serviceLog.stoppedIdle(record.name, this.app.uid, age);
    }
    if (outcome.outcome === 'timeout-callback') {
      this.#foreground.timedOut(service);
      return this.#callbacks.timedOut(service, maskOfLabel(outcome.type ?? '') ?? ServiceType.none);
    }
    const process = host ?? this.processes.named(service.process);
    const reason = anrReasonOf(outcome, names);
    if (reason !== undefined && process !== undefined) this.processLog.notResponding(process.facts, reason);
    const thrown = crashOf(outcome, names);
    if (thrown === undefined || process === undefined) return;
    if (outcome.outcome === 'crash-did-not-start' && record !== undefined) this.serviceLog.brokePromise(record);
    this.#tellCrash(process, thrown);
  }

  /** `onFgsCrashTimeout` writes its line, whether the app's main thread gets to the crash or not. */
  #askToCrash(): void {
    const { what, obj } = this.#handled ?? {};
    const record = this.am.services.all.find((each) => each === obj);
    if (what !== 'SERVICE_FGS_CRASH_TIMEOUT' || record === undefined) return;
    this.serviceLog.outcome({ outcome: 'crash-did-not-stop', service: record.name, type: null }, record);
    this.#crashesAsked.add(record);
  }

  #tellCrash(process: AppProcess, thrown: Thrown): void {
    process.code.uncaught(thrown);
    this.processLog.crashed(process.facts, thrown);
    this.world.exits.add(process.facts, {
      reason: 'APP CRASH(EXCEPTION)',
      description: 'crash',
      importance: process.standing.importance,
    });
  }

  #hostingOf(process: ProcessRecord): Hosting {
    const service = this.services.find(({ name }) => this.recordOf(name)?.app === process);
    return { type: 'service', component: `${this.app.facts.packageName}/${service?.name ?? ''}` };
  }

  #startReason(record: ServiceRecord): string {
    if (record.app?.isTop === true) return 'PROC_STATE_TOP';
    if (this.am.backgroundStarts.reasonOf(record) === 'boot') return 'BOOT_COMPLETED';
    return 'SYSTEM_UID';
  }

  #tellUid(): void {
    const now = this.am.idle.standing;
    if (now === this.#uidTold) return;
    const { uid } = this.app;
    if (this.#uidTold === 'gone') this.systemLog.event('am_uid_running', uid);
    if (now === 'active') this.systemLog.event('am_uid_active', uid);
    else if (now === 'gone') this.systemLog.event('am_uid_stopped', uid);
    else if (this.#uidTold === 'active') this.systemLog.event('am_uid_idle', uid);
    this.#uidTold = now;
  }

  /** `removeConnectionLocked`: the bindings of a dead process go with it. */
  #releaseBindings(process: AppProcess): void {
    for (const service of this.services) {
      if (!service.clients.delete(process) || service.clients.size > 0) continue;
      this.perform(() => this.am.services.unbindService(service.name));
    }
  }
}
