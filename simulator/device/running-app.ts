import { ServiceType } from '../../engine/android/service-types.js';
import { ActivityManagerService } from '../limits/activity-manager-service.js';
import type { ProcessRecord } from '../limits/process-record.js';
import type { SimulatedOutcome } from '../limits/script.js';
import type { ServiceRecord } from '../limits/service-record.js';
import { limitFlags, limitFlagValue, type LimitFlag } from './activity-settings.js';
import { orderOf, type AppOrder, type AppStep } from './app-order.js';
import type { Clocks } from './clocks.js';
import type { CompatOverrides } from './compat-overrides.js';
import type { DeviceFlags } from './device-flags.js';
import type { ExitReasons } from './exit-reasons.js';
import type { LogBuffers } from './log-buffers.js';
import type { PackageRecord } from './packages.js';
import type { Release } from './releases.js';
import { ServiceLog, type AppProcessFacts } from './service-log.js';
import type { Quirks } from './vendor-quirks.js';
import type { TimedPart, VirtualTime } from './virtual-time.js';

/** What an app lives in. */
export interface AppWorld {
  readonly time: VirtualTime;
  readonly clocks: Clocks;
  readonly log: LogBuffers;
  readonly release: Release;
  readonly flags: DeviceFlags;
  readonly compat: CompatOverrides;
  readonly exits: ExitReasons;
  readonly quirks: Quirks;
  readonly nextPid: () => number;
  readonly mayStartFromBackground: (packageName: string) => boolean;
  /** A service went to the foreground. */
  readonly wentToForeground: () => void;
}

/** So long after a start by the shell the app may call startForeground (the SERVICE_LAUNCH window). */
const LAUNCH_WINDOW_MS = 30_000;
/** Tag of the probe; other apps write under their own names, which nobody here needs. */
const APP_TAG = 'CurfewProbe';

interface ServiceState {
  readonly name: string;
  readonly process: string;
  readonly declared: number;
  readonly onTimeout: { readonly do: 'ignore'; readonly afterMs: number };
  sticky: boolean;
  order: AppOrder;
  /** As the log has told it. */
  told:
    | { readonly record: ServiceRecord; readonly since: number; readonly types: number; readonly startCount: number }
    | undefined;
  /** The process that its onCreate ran in. */
  host: ProcessRecord | null;
  awaitsRestart: boolean;
}

interface PendingStep {
  readonly dueUptime: number;
  readonly process: ProcessRecord;
  readonly service: ServiceState;
  readonly step: AppStep;
}

/** A service as it was before something was done. */
interface Before {
  readonly host: ProcessRecord | null;
  readonly record: ServiceRecord | undefined;
}

type StopReason = 'UNKNOWN' | 'STOP_FOREGROUND' | 'STOP_SERVICE';

/**
 * One installed app that was started: its services under the limits of `simulator/limits`, what it does by its order, and
 * what the system writes about it.
 */
export class RunningApp implements TimedPart {
  readonly #am: ActivityManagerService;
  readonly #services: readonly ServiceState[];
  readonly #log: ServiceLog;
  readonly #pids = new WeakMap<ProcessRecord, number>();
  #processes = new Map<string, ProcessRecord>();
  #steps: PendingStep[] = [];
  #outcomesTold = 0;
  /** Virtual time at which the clock of the limits was 0. */
  readonly #origin: number;
  #sleptMs: number;
  #launchedAt = -Infinity;

  constructor(
    private readonly world: AppWorld,
    readonly app: PackageRecord,
  ) {
    const { facts } = app;
    const { clocks, release, quirks } = world;
    this.#services = facts.services.map(({ name, process, types }) => ({
      name,
      process,
      declared: types,
      onTimeout: { do: 'ignore', afterMs: 0 },
      sticky: false,
      order: orderOf(new Map()),
      told: undefined,
      host: null,
      awaitsRestart: false,
    }));
    this.#am = new ActivityManagerService({
      release: release.release,
      // Android 17 has no flag to switch the crash off; a vendor's build that does not crash is the code before it.
      variant: quirks.doesNotCrash === true && release.variant === 'V4' ? 'V3' : release.variant,
      targetSdk: facts.targetSdk,
      bootUptimeMs: 0,
      config: {},
      flags: { enable_fgs_timeout_crash_behavior: quirks.doesNotCrash !== true },
      processes: [...new Set(facts.services.map(({ process }) => process))],
      services: this.#services,
      steps: [],
      endMs: Infinity,
    });
    this.#am.backgroundStarts.isGranted = false;
    this.#log = new ServiceLog(world.log, facts.packageName, facts.targetSdk);
    this.#origin = clocks.bootedAt;
    this.#sleptMs = clocks.elapsed - clocks.uptime;
    this.#am.clock.advanceTo(clocks.uptime);
    this.#am.clock.sleep(this.#sleptMs);
    for (const key of limitFlags) this.applyFlag(key);
    this.applyCompat();
  }

  get processes(): readonly AppProcessFacts[] {
    return [...this.#processes.values()].map((process) => this.#factsOf(process));
  }

  /** Records that exist, with their process when it lives. */
  get records(): readonly {
    readonly record: ServiceRecord;
    readonly printed: string;
    readonly process: AppProcessFacts | undefined;
  }[] {
    return this.#services.flatMap(({ name }) => {
      const record = this.#recordOf(name);
      if (record === undefined) return [];
      const process = record.app === null ? undefined : this.#factsOf(record.app);
      return [{ record, printed: this.#log.record(record), process }];
    });
  }

  /** Uptime by the clock that the limits go by. */
  get uptime(): number {
    return this.#am.clock.uptime;
  }

  nextDue(): number {
    if (this.world.clocks.isAsleep) return Infinity;
    const steps = this.#steps.reduce((due, { dueUptime }) => Math.min(due, dueUptime), Infinity);
    return this.#origin + this.#am.clock.elapsedAtUptime(Math.min(this.#am.handler.nextDue, steps));
  }

  act(): void {
    this.syncClock();
    const message = this.#am.handler.takeDue();
    if (message !== undefined) this.#perform(() => this.#am.handleMessage(message));
    else this.#doNextStep();
  }

  /** After a sleep, and before anything is done. */
  syncClock(): void {
    const { clocks, time } = this.world;
    const slept = clocks.elapsed - clocks.uptime;
    if (slept > this.#sleptMs) this.#am.clock.sleep(slept - this.#sleptMs);
    this.#sleptMs = Math.max(slept, this.#sleptMs);
    this.#am.clock.advanceTo(Math.max(this.#am.clock.elapsed, time.now - this.#origin));
  }

  applyFlag(key: LimitFlag): void {
    const late = key === 'data_sync_fgs_timeout_duration' || key === 'media_processing_fgs_timeout_duration';
    const extra = late ? (this.world.quirks.lateTimeoutMs ?? 0) : 0;
    this.#am.constants.setConfig(key, limitFlagValue(this.world.flags, key) + extra);
  }

  applyCompat(): void {
    const { packageName, targetSdk } = this.app.facts;
    for (const change of this.world.compat.changes) {
      this.#am.constants.setCompat(change.id, this.world.compat.isEnabled(change, packageName, targetSdk));
    }
  }

  /** `am start-foreground-service`, `am startservice`: the shell may always start. */
  startByShell(
    className: string,
    how: 'startForegroundService' | 'startService',
    extras: ReadonlyMap<string, string>,
  ): void {
    this.syncClock();
    this.#launchedAt = this.#am.clock.uptime;
    this.#start(className, how, extras, 'allowed');
  }

  /** `am stopservice`; false when it does not run. */
  stopByShell(className: string): boolean {
    this.syncClock();
    if (this.#recordOf(className) === undefined) return false;
    this.#perform(() => this.#am.services.stopService(className), 'STOP_SERVICE');
    return true;
  }

  forceStop(reason: string): void {
    this.syncClock();
    for (const process of this.#processes.values()) {
      this.#log.killed(this.#factsOf(process), reason);
      this.world.exits.add(this.#factsOf(process), { reason: 'USER REQUESTED', description: reason });
    }
    this.#steps = [];
    this.#perform(() => this.#am.forceStop());
  }

  /** A process is killed by something else than the platform's limits. */
  kill(reason: string): void {
    this.syncClock();
    for (const process of [...this.#processes.values()]) {
      this.#log.killed(this.#factsOf(process), reason);
      this.world.exits.add(this.#factsOf(process), { reason: 'OTHER KILLS BY SYSTEM', description: reason });
      this.#perform(() => this.#am.appDied(process, false));
    }
  }

  crash(exception: string): void {
    this.syncClock();
    for (const process of [...this.#processes.values()]) this.#crashProcess(process, exception);
  }

  makeIdle(): void {
    this.syncClock();
    this.#perform(() => this.#am.idle.idleUid(), 'STOP_SERVICE');
  }

  #start(
    className: string,
    how: 'startForegroundService' | 'startService',
    extras: ReadonlyMap<string, string>,
    word: 'allowed' | undefined,
  ): void {
    const service = this.#services.find(({ name }) => name === className);
    if (service === undefined) return this.#note(`step-refused: no service ${className}`);
    service.order = orderOf(extras);
    service.sticky = service.order.isSticky;
    service.awaitsRestart = false;
    this.#perform(() => this.#am.services[how](className, word));
    const process = this.#recordOf(className)?.app;
    if (process == null) return;
    service.host = process;
    this.#schedule(service, process, service.order.steps);
    this.#doStepsOfNow();
  }

  #schedule(service: ServiceState, process: ProcessRecord, steps: readonly AppStep[]): void {
    const now = this.#am.clock.uptime;
    this.#steps.push(...steps.map((step) => ({ dueUptime: now + step.afterMs, process, service, step })));
  }

  /** Steps without a time are done within the call that brought them. */
  #doStepsOfNow(): void {
    while (this.#steps.some(({ dueUptime }) => dueUptime <= this.#am.clock.uptime)) this.#doNextStep();
  }

  #doNextStep(): void {
    const now = this.#am.clock.uptime;
    const index = this.#steps.findIndex(({ dueUptime }) => dueUptime <= now);
    const [pending] = index < 0 ? [] : this.#steps.splice(index, 1);
    if (pending === undefined || !pending.process.isAlive || pending.process.isHung) return;
    this.#doStep(pending);
  }

  #doStep({ service, process, step: { action, value } }: PendingStep): void {
    const { services } = this.#am;
    const { packageName } = this.app.facts;
    const named = value.includes('.') ? value : `${packageName.replace(/\.t3[0-9]$/, '')}.${value}`;
    switch (action) {
      case 'foreground': {
        const mask = value === '' ? ServiceType.manifest : Number(value);
        return this.#startForeground(service, process, mask);
      }
      case 'stopForeground':
        return this.#perform(() => services.stopForeground(service.name), 'STOP_FOREGROUND');
      case 'stopSelf':
        return this.#perform(() => services.stopService(service.name), 'STOP_SERVICE');
      case 'stopService':
        if (this.#services.some(({ name }) => name === named)) {
          this.#perform(() => services.stopService(named), 'STOP_SERVICE');
        }
        return;
      case 'startForegroundService':
      case 'startService':
        return this.#start(named, action, service.order.extrasForStarted, undefined);
      case 'mark':
        return this.#note(value);
      case 'hang':
        process.isHung = true;
        return;
      case 'crash':
        return this.#crashProcess(process, 'java.lang.RuntimeException: asked for');
      case 'die':
        this.world.exits.add(this.#factsOf(process), { reason: 'SIGNALED', description: '' });
        return this.#perform(() => this.#am.appDied(process, false));
      case 'ignore':
        return;
      default:
        return this.#note(`step-refused: ${action}`);
    }
  }

  #startForeground(service: ServiceState, process: ProcessRecord, mask: number): void {
    const before = this.#am.outcomes.length;
    this.#perform(() => this.#am.services.startForeground(service.name, mask, undefined));
    const isRefused = this.#am.outcomes.slice(before).some(({ outcome }) => outcome.startsWith('start-denied'));
    if (isRefused) this.#schedule(service, process, service.order.onRefused);
  }

  /** Does something to the app's services and writes down what became of it. */
  #perform(action: () => void, stopReason: StopReason = 'UNKNOWN'): void {
    const { packageName } = this.app.facts;
    const isLaunching = this.#am.clock.uptime - this.#launchedAt < LAUNCH_WINDOW_MS;
    this.#am.backgroundStarts.isGranted = isLaunching || this.world.mayStartFromBackground(packageName);
    // What an outcome is about may be gone when it is told.
    const before = new Map(this.#services.map(({ name, host }) => [name, { host, record: this.#recordOf(name) }]));
    action();
    this.#am.settle();
    const outcomes = this.#am.outcomes.slice(this.#outcomesTold);
    this.#outcomesTold = this.#am.outcomes.length;
    for (const outcome of outcomes) this.#tell(outcome, before.get(outcome.service));
    const idle = new Set(
      outcomes.flatMap(({ outcome, service }) => (outcome === 'service-stopped-idle' ? [service] : [])),
    );
    for (const service of this.#services) {
      this.#tellForeground(service, idle.has(service.name) ? 'STOP_SERVICE' : stopReason);
    }
    this.#tellProcesses();
    for (const service of this.#services) this.#noticeRestart(service);
  }

  #tell(outcome: SimulatedOutcome, before: Before | undefined): void {
    const service = this.#services.find(({ name }) => name === outcome.service);
    const record = service === undefined ? undefined : (this.#recordOf(service.name) ?? before?.record);
    const process = before?.host == null ? undefined : this.#factsOf(before.host);
    this.#log.outcome(outcome, record, process);
    if (outcome.outcome === 'service-stopped-idle' && record !== undefined) {
      this.#log.stoppedIdle(record.name, this.app.uid, record.createRealTime - this.#am.clock.elapsedRealtime);
    }
    if (process !== undefined && outcome.outcome.startsWith('crash-')) {
      this.world.exits.add(process, { reason: 'APP CRASH(EXCEPTION)', description: 'crash' });
    } else if (process !== undefined && outcome.outcome.startsWith('anr-')) {
      this.world.exits.add(process, { reason: 'ANR', description: outcome.outcome });
    }
    if (outcome.outcome !== 'timeout-callback' || service === undefined) return;
    const told = service.told;
    if (told !== undefined) {
      const durationMs = this.#am.clock.uptime - told.since;
      this.#log.foreground('timed_out', service.name, { ...told, durationMs, stopReason: 'UNKNOWN' });
    }
    const app = this.#recordOf(service.name)?.app;
    if (app != null) this.#schedule(service, app, service.order.onTimeout);
  }

  #tellForeground(service: ServiceState, stopReason: StopReason): void {
    const record = this.#recordOf(service.name);
    const isForeground = record?.isRunningFgs === true;
    const { told } = service;
    if (told !== undefined && (!isForeground || told.record !== record)) {
      service.told = undefined;
      // A process that died tells nothing: the record waits for its restart, or is gone.
      if (service.host?.isAlive === true) {
        const isLimited = (told.types & (ServiceType.dataSync | ServiceType.mediaProcessing)) !== 0;
        if (isLimited && this.world.release.variant !== 'V0') this.#log.normalStop(told.record);
        this.#log.foreground('stop', service.name, {
          ...told,
          durationMs: this.#am.clock.uptime - told.since,
          stopReason,
        });
      }
    }
    if (!isForeground || service.told !== undefined) return;
    const startCount = record.startForegroundCount;
    service.told = { record, since: this.#am.clock.uptime, types: record.foregroundServiceType, startCount };
    this.#log.foreground('start', service.name, { ...service.told, durationMs: 0, stopReason: 'UNKNOWN' });
    this.world.wentToForeground();
  }

  #tellProcesses(): void {
    const live = new Map<string, ProcessRecord>();
    for (const { process, name } of this.#services) {
      const current = this.#am.processes.get(process);
      if (current === undefined || live.has(process) || this.#recordOf(name)?.app !== current) continue;
      live.set(process, current);
      if (this.#processes.get(process) !== current) this.#log.processStarted(this.#factsOf(current), name);
    }
    // A process without a service lives on, empty.
    for (const [name, process] of this.#processes) {
      if (process.isAlive && !live.has(name)) live.set(name, process);
    }
    for (const [name, process] of this.#processes) {
      if (live.get(name) !== process) this.#log.processDied(this.#factsOf(process), true);
    }
    this.#processes = live;
    this.#steps = this.#steps.filter(({ process }) => process.isAlive);
  }

  /** The system brought a service back by itself: the app does what its order says for that. */
  #noticeRestart(service: ServiceState): void {
    const record = this.#recordOf(service.name);
    const process = record?.app ?? null;
    if (process === service.host) return;
    service.host = process;
    if (process !== null && service.awaitsRestart) this.#schedule(service, process, service.order.onRestart);
    service.awaitsRestart = process === null && record?.nextRestartTime != null;
    if (service.awaitsRestart && record?.nextRestartTime != null) {
      this.#log.restartScheduled(service.name, record.nextRestartTime - this.#am.clock.uptime);
    }
  }

  #crashProcess(process: ProcessRecord, exception: string): void {
    const facts = this.#factsOf(process);
    this.world.log.write(
      'crash',
      'E',
      'AndroidRuntime',
      `FATAL EXCEPTION: main\nProcess: ${facts.name}, PID: ${facts.pid}\n${exception}`,
      { pid: facts.pid, tid: facts.pid, uid: facts.uid },
    );
    this.world.exits.add(facts, { reason: 'APP CRASH(EXCEPTION)', description: 'crash' });
    this.#perform(() => this.#am.appDied(process, true));
  }

  #note(text: string): void {
    const [process] = this.#processes.values();
    if (process === undefined) return;
    const { pid, uid } = this.#factsOf(process);
    this.world.log.write('main', 'I', APP_TAG, text, { pid, tid: pid, uid });
  }

  #factsOf(process: ProcessRecord): AppProcessFacts {
    let pid = this.#pids.get(process);
    if (pid === undefined) {
      pid = this.world.nextPid();
      this.#pids.set(process, pid);
    }
    return { pid, uid: this.app.uid, name: process.name };
  }

  #recordOf(service: string): ServiceRecord | undefined {
    return this.#am.services.find((record) => record.name === service);
  }
}
