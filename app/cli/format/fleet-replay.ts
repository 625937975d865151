/** The result of `curfew replay`, as every format of it takes it, and what several of them need of it. */
import { wallText } from '../../../engine/compare/wall-clock.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { policyFor, type PolicyForFiles } from '../../../engine/pool/policy-for-files.js';
import type { RecordingFile, ReplayRun } from '../../../engine/pool/replay-pool.js';
import { invariant } from '../../../engine/result.js';

/** A column of the result. */
export interface FleetPolicy {
  /** As it was asked for: `auto`, or the name of a policy. */
  readonly name: string;
  readonly choice: PolicyForFiles;
}

export interface FleetReplay {
  readonly files: readonly RecordingFile[];
  readonly policies: readonly FleetPolicy[];
  /** What the command line says instead of policies and recordings, one phrase each. */
  readonly changes: readonly string[];
  readonly run: ReplayRun;
}

/** The policies behind a column, and how many recordings were replayed under each; those of no recording are left out. */
export function policiesOf(choice: PolicyForFiles, { recordings }: ReplayRun): ReadonlyMap<Policy, number> {
  const counts = new Map<Policy, number>();
  for (const recording of recordings) {
    if (recording === null) continue;
    const policy = policyFor(choice, recording.release);
    counts.set(policy, (counts.get(policy) ?? 0) + 1);
  }
  return counts;
}

/** The policy under which a file was replayed for a column. */
export function policyOfRow(
  { policies, run }: FleetReplay,
  row: { readonly policy: number; readonly file: number },
): Policy {
  const asked = policies[row.policy];
  invariant(asked !== undefined, `policy ${row.policy} was not asked for`);
  return policyFor(asked.choice, run.recordings[row.file]?.release ?? null);
}

/** ISO 8601; `null` where no clock tells it. */
export function wallOfRow(
  { run }: FleetReplay,
  row: { readonly wallMs: number | null; readonly file: number },
): string | null {
  return row.wallMs === null ? null : wallText(row.wallMs, run.recordings[row.file]?.zoneMinutes ?? null);
}

/** Milliseconds where they are known; `null` for a moment that may lie any time later. */
export function finiteOrNull(milliseconds: number): number | null {
  return Number.isFinite(milliseconds) ? milliseconds : null;
}

const LINES_A_PIECE = 1_000;

/** Lines joined to pieces, each long enough to be worth writing. */
export function* piecesOf(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  for (const line of lines) {
    if (piece.push(line) < LINES_A_PIECE) continue;
    yield piece.join('');
    piece = [];
  }
  if (piece.length > 0) yield piece.join('');
}
