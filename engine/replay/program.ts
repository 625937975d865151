/**
 * A trace made ready for replay: only the rows that some rule can react to, with services, processes and apps numbered
 * from 0, so that rule state lies in flat arrays. Compiled once per trace (compile.ts), replayed once per policy.
 */
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import type { Trace } from '../trace/trace.js';

export interface ProgramService {
  readonly component: string;
  readonly app: number;
}

export interface ProgramProcess {
  readonly name: string;
  readonly app: number;
}

export interface ProgramApp {
  readonly uid: number;
  readonly packageName: string;
}

/** The kind of a row that is kept for its clocks alone. */
export const CLOCKS_ONLY = 0;

/**
 * Rows in time order, or app by app (`rowsOfApp`). A row of kind 0 tells only how the clocks stand.
 */
export interface Program {
  readonly trace: Trace;
  readonly length: number;
  /** Of the program's first row in time; 0 when it has none. */
  readonly firstUptime: number;
  readonly firstElapsed: number;
  /** Of the trace's last row, whether a rule can react to it or not; 0 for an empty trace. */
  readonly lastUptime: number;
  readonly lastElapsed: number;
  readonly kind: Uint8Array;
  readonly uptime: Float64Array;
  readonly elapsed: Float64Array;
  readonly service: Int32Array;
  readonly process: Int32Array;
  readonly app: Int32Array;
  readonly types: Int32Array;
  readonly argument: Float64Array;
  /** Number of the row's note among the trace's strings. */
  readonly note: Uint32Array;
  readonly earlierBy: Float64Array;
  /** Row of the trace, for proof. */
  readonly row: Uint32Array;
  readonly services: readonly ProgramService[];
  readonly processes: readonly ProgramProcess[];
  readonly apps: readonly ProgramApp[];
  /**
   * Present where the rows stand app by app, each app's in time order: those of app `a` are `rowsOfApp[a]` up to, not
   * including, `rowsOfApp[a + 1]`. Before the first of them stand the rows about no app: boots, settings, clocks.
   */
  readonly rowsOfApp: Uint32Array | null;
  /** Present where the rows stand app by app: by row, the rows of the run that begins with it; 0: none does (whole-runs.ts). */
  readonly rowsOfRun: Uint8Array | null;
}

/** The program's rows in time order, whatever order they stand in. */
export function inTimeOrder(program: Program): Uint32Array {
  const order = Uint32Array.from({ length: program.length }, (_, at) => at);
  return program.rowsOfApp === null ? order : order.sort((a, b) => program.row[a]! - program.row[b]!);
}

/**
 * Whether a process state counts as TOP for the limits: TOP itself and the persistent states above it. Numbers that are no
 * process state (-1 unknown, NaN) do not.
 */
export function isTop(state: number): boolean {
  return state >= 0 && state <= ProcessState.TOP;
}

/**
 * The types of a startForeground call as the platform goes on with them: the short bit of a combined mask is dropped
 * (spec/fgs-limits.md 2.4 step 3). "As in the manifest" that nobody resolved says nothing, and no limit is made of it.
 */
export function acceptedTypes(types: number): number {
  if (types === ServiceType.manifest) return ServiceType.none;
  const isCombined = (types & ServiceType.shortService) !== 0 && types !== ServiceType.shortService;
  return isCombined ? types & ~ServiceType.shortService : types;
}
