/**
 * Replays a trace through a policy. Recordings and plans take the same road through the limits; the guide read literally
 * (policy `documented`) has a road of its own.
 */
import { replayDocumented } from '../limits/documented-reading.js';
import type { Policy } from '../policy/policy.js';
import { keepShapes } from './kept-shapes.js';
import { PlannedReplay } from './planned-replay.js';
import { columnsOf, type OutcomeColumns } from './outcome-columns.js';
import type { Prediction } from './prediction.js';
import type { Program } from './program.js';
import { RecordedReplay } from './recorded-replay.js';
import { defaultReplayOptions, type ReplayOptions } from './replay-options.js';

export { defaultReplayOptions, type ReplayOptions };

/** The same replay for callers who want many results and no sentences: no objects, no ledger. */
export function replayColumns(
  program: Program,
  policy: Policy,
  options: ReplayOptions = defaultReplayOptions,
): OutcomeColumns {
  const quiet: ReplayOptions = { ...options, reasons: 'none' };
  if (policy.reading === 'documented') return columnsOf(replayDocumented(program, policy, quiet).outcomes);
  if (quiet.reactions !== undefined) return new PlannedReplay(program, policy, quiet).runForColumns();
  keepShapes();
  return new RecordedReplay(program, policy, quiet).runForColumns();
}

export function replay(program: Program, policy: Policy, options: ReplayOptions = defaultReplayOptions): Prediction {
  if (policy.reading === 'documented') return replayDocumented(program, policy, options);
  if (options.reactions !== undefined) return new PlannedReplay(program, policy, options).run();
  return new RecordedReplay(program, policy, options).run();
}
