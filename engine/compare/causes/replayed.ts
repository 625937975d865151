/** A replay to test a hypothesis: nobody asks for its reasons, so no ledger is kept. */
import type { Policy } from '../../policy/policy.js';
import type { Prediction } from '../../replay/prediction.js';
import type { Program } from '../../replay/program.js';
import { defaultReplayOptions, replay, type ReplayOptions } from '../../replay/replay.js';

export function replayed(program: Program, policy: Policy, options: Partial<ReplayOptions> = {}): Prediction {
  return replay(program, policy, { ...defaultReplayOptions, ...options, reasons: 'none' });
}
