import { Properties } from './properties.js';
import { Battery } from './battery.js';
import { limitFlagDefaults, limitFlags } from './activity-settings.js';
import { Clocks } from './clocks.js';
import { CompatOverrides } from './compat-overrides.js';
import { DeviceFlags } from './device-flags.js';
import { DeviceIdle } from './device-idle.js';
import { ExitReasons } from './exit-reasons.js';
import { FileSystem, ROOT_UID } from './file-system.js';
import { LogBuffers } from './log-buffers.js';
import { models, type ModelName } from './models.js';
import { Packages, type InstallOptions, type PackageRecord } from './packages.js';
import { SeededRandom } from './seeded-random.js';
import { releases, type Release, type ReleaseNumber } from './releases.js';
import { RunningApp } from './running-app.js';
import { StoredSettings } from './stored-settings.js';
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
  /** How long a restart takes. */
  readonly bootDurationMs: number;
  readonly seed: number;
}

const MIB = 1 << 20;
const FIRST_APP_PID = 4711;

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
  isScreenOn = true;
  isLockDisabled = false;
  #bootId: string;
  #apps = new Map<string, RunningApp>();
  #nextPid = FIRST_APP_PID;
  #isDown = false;
  #boots = 1;
  #hasRebootedByItself = false;
  #listener: DeviceListener | undefined;

  constructor(readonly options: DeviceOptions) {
    const { serialNumber, host, speed, wallAtStart, bootedMsAgo, quirks } = options;
    this.release = releases[options.release];
    this.random = new SeededRandom(options.seed);
    this.#bootId = this.random.uuid();
    this.time = new VirtualTime(host, speed);
    this.clocks = new Clocks(this.time, wallAtStart, bootedMsAgo);
    this.log = new LogBuffers(this.clocks, quirks.logBufferBytes ?? MIB / 4);
    this.files = new FileSystem(() => Math.floor(this.clocks.wall / 1000), 512 * MIB);
    this.properties = new Properties(models[options.model], this.release, serialNumber);
    this.properties.set('sys.boot_completed', '1');
    this.flags = new DeviceFlags(this.release.hasFlagAllowlist);
    this.exits = new ExitReasons(this.clocks);
    this.packages = new Packages(
      this.release.sdk,
      (record) => this.#forget(record),
      (record) => this.app(record.facts.packageName)?.forceStop('installPackageLI'),
    );
    this.#addProcFiles();
    this.flags.onChange((namespace) => {
      if (namespace === 'activity_manager')
        for (const app of this.#apps.values()) limitFlags.forEach((key) => app.applyFlag(key));
    });
    this.#startQuirksOfBoot();
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

  /** `device::…` of the connection packet. */
  get banner(): string {
    const { product, model, device } = models[this.options.model];
    return `device::ro.product.name=${product};ro.product.model=${model};ro.product.device=${device}`;
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
        compat: this.compat,
        exits: this.exits,
        quirks: this.options.quirks,
        nextPid: () => this.#nextPid++,
        mayStartFromBackground: (name) => this.#mayStartFromBackground(name),
        wentToForeground: () => this.#startQuirksOfForeground(record),
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

  /** What the app has written goes. */
  clearData(record: PackageRecord): void {
    this.files.remove(`/data/data/${record.facts.packageName}`, ROOT_UID);
    this.#makeDataFolder(record);
  }

  /** Deep sleep: elapsed time and the wall clock go on, uptime and whatever counts in it stand still. */
  sleepDeeply(durationMs: number): void {
    this.time.catchUp();
    this.clocks.fallAsleep();
    this.time.fastForward(durationMs);
    this.clocks.wakeUp();
    for (const app of this.#apps.values()) app.syncClock();
  }

  /** Goes down, and comes up with another boot id after the time that a boot takes. */
  reboot(): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#boots += 1;
    this.#dropApps(() => true);
    this.properties.restart();
    this.flags.restart();
    this.battery.reset();
    this.idle.restart();
    this.log.restart();
    this.isScreenOn = true;
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
    this.properties.set('sys.boot_completed', '1');
    this.#startQuirksOfBoot();
    this.#listener?.isUp();
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

  #startQuirksOfBoot(): void {
    const { configSyncAfterMs } = this.options.quirks;
    if (configSyncAfterMs === undefined) return;
    const values = Object.fromEntries(limitFlags.map((key) => [key, String(limitFlagDefaults[key])]));
    const bootId = this.#bootId;
    this.time.after(configSyncAfterMs, () => {
      if (this.#bootId === bootId) this.flags.push(values, 'activity_manager');
    });
  }

  #startQuirksOfForeground(record: PackageRecord): void {
    const { killAfterMs, rebootAfterMs } = this.options.quirks;
    if (killAfterMs !== undefined) {
      this.time.after(killAfterMs, () =>
        this.app(record.facts.packageName)?.kill('PowerKeeper: background restricted'),
      );
    }
    if (rebootAfterMs === undefined || this.#hasRebootedByItself) return;
    this.#hasRebootedByItself = true;
    this.time.after(rebootAfterMs, () => this.reboot());
  }

  #addProcFiles(): void {
    const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2);
    this.files.addProduced('/proc/sys/kernel/random/boot_id', () => `${this.#bootId}\n`);
    this.files.addProduced('/proc/uptime', () => `${seconds(this.clocks.elapsed)} ${seconds(this.clocks.uptime)}\n`);
    this.files.addProduced('/proc/version', () => 'Linux version 6.1.99-android14-11 (simulated)\n');
  }
}
