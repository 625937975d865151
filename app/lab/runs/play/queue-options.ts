/** What every queue of a run needs, and how patient it is. */
import type { Result } from '../../../../engine/result.js';
import type { DeviceFleet } from '../../devices/device-fleet.js';
import type { HostClocks } from '../../devices/host-sleep.js';
import type { CaseGround, PlayCase } from '../case/case-ground.js';
import type { CasePlanner } from '../prepare/case-planner.js';
import type { TraceReference } from '../run.js';
import type { LedgerPlace } from './hand-back.js';

/** Milliseconds. */
export interface Patience {
  /** For a device that is not free yet when its queue begins. */
  readonly leaseMs: number;
  /** For a device that was lost in the middle of a run. */
  readonly readyMs: number;
  /** For a device that was lost and only has to be restored, because the run ends. */
  readonly restoreMs: number;
}

export const defaultPatience: Patience = { leaseMs: 60_000, readyMs: 15 * 60_000, restoreMs: 60_000 };
export const DEFAULT_RETRIES = 2;

export interface QueueOptions {
  readonly fleet: DeviceFleet;
  readonly ledger: LedgerPlace;
  readonly playCase: PlayCase;
  readonly planner: CasePlanner;
  readonly probeApk: CaseGround['probeApk'];
  readonly keep: (title: string, content: Uint8Array) => Promise<Result<TraceReference, string>>;
  readonly now: () => Date;
  /** How often a case that was interrupted is begun again in one go. */
  readonly retries: number;
  readonly patience: Patience;
  readonly hostClocks?: HostClocks;
}
