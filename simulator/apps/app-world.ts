import type { Clocks } from '../device/clocks.js';
import type { CompatOverrides } from '../device/compat-overrides.js';
import type { DeviceFlags } from '../device/device-flags.js';
import type { ExitReasons } from '../device/exit-reasons.js';
import type { FileSystem } from '../device/file-system.js';
import type { LogBuffers } from '../device/log-buffers.js';
import type { PackageRecord } from '../device/packages.js';
import type { Release } from '../device/releases.js';
import type { Quirks } from '../device/vendor-quirks.js';
import type { StoredSettings } from '../device/stored-settings.js';
import type { VirtualTime } from '../device/virtual-time.js';
import type { SelfReport } from './app-code.js';
import type { JobScheduler } from './job-scheduler.js';
import type { Screen } from './screen.js';

/** What an app lives in. */
export interface AppWorld {
  readonly time: VirtualTime;
  readonly clocks: Clocks;
  readonly log: LogBuffers;
  readonly release: Release;
  readonly flags: DeviceFlags;
  readonly settings: StoredSettings;
  readonly compat: CompatOverrides;
  readonly exits: ExitReasons;
  readonly files: FileSystem;
  readonly quirks: Quirks;
  readonly screen: Screen;
  readonly jobs: JobScheduler;
  readonly fingerprint: string;
  readonly bootId: () => string;
  readonly nextPid: () => number;
  readonly mayStartFromBackground: (packageName: string) => boolean;
  /** What an app learns of the device; the rest is the app's own state. */
  readonly deviceReport: (record: PackageRecord) => Omit<SelfReport, 'importance' | 'trimLevel'>;
  /** A service went to the foreground. */
  readonly wentToForeground: () => void;
  /** An alarm of the app rings after so long, whether it runs then or not. Replaces the one before; 0 calls it off. */
  readonly setAlarm: (receiver: string, delayMs: number, extras: ReadonlyMap<string, string>) => void;
}
