/** A run while it runs: what a screen or a terminal shows of it. Plain JSON. */
import type { OutcomeName } from '../../../engine/android/outcomes.js';
import type { VerdictName } from '../../../engine/compare/analysis.js';
import type { CaseState, RunState } from './run.js';

/** What a device does for its case at the moment. */
export const casePhases = [
  'waiting',
  'checking',
  'preparing',
  'installing',
  'confirming limits',
  'playing',
  'waiting for device',
  'collecting',
  'comparing',
  'restoring',
  'over',
] as const;
export type CasePhase = (typeof casePhases)[number];

/** A mark in a lane: predicted or observed, milliseconds since the case's first step. */
export interface LiveMark {
  readonly voice: 'predicted' | 'observed';
  readonly outcome: OutcomeName;
  readonly service: string | null;
  readonly atMs: number;
}

export interface LiveCase {
  readonly scenario: string;
  readonly device: string;
  readonly state: CaseState;
  readonly phase: CasePhase;
  readonly attempts: number;
  /** Milliseconds of the scenario that are done, and of all. */
  readonly playedMs: number;
  readonly durationMs: number;
  readonly marks: readonly LiveMark[];
  /** How many verdicts of each kind; empty before the comparison. */
  readonly verdicts: Readonly<Partial<Record<VerdictName, number>>>;
  /** Why it is interrupted or failed, or what it waits for. */
  readonly reason: string | null;
}

export interface LiveRun {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly isPaused: boolean;
  /** Being cancelled: devices are restored before it ends. */
  readonly isEnding: boolean;
  readonly begunAt: string | null;
  /** Milliseconds until it is done, as far as known. */
  readonly leftMs: number | null;
  readonly observations: number;
  readonly cases: readonly LiveCase[];
}
