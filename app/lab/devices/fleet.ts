/**
 * The fleet as people and programs see it. Plain JSON. A device is a thing on a desk, whatever cables and addresses lead to
 * it: `id` is made of its serial number (and of the virtual device's name), never of the serial that adb gives a connection.
 */

/** What adb says of the best connection, and `gone` for a device that is known and not connected. */
export const connectionStates = [
  'device',
  'offline',
  'unauthorized',
  'authorizing',
  'no-permissions',
  'recovery',
  'sideload',
  'bootloader',
  'rescue',
  'host',
  'unknown',
  'gone',
] as const;
export type ConnectionState = (typeof connectionStates)[number];

/**
 * May the lab use it? `checking`: connected, not yet asked. `available`. `leased`: a run or a person has it. `quarantined`: with
 * a reason, tested again by itself. `dirty`: the ledger has changes of an earlier run to undo first. `unavailable`: not connected or
 * does not answer. `ignored`: a person said so.
 */
export const allocationStates = [
  'checking',
  'available',
  'leased',
  'quarantined',
  'dirty',
  'unavailable',
  'ignored',
] as const;
export type AllocationState = (typeof allocationStates)[number];

export interface Connection {
  /** What adb calls it: `R58M...`, `192.168.1.7:5555`, `emulator-5554`. */
  readonly serial: string;
  readonly transportId: number | null;
  readonly via: 'usb' | 'tcp' | 'emulator' | 'unknown';
  readonly state: ConnectionState;
  /** The adb server that has it: `127.0.0.1:5037`. */
  readonly server: string;
}

export interface BatteryHealth {
  readonly percent: number;
  /** Tenths are kept: 31.4. */
  readonly celsius: number | null;
  readonly charging: boolean;
  /** Somebody told the device to believe something else (`dumpsys battery unplug`). */
  readonly isPretended: boolean;
}

/** Read on the device; `null` where it did not say. Milliseconds unless a name says otherwise. */
export interface DeviceHealth {
  readonly readAt: string;
  readonly battery: BatteryHealth | null;
  readonly freeStorageBytes: number | null;
  readonly uptimeMs: number | null;
  /** Wall clock of the device minus that of the lab, and how wrong that may be: half of the round trip. */
  readonly clockSkewMs: number | null;
  readonly clockSkewErrorMs: number | null;
  readonly latencyMs: number;
  readonly bootCompleted: boolean;
  readonly screenOn: boolean | null;
  /** `none`, `light`, `moderate`, `severe`, ... */
  readonly thermal: string | null;
}

/** One demand of a run on a device: met or not, with what to do. */
export interface Gate {
  readonly name: string;
  readonly met: boolean;
  /** One sentence: what was found, and what to do when it is not met. */
  readonly text: string;
}

export interface Lease {
  /** A run's id, or a person's word. */
  readonly holder: string;
  readonly host: string;
  readonly since: string;
  readonly expiresAt: string;
}

export interface Quarantine {
  readonly reason: string;
  readonly evidence: string;
  readonly since: string;
  readonly nextTestAt: string | null;
  readonly attempts: number;
}

export interface OpenChange {
  readonly run: string;
  readonly kind: string;
  readonly subject: string;
  readonly before: string | null;
  readonly during: string | null;
  /** The command that undoes it. */
  readonly undo: string;
}

export interface FleetDevice {
  readonly id: string;
  /** What people call it; the model until they give it a name. */
  readonly name: string;
  readonly labels: readonly string[];
  readonly note: string;
  readonly serialno: string;
  readonly kind: 'phone' | 'emulator';
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly release: number | null;
  readonly sdk: number | null;
  readonly fingerprint: string | null;
  readonly securityPatch: string | null;
  readonly bootId: string | null;
  /** Best first; empty when it is gone. */
  readonly connections: readonly Connection[];
  readonly state: ConnectionState;
  readonly allocation: AllocationState;
  /** What a person can do about `state` or `allocation`; `null` when nothing is wrong. */
  readonly advice: string | null;
  readonly health: DeviceHealth | null;
  readonly lease: Lease | null;
  readonly quarantine: Quarantine | null;
  /** Changes that are not undone yet, in the order made; the device is dirty when there are any. */
  readonly openChanges: readonly OpenChange[];
  /** What it does now, for people: `running "two services share one clock"`, `idle`. */
  readonly activity: string;
  readonly lastSeenAt: string | null;
}

export interface AdbServerState {
  /** `127.0.0.1:5037`. */
  readonly address: string;
  readonly state: 'connected' | 'unreachable';
  /** `host:version`, decimal. */
  readonly version: number | null;
  readonly features: readonly string[];
  /** The lab started it, and stops it when it goes. */
  readonly startedByUs: boolean;
  /** What to do when it is unreachable, or what it cannot do (`adb pair`). */
  readonly advice: string | null;
}

export interface FleetSnapshot {
  /** Counts changes: a later snapshot has a greater number. */
  readonly revision: number;
  readonly at: string;
  readonly servers: readonly AdbServerState[];
  /** By name. */
  readonly devices: readonly FleetDevice[];
}
