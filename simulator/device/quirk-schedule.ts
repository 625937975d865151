import type { PackageRecord } from './packages.js';
import type { SimulatedDevice } from './simulated-device.js';
import { limitFlagDefaults, limitFlags } from './activity-settings.js';
import { vendorKillReasons } from './vendor-quirks.js';

/** How long a device sleeps by itself, and how far its clock jumps. */
const SLEEP_MS = 600_000;
const CLOCK_JUMP_MS = 3_600_000;

/** When the quirks of a device strike. */
export class QuirkSchedule {
  #hasRebooted = false;
  #haveClocksJumped = false;

  constructor(private readonly device: SimulatedDevice) {}

  afterBoot(): void {
    const { bootId, flags, options, time } = this.device;
    const { configSyncAfterMs } = options.quirks;
    if (configSyncAfterMs === undefined) return;
    const values = Object.fromEntries(limitFlags.map((key) => [key, String(limitFlagDefaults[key])]));
    time.after(configSyncAfterMs, () => {
      if (this.device.bootId === bootId) flags.push(values, 'activity_manager');
    });
  }

  /** A service of the app went to the foreground. */
  afterForeground({ facts: { packageName } }: PackageRecord): void {
    const { device } = this;
    const { killAfterMs, killForMemoryAfterMs, rebootAfterMs } = device.options.quirks;
    this.#moveClocks();
    if (killAfterMs !== undefined) {
      device.time.after(killAfterMs, () => device.app(packageName)?.kill(vendorKillReasons[device.options.model]));
    }
    if (killForMemoryAfterMs !== undefined) {
      device.time.after(killForMemoryAfterMs, () => device.app(packageName)?.killForMemory());
    }
    if (rebootAfterMs === undefined || this.#hasRebooted) return;
    this.#hasRebooted = true;
    device.time.after(rebootAfterMs, () => device.reboot('sudden'));
  }

  /** Once: what happens to the clocks of a phone that nobody touches. */
  #moveClocks(): void {
    const { device } = this;
    const { sleepsAfterMs, clockJumpAfterMs } = device.options.quirks;
    if (this.#haveClocksJumped) return;
    this.#haveClocksJumped = true;
    if (clockJumpAfterMs !== undefined) device.time.after(clockJumpAfterMs, () => device.setClockBy(CLOCK_JUMP_MS));
    if (sleepsAfterMs === undefined) return;
    device.time.after(sleepsAfterMs, () => {
      device.fallAsleep();
      device.time.after(SLEEP_MS, () => device.wakeUp());
    });
  }
}
