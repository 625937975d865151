import type { AttachedDevice, DeviceMode } from '../attached-device.js';

export interface BatteryState {
  /** Percent. */
  readonly level?: number;
  readonly isPowered?: boolean;
  /** Degrees Celsius. */
  readonly celsius?: number;
}

/** What a person at the desk, a vendor, a server far away and bad luck do to one device. */
export class DeviceControl {
  constructor(private readonly attached: AttachedDevice) {}

  /** Puts its time forward; whatever is due on the way happens. */
  forward(durationMs: number): void {
    this.attached.device.time.fastForward(durationMs);
  }

  /** Deep sleep: uptime stands still. */
  sleep(durationMs: number): void {
    this.attached.device.sleepDeeply(durationMs);
  }

  /** Pulls the cable and puts it in again. */
  jerkCable(): void {
    this.attached.dropConnections();
  }

  /** Out of reach until `plugIn`. */
  async unplug(): Promise<void> {
    await this.attached.unplug();
  }

  /** At another port when one is given. */
  async plugIn(port?: number): Promise<void> {
    await this.attached.plugIn(port);
  }

  /** Connections become half open. */
  abandonConnections(): void {
    this.attached.abandonConnections();
  }

  freeze(): void {
    this.attached.faults.isFrozen = true;
  }

  thaw(): void {
    this.attached.faults.isFrozen = false;
  }

  /** Each answer comes so much later. 0: at once. */
  delay(delayMs: number): void {
    this.attached.faults.delayMs = delayMs;
  }

  /** What the computer writes is taken and never acknowledged, until it is told otherwise. */
  stall(isStalled: boolean): void {
    this.attached.faults.neverAcknowledges = isStalled;
  }

  dropAfter(bytes: number): void {
    this.attached.faults.dropAfter(bytes);
  }

  damageNextPacket(): void {
    this.attached.faults.damageNextPacket();
  }

  /** Kinds of services that are refused: `sync`, `shell`. None: all work again. */
  refuse(kinds: readonly string[]): void {
    this.attached.faults.refusedKinds = kinds;
  }

  reboot(mode: DeviceMode = 'device'): void {
    this.attached.rebootInto(mode);
  }

  /** The kernel falls over. */
  panic(): void {
    this.attached.device.reboot('sudden');
  }

  acceptKeys(): void {
    this.attached.acceptKeys();
  }

  setBattery({ level, isPowered, celsius }: BatteryState): void {
    const { battery } = this.attached.device;
    battery.realLevel = level ?? battery.realLevel;
    battery.isReallyPowered = isPowered ?? battery.isReallyPowered;
    battery.temperature = celsius === undefined ? battery.temperature : Math.round(celsius * 10);
  }

  /** `PowerManager.THERMAL_STATUS_*`: 0 none … 6 shutdown. */
  setThermalStatus(status: number): void {
    this.attached.device.thermalStatus = status;
  }

  /** So much is left on the data partition. */
  setFreeBytes(bytes: number): void {
    const { files } = this.attached.device;
    files.capacityBytes = files.capacityBytes - files.freeBytes + bytes;
  }

  /** The wall clock is set to so much later or earlier. */
  setClockBy(byMs: number): void {
    this.attached.device.setClockBy(byMs);
  }

  /** Somebody else writes a flag, whatever the shell may write. */
  putFlag(namespace: string, key: string, value: string): void {
    this.attached.device.flags.put(namespace, key, value);
  }

  /** Something kills all processes of an app, with this reason in the log. */
  killApp(packageName: string, reason: string): void {
    this.attached.device.time.catchUp();
    this.attached.device.app(packageName)?.kill(reason);
  }

  killAppForMemory(packageName: string): void {
    this.attached.device.time.catchUp();
    this.attached.device.app(packageName)?.killForMemory();
  }
}

/** Each is reached where the other one was: somebody changed two phones on their cables. */
export async function swapPlaces(first: AttachedDevice, second: AttachedDevice): Promise<void> {
  const [port, other] = [first.port, second.port];
  await first.unplug();
  await second.unplug();
  await first.plugIn(other);
  await second.plugIn(port);
}
