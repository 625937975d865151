/** The result of `curfew replay`, as every format of it takes it, and what several of them need of it. */
import type { Policy } from '../../../engine/policy/policy.js';
import type { RecordingFile, ReplayRun } from '../../../engine/pool/replay-pool.js';

export interface FleetReplay {
  readonly files: readonly RecordingFile[];
  readonly policies: readonly Policy[];
  readonly run: ReplayRun;
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
