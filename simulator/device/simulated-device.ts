import { Properties } from './properties.js';
import { AppAlarms } from './app-alarms.js';
import { Battery } from './battery.js';
import { GLOBAL_SETTING } from './activity-settings.js';
import { Clocks } from './clocks.js';
import { CompatOverrides } from './compat-overrides.js';
import { DeviceFlags } from './device-flags.js';
import { DeviceIdle } from './device-idle.js';
import { DeviceSockets } from './device-sockets.js';
import { ExitReasons } from './exit-reasons.js';
import { FileSystem, ROOT_UID } from './file-system.js';
import { LogBuffers } from './log-buffers.js';
import { models, type ModelName } from './models.js';
import { Packages, type InstallOptions, type PackageRecord } from './packages.js';
import { QuirkSchedule } from './quirk-schedule.js';
import { SeededRandom } from './seeded-random.js';
import { releases, type Release, type ReleaseNumber } from './releases.js';
import { JobScheduler } from '../apps/job-scheduler.js';
import { RunningApp } from '../apps/running-app.js';
import { Screen } from '../apps/screen.js';
import { SystemLog } from '../apps/system-log.js';
import { StoredSettings } from './stored-settings.js';
import type { AppWorld } from '../apps/app-world.js';
import type { Quirks } from './vendor-quirks.js';
import { VirtualTime, type HostTime } from './virtual-time.js';

export interface DeviceOptions {
  readonly serialNumber: string;
  readonly release: ReleaseNumber;
  readonly model: ModelName;
  readonly quirks: Quirks;
  readonly host: HostTime;
  /** Virtual milliseconds for each of the host's. */
  readonly speed: number;
  /** Wall clock when it is made, milliseconds since 1970. */
  readonly wallAtStart: number;
  readonly bootedMsAgo: number;
  /** From a restart until adbd answers. */
  readonly bootDurationMs: number;
  /** From there until the boot is completed; until then there are no system services. 0 when absent. */
  readonly bootSettleMs?: number;
  readonly seed: number;
  /** Of a virtual device: the name of its AVD. */
  readonly avdName?: string;
}

const MIB = 1 << 20;
const FIRST_APP_PID = 4711;
const BATTERY_PLUGGED_USB = 2;
const IDLE_CORES = 7.4;

/** What the outside is told of. */
export interface DeviceListener {
  /** The device goes down now. */
  readonly goesDown: () => void;
  /** It is up again, with another boot id. */
  readonly isUp: () => void;
}

/**
 * An Android device without its cable: clocks, log, files, settings, packages and the apps that run. What is on disk
 * survives `reboot`; the rest begins anew.
 */
export class SimulatedDevice {
  readonly release: Release;
  readonly time: VirtualTime;
  readonly clocks: Clocks;
  readonly log: LogBuffers;
  readonly files: FileSystem;
  readonly properties: Properties;
  readonly flags: DeviceFlags;
  readonly settings = new StoredSettings();
  readonly battery = new Battery();
  readonly idle = new DeviceIdle();
  readonly compat = new CompatOverrides();
  readonly exits: ExitReasons;
  readonly packages: Packages;
  readonly random: SeededRandom;
  readonly screen: Screen;
  readonly jobs: JobScheduler;
  /** What listens on the device; no app of ours does. */
  readonly sockets = new DeviceSockets();
  isLockDisabled = false;
  /** `am service-restart-backoff disable`, of which nothing is left after a restart. */
  readonly withoutRestartBackoff = new Set<string>();
  /** `PowerManager.THERMAL_STATUS_*`: 0 none, 3 severe. */
  thermalStatus = 0;
  #bootId: string;
  #apps = new Map<string, RunningApp>();
  readonly #alarms: AppAlarms;
  readonly #quirks = new QuirkSchedule(this);
  #nextPid = FIRST_APP_PID;
  #isDown = false;
  #isBooted = true;
  #boots = 1;
  #listener: DeviceListener | undefined;

  constructor(readonly options: DeviceOptions) {
    const { serialNumber, host, speed, wallAtStart, bootedMsAgo, quirks } = options;
    this.release = releases[options.release];
    this.random = new SeededRandom(options.seed);
    this.#bootId = this.random.uuid();
    this.time = new VirtualTime(host, speed);
    this.#alarms = new AppAlarms(this.time);
    this.clocks = new Clocks(this.time, wallAtStart, bootedMsAgo);
    this.log = new LogBuffers(this.clocks, quirks.logBufferBytes ?? MIB / 4);
    this.files = new FileSystem(() => Math.floor(this.clocks.wall / 1000), 512 * MIB);
    this.properties = new Properties(models[options.model], this.release, { serialNumber, avdName: options.avdName });
    this.properties.set('sys.boot_completed', '1');
    this.flags = new DeviceFlags(this.release.hasFlagAllowlist);
    this.exits = new ExitReasons(this.clocks);
    this.packages = new Packages(
      this.release.sdk,
      (record) => this.#forget(record),
      (record) => this.app(record.facts.packageName)?.forceStop('installPackageLI'),
    );
    this.screen = new Screen(this.log, () => !this.isLockDisabled);
    this.jobs = new JobScheduler(this.time, this.log, {
      release: this.release.release,
      isCharging: () => this.battery.isPowered,
    });
    this.#addProcFiles();
    this.flags.onChange((namespace) => {
      if (namespace === 'activity_manager') this.#applySettings();
    });
    this.settings.onChange((namespace, key) => {
      if (namespace === 'global' && key === GLOBAL_SETTING) this.#applySettings();
    });
    this.#quirks.afterBoot();
  }

  get serialNumber(): string {
    return this.options.serialNumber;
  }

  get bootId(): string {
    return this.#bootId;
  }

  /** Counts boots; a process belongs to one of them. */
  get boots(): number {
    return this.#boots;
  }

  /** What the connection packet says of the device behind its state. */
  get bannerProperties(): string {
    const { product, model, device } = models[this.options.model];
    return `ro.product.name=${product};ro.product.model=${model};ro.product.device=${device}`;
  }

  listen(listener: DeviceListener): void {
    this.#listener = listener;
  }

  /** Apps of which something runs or ran since the boot. */
  get apps(): readonly RunningApp[] {
    return [...this.#apps.values()];
  }

  app(packageName: string): RunningApp | undefined {
    return this.#apps.get(packageName);
  }

  /** The app of an installed package, made when it was not there. */
  startedApp(record: PackageRecord): RunningApp {
    const present = this.#apps.get(record.facts.packageName);
    if (present !== undefined) return present;
    const app = new RunningApp(
      {
        time: this.time,
        clocks: this.clocks,
        log: this.log,
        release: this.release,
        flags: this.flags,
        settings: this.settings,
        compat: this.compat,
        exits: this.exits,
        files: this.files,
        quirks: this.options.quirks,
        screen: this.screen,
        jobs: this.jobs,
        fingerprint: this.properties.get('ro.build.fingerprint'),
        bootId: () => this.#bootId,
        nextPid: () => this.#nextPid++,
        mayStartFromBackground: (name) => this.#mayStartFromBackground(name),
        wentToForeground: () => this.#quirks.afterForeground(record),
        deviceReport: (of) => this.#reportTo(of),
        setAlarm: (receiver, delayMs, extras) =>
          this.#alarms.set(record.facts.packageName, receiver, delayMs, () =>
            this.startedApp(record).receive(receiver, extras),
          ),
      },
      record,
    );
    this.#apps.set(record.facts.packageName, app);
    this.time.add(app);
    return app;
  }

  install(apk: Buffer, options: InstallOptions): string {
    const before = new Set(this.packages.all());
    const answer = this.packages.install(apk, options);
    for (const record of this.packages.all()) if (!before.has(record)) this.#makeDataFolder(record);
    if (answer === 'Success')
      this.#dropApps((app) => !this.packages.all().includes(app.app) || app.processes.length === 0);
    return answer;
  }

  /** `am force-stop`: until somebody starts the app again, it gets nothing. */
  forceStop(record: PackageRecord): void {
    record.isStopped = true;
    this.#alarms.forget(record.facts.packageName);
    this.app(record.facts.packageName)?.forceStop('from pid 4321');
  }

  /** What the app has written goes. */
  clearData(record: PackageRecord): void {
    this.files.remove(`/data/data/${record.facts.packageName}`, ROOT_UID);
    record.saved.clear();
    this.#makeDataFolder(record);
  }

  /** Deep sleep: elapsed time and the wall clock go on, uptime and whatever counts in it stand still. */
  sleepDeeply(durationMs: number): void {
    this.time.catchUp();
    this.fallAsleep();
    this.time.fastForward(durationMs);
    this.wakeUp();
  }

  fallAsleep(): void {
    this.log.write('kernel', 'I', 'PM', 'suspend entry (deep)', { pid: 0, tid: 0, uid: ROOT_UID });
    this.clocks.fallAsleep();
  }

  wakeUp(): void {
    // A restart ends a sleep too.
    if (!this.clocks.isAsleep) return;
    this.clocks.wakeUp();
    for (const app of this.#apps.values()) app.syncClock();
    this.log.write('kernel', 'I', 'PM', 'suspend exit', { pid: 0, tid: 0, uid: ROOT_UID });
  }

  /** Somebody sets the wall clock, which the system writes before it does it: the line has the stamp of the old time. */
  setClockBy(byMs: number): void {
    this.time.catchUp();
    const seconds = Math.floor((this.clocks.wall + byMs) / 1000);
    new SystemLog(this.log).line('D', `Setting time of day to sec=${seconds}`, 'AlarmManagerService');
    this.clocks.shiftWall(byMs);
  }

  /** Whether the system services are there. */
  get isBooted(): boolean {
    return this.#isBooted;
  }

  /**
   * Goes down, and comes up with another boot id after the time that a boot takes. `sudden`: the kernel fell over, and
   * nobody wrote anything before.
   */
  reboot(how: 'ordered' | 'sudden' = 'ordered'): void {
    if (this.#isDown) return;
    if (how === 'ordered') new SystemLog(this.log).line('I', 'Rebooting, reason: userrequested', 'ShutdownThread');
    this.#isDown = true;
    this.#isBooted = false;
    this.#boots += 1;
    this.#dropApps(() => true);
    this.properties.restart();
    this.flags.restart();
    this.battery.reset();
    this.idle.restart();
    this.log.restart();
    this.screen.restart();
    this.jobs.restart();
    this.#alarms.restart();
    this.sockets.restart();
    this.withoutRestartBackoff.clear();
    this.#listener?.goesDown();
    this.time.after(this.options.bootDurationMs, () => this.#comeUp());
  }

  #makeDataFolder({ facts: { packageName }, uid }: PackageRecord): void {
    const folder = `/data/data/${packageName}`;
    this.files.makeFolders(`${folder}/files`, ROOT_UID);
    this.files.giveTo(`${folder}/files`, uid, 0o700);
    this.files.giveTo(folder, uid, 0o700);
  }

  #comeUp(): void {
    this.#isDown = false;
    this.clocks.restart();
    this.#bootId = this.random.uuid();
    const log = new SystemLog(this.log);
    log.event('boot_progress_start', this.clocks.uptime);
    this.#listener?.isUp();
    const boot = this.#boots;
    const complete = (): void => {
      if (this.#boots !== boot) return;
      this.#isBooted = true;
      this.properties.set('sys.boot_completed', '1');
      log.event('boot_progress_enable_screen', this.clocks.uptime);
      this.#quirks.afterBoot();
      this.#broadcastBoot();
    };
    const { bootSettleMs = 0 } = this.options;
    if (bootSettleMs === 0) complete();
    else this.time.after(bootSettleMs, complete);
  }

  /** Goes to receivers of apps that were not force-stopped. */
  #broadcastBoot(): void {
    for (const record of this.packages.all()) {
      for (const { name, isEnabled } of record.facts.receivers) {
        const isOn = isEnabled || record.enabledReceivers.has(name);
        if (isOn && name.endsWith('.BootReceiver') && !record.isStopped) {
          this.startedApp(record).receive(name, new Map(), true);
        }
      }
    }
  }

  #reportTo(record: PackageRecord): ReturnType<AppWorld['deviceReport']> {
    const { packageName } = record.facts;
    return {
      battery: this.battery.level,
      plugged: this.battery.isPowered ? BATTERY_PLUGGED_USB : 0,
      temperature: this.battery.temperature,
      interactive: this.screen.isOn,
      doze: this.idle.isForced,
      saver: this.settings.get('global', 'low_power') === '1',
      unrestricted: this.idle.allowlist.includes(packageName),
      restricted: record.ops.get('RUN_ANY_IN_BACKGROUND') === 'ignore',
      bucket: record.standbyBucket,
    };
  }

  #dropApps(isMeant: (app: RunningApp) => boolean): void {
    for (const [name, app] of this.#apps) {
      if (!isMeant(app)) continue;
      this.#apps.delete(name);
      this.time.remove(app);
    }
  }

  #forget(record: PackageRecord): void {
    const { packageName } = record.facts;
    this.app(packageName)?.forceStop('deletePackageX');
    this.#alarms.forget(packageName);
    this.#dropApps((app) => app.app === record);
    this.idle.forget(packageName);
    this.exits.forget(record.uid);
    this.files.remove(`/data/data/${packageName}`, ROOT_UID);
  }

  #mayStartFromBackground(packageName: string): boolean {
    if (this.idle.isTemporarilyAllowed(packageName, this.time.now)) return true;
    const overlay = this.packages.get(packageName)?.ops.get('SYSTEM_ALERT_WINDOW');
    return this.idle.allowlist.includes(packageName) || overlay === 'allow';
  }

  #applySettings(): void {
    for (const app of this.#apps.values()) app.applySettings();
  }

  #addProcFiles(): void {
    const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2);
    this.files.addProduced('/proc/sys/kernel/random/boot_id', () => `${this.#bootId}\n`);
    // The second number is what the cores have idled, all together.
    this.files.addProduced(
      '/proc/uptime',
      () => `${seconds(this.clocks.elapsed)} ${seconds(this.clocks.uptime * IDLE_CORES)}\n`,
    );
    this.files.addProduced('/proc/version', () => 'Linux version 6.1.99-android14-11 (simulated)\n');
  }
}
