/**
 * A run: scenarios played on devices, what was predicted, what was observed, and how every device was handed back. This is
 * `run/1`: the store keeps it, reports and other programs read it. Plain JSON: no NaN, no Infinity, `null` where something
 * is not known. Wall times are ISO 8601 with milliseconds and zone, of the lab's clock unless a field says otherwise.
 */
import type { Analysis } from '../../../engine/compare/analysis.js';
import type { ScenarioPrediction } from '../../../engine/scenario/predict-scenario.js';

export const runStates = ['planned', 'running', 'done', 'interrupted'] as const;
/**
 * `interrupted`: it ended before every case had its turn (stopped by a person, lab crashed), or before every device could be
 * restored; it can be taken up again.
 */
export type RunState = (typeof runStates)[number];

export const caseStates = ['planned', 'running', 'done', 'interrupted', 'failed'] as const;
/**
 * `done`: played to its end and compared, whatever the verdicts are. `interrupted`: begun, and cut off by something that is
 * not the app's doing (cable, reboot, lab stopped). `failed`: could not be played (install refused, permission denied).
 */
export type CaseState = (typeof caseStates)[number];

/** Where the number that a limit has on a device comes from. */
export type LimitOrigin = 'release default' | 'device config' | 'compat change' | 'set for this run';

/** One limit as it was in force on the device while the case was played. */
export interface LimitInForce {
  /** Key of DeviceConfig (`data_sync_fgs_timeout_duration`), or name of a compat change. */
  readonly name: string;
  /** As the device stores it; milliseconds for durations. `null`: not readable on this device. */
  readonly value: string | null;
  /** The same for a person: `6 h`, `enabled`. */
  readonly reading: string;
  readonly origin: LimitOrigin;
}

/** What decides about background work, read on the device before the case. */
export interface CaseEnvironment {
  readonly readAt: string;
  readonly bootId: string | null;
  /** Policy that the prediction used, and the variant of the code. */
  readonly policy: string;
  readonly variant: string | null;
  readonly limits: readonly LimitInForce[];
  /** Further facts worth a line in a report: charging, doze, standby bucket, battery saver. Name and value for people. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** A trace in the library: named by the SHA-256 of its bytes, 64 hexadecimal digits. */
export interface TraceReference {
  readonly sha256: string;
  readonly bytes: number;
}

/** Text as the device gave it, in the library: a part of its log, the probe's journal, a dump. */
export interface CaseLog extends TraceReference {
  /** As evidence cites it: `log, part 1`. */
  readonly name: string;
}

export interface RunScenario {
  /** Unique within the run; what cases refer to. */
  readonly id: string;
  readonly name: string;
  readonly packageName: string;
  readonly targetSdk: number;
  /** The scenario as it was played: a `scenario/1` document as JSON text. */
  readonly document: string;
  /** Times were divided by this; 1: played at its own pace. */
  readonly compression: number;
}

export const changeStates = ['restored', 'conflict', 'gone', 'refused', 'outstanding'] as const;
/**
 * `restored`: the value from before was put back and read. `conflict`: somebody else changed it meanwhile; left as it is.
 * `gone`: a reboot undid it. `refused`: the device did not take the change. `outstanding`: still to be undone.
 */
export type ChangeState = (typeof changeStates)[number];

/** One change that was made to a device, as its ledger tells it. Values are for people; `null`: not set. */
export interface DeviceChange {
  /** `device_config`, `settings`, `compat`, `package`, ... */
  readonly kind: string;
  /** What was changed: `activity_manager/data_sync_fgs_timeout_duration`, `com.example.sync`. */
  readonly subject: string;
  readonly before: string | null;
  readonly during: string | null;
  /** Read back at the end; `null` also where it could not be read, then `note` says so. */
  readonly after: string | null;
  readonly state: ChangeState;
  readonly note: string | null;
}

export interface RunDevice {
  /** Unique within the run; what cases refer to. The serial number as a rule. */
  readonly id: string;
  readonly serial: string;
  /** The name that people give it: `Pixel 8 (desk 3)`. */
  readonly name: string;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly kind: 'phone' | 'emulator';
  readonly release: number | null;
  readonly sdk: number | null;
  readonly fingerprint: string | null;
  /** `YYYY-MM-DD`. */
  readonly securityPatch: string | null;
  /** Every change of this run, in the order made; empty: nothing on the device was changed. */
  readonly changes: readonly DeviceChange[];
}

/** One scenario on one device. */
export interface RunCase {
  /** `RunScenario.id` and `RunDevice.id`; together unique within the run. */
  readonly scenario: string;
  readonly device: string;
  readonly state: CaseState;
  /** Why it is interrupted or failed, in one sentence; `null` otherwise. */
  readonly reason: string | null;
  /** How often it was begun; 0 while planned. Everything below is of the last time. */
  readonly attempts: number;
  readonly begunAt: string | null;
  readonly endedAt: string | null;
  readonly environment: CaseEnvironment | null;
  /** Before the run: what will happen. */
  readonly prediction: ScenarioPrediction | null;
  /** After the run: predicted again from what really happened, observed outcomes, verdicts with causes. */
  readonly analysis: Analysis | null;
  /** The recorded trace, when there is one. */
  readonly trace: TraceReference | null;
  /** What it was read from, in the order heard. Left out: of an earlier version, which kept a log and did not say which. */
  readonly logs?: readonly CaseLog[];
  /** What could not be observed, one sentence each: gaps, lost buffers, missing permissions. */
  readonly notObserved: readonly string[];
}

export interface Run {
  readonly curfew: 'run/1';
  /** Unique in a store and safe as a file name: lower case letters, digits and `-`. */
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly createdAt: string;
  readonly begunAt: string | null;
  readonly endedAt: string | null;
  /** Who ran it: version of Curfew and host, as far as the person lets it be told. */
  readonly curfewVersion: string;
  readonly host: string | null;
  readonly toleranceMs: number;
  /** Never removed by retention. */
  readonly pinned: boolean;
  /** What a person wrote about it. */
  readonly note: string;
  readonly scenarios: readonly RunScenario[];
  readonly devices: readonly RunDevice[];
  /** In the order of the plan: at most one for every scenario and device. */
  readonly cases: readonly RunCase[];
}
