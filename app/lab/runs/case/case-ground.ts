/** What the playing of one case gets, and what it answers: the seam between the queue of a run and the probe. */
import type { Policy } from '../../../../engine/policy/policy.js';
import type { Result } from '../../../../engine/result.js';
import type { Scenario } from '../../../../engine/scenario/scenario.js';
import type { LeasedDevice } from '../../devices/device-fleet.js';
import type { HostClocks } from '../../devices/host-sleep.js';
import type { DeviceLedger } from '../../ledger/device-ledger.js';
import type { CasePhase, LiveMark } from '../live-run.js';
import type { RunCase, TraceReference } from '../run.js';

/** What was heard, in the order heard; whoever records gives the sequence numbers. */
export interface Heard {
  readonly source: string;
  readonly text: string;
  /** Wall clock of the lab. */
  readonly receivedMs: number;
}

export interface CaseGround {
  readonly run: string;
  /** Device is leased, its ledger open and without open entries. */
  readonly device: LeasedDevice;
  readonly ledger: DeviceLedger;
  /** As it is to be played: compressed already, for the probe's package and target. */
  readonly scenario: Scenario;
  readonly scenarioId: string;
  readonly policy: Policy;
  readonly toleranceMs: number;
  /** Bytes of the probe's APK for a target SDK (33 to 36). */
  readonly probeApk: (targetSdk: number) => Promise<Result<Uint8Array, string>>;
  /** Settles when it is on the disk. */
  readonly record: (heard: readonly Heard[]) => Promise<Result<void, string>>;
  /** Keeps the recorded trace, or the raw log, in the library. */
  readonly keep: (title: string, content: Uint8Array) => Promise<Result<TraceReference, string>>;
  readonly tell: (news: {
    readonly phase?: CasePhase;
    readonly playedMs?: number;
    readonly marks?: readonly LiveMark[];
    readonly reason?: string | null;
  }) => void;
  /** Aborted: stop playing, undo nothing (the queue restores), answer `interrupted`. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Tests let the computer sleep with them. */
  readonly hostClocks?: HostClocks;
}

/** The part of `RunCase` that playing decides. */
export type PlayedCase = Pick<
  RunCase,
  'state' | 'reason' | 'environment' | 'analysis' | 'trace' | 'logs' | 'notObserved'
>;

export type PlayCase = (ground: CaseGround) => Promise<PlayedCase>;
