/**
 * The fleet as the rest of the lab uses it: who is there, who may use it, and how to talk to a device that one holds. The
 * adb servers, tracking, health and leases behind it are the business of this room.
 */
import type { Result } from '../../../engine/result.js';
import type { RestoreReport } from '../ledger/steps/restore-device.js';
import type { StreamingAdbPort } from './adb-port.js';
import type { FleetDevice, FleetSnapshot, Gate } from './fleet.js';

/** A device that nobody else uses until `release`. */
export interface LeasedDevice {
  readonly id: string;
  readonly describe: () => FleetDevice;
  /**
   * Follows the device over cables and addresses: each call goes to the connection of the moment, after it has been made
   * sure that the same device answers there, and fails with `lost` when there is none.
   */
  readonly port: StreamingAdbPort;
  /** Grows with every connection; `null` while there is none. */
  readonly connection: () => number | null;
  /** Called at every change of `connection`; returns how to call it off. */
  readonly onConnection: (listener: (connection: number | null) => void) => () => void;
  /** Settles as soon as the device answers again (boot completed); the error says why not. */
  readonly whenReady: (signal: AbortSignal) => Promise<Result<void, string>>;
  /** What people see it do. */
  readonly setActivity: (activity: string) => void;
  readonly release: () => Promise<void>;
}

export interface DeviceChanges {
  readonly name?: string;
  readonly labels?: readonly string[];
  readonly note?: string;
  readonly ignored?: boolean;
}

/** Errors are sentences that say what to do. */
export interface DeviceFleet {
  readonly snapshot: () => FleetSnapshot;
  /** Called after every change, never twice for one revision; returns how to call it off. */
  readonly watch: (listener: (snapshot: FleetSnapshot) => void) => () => void;
  /** Refuses a device that is leased, dirty, in quarantine or not there. `holder`: a run's id or a person's word. */
  readonly lease: (device: string, holder: string) => Promise<Result<LeasedDevice, string>>;
  /** Is the device fit for a run? Reads its health anew. */
  readonly gates: (device: string) => Promise<Result<readonly Gate[], string>>;
  readonly change: (device: string, changes: DeviceChanges) => Promise<Result<void, string>>;
  /**
   * With evidence the lab tests the device by itself, later and later, until it passes. Without (an empty text) it is a person's
   * word, and stands until somebody calls `retest`.
   */
  readonly quarantine: (device: string, reason: string, evidence: string) => Promise<Result<void, string>>;
  /** Tests a device in quarantine at once. */
  readonly retest: (device: string) => Promise<Result<void, string>>;
  /** Undoes everything that is open in the device's ledger. */
  readonly restore: (device: string) => Promise<Result<RestoreReport, string>>;
  /** Another adb server, `HOST:PORT`; kept over restarts. */
  readonly addServer: (address: string) => Promise<Result<void, string>>;
  readonly removeServer: (address: string) => Promise<Result<void, string>>;
  /** A device over the network, `HOST:PORT`. */
  readonly connect: (address: string) => Promise<Result<void, string>>;
  readonly disconnect: (address: string) => Promise<Result<void, string>>;
  readonly pair: (address: string, code: string) => Promise<Result<void, string>>;
  readonly close: () => Promise<void>;
}
