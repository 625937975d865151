/** What a replay finds: outcomes with their moments and reasons, the budgets at the end, and the ledger behind both. */
import type { OutcomeName } from '../android/outcomes.js';
import type { ServiceTypeName } from '../android/service-types.js';
import type { Policy } from '../policy/policy.js';
import type { Ledger } from './ledger.js';
import type { Program } from './program.js';

export interface PredictedEvent {
  readonly outcome: OutcomeName;
  readonly silent: boolean;
  readonly packageName: string;
  readonly uid: number;
  readonly component: string;
  readonly type: ServiceTypeName | 'unknown' | null;
  readonly uptimeMs: number;
  /** Elapsed time; the earliest where sleep makes it uncertain. */
  readonly elapsedMs: number;
  /** Equal to `elapsedMs` when certain. Infinity: it may lie any time later. */
  readonly latestElapsedMs: number;
  /** Earliest moment when an unseen beginning makes it uncertain; equal to `elapsedMs` when certain. */
  readonly earliestElapsedMs: number;
  /** Row of the trace that caused it, or -1 when a timer did. */
  readonly row: number;
  /** Its reasons are ledger entries below this index. */
  readonly ledgerEnd: number;
  /** Index into `Program.services`. */
  readonly service: number;
  readonly rule: string;
  readonly source: string;
}

export interface PredictedBudget {
  readonly uid: number;
  readonly packageName: string;
  readonly type: 'dataSync' | 'mediaProcessing';
  readonly limitMs: number;
  readonly totalMs: number;
  readonly running: number;
  /** Uptime on the trace's clock, or `null` when the limit was never reached. */
  readonly exceededAtMs: number | null;
}

export interface Prediction {
  readonly policy: Policy;
  readonly program: Program;
  readonly outcomes: readonly PredictedEvent[];
  readonly budgets: readonly PredictedBudget[];
  readonly ledger: Ledger;
  /** The plan never came to an end and was cut: what came before stands. */
  readonly isCutShort: boolean;
  /** What was taken for granted, one sentence each. */
  readonly assumptions: readonly string[];
}
