/** The replays of a what-if on worker threads: the same answers as in this thread, sooner. */
import { packageOf } from '../../engine/android/components.js';
import { piscinaPool } from '../../engine/pool/piscina-pool.js';
import type { OutcomeTable } from '../../engine/pool/outcome-table.js';
import type { ReplayPool } from '../../engine/pool/replay-pool.js';
import type { AnsweredOutcome, ReplayPolicies, Wanted } from '../../engine/what-if/what-if.js';
import type { World } from '../../engine/what-if/world.js';
import { unreadable } from './exit-codes.js';

/** Below this many rows in all, workers would be started for longer than they work. */
const WORTHWHILE_ROWS = 3_000_000;

/** A plan is replayed here: only a whole prediction tells that a plan never came to an end. */
export function isWorthWorkers({ program, options }: World, policies: number): boolean {
  return options.reactions === undefined && program.length * policies >= WORTHWHILE_ROWS;
}

export function openWorkers(workers: number): ReplayPool {
  return piscinaPool({ workerFile: new URL('./replay-worker.cjs', import.meta.url), workers });
}

/** All answers come at once; `onProgress` tells how many are done meanwhile. Ends without answers when `signal` fires. */
export function inWorkers(
  pool: ReplayPool,
  { program, options, policyIn }: World,
  wanted: Wanted,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): ReplayPolicies {
  return async function* (policies) {
    const ran = await pool.replayTrace(program.trace, policies.map(policyIn), {
      replay: options,
      silent: wanted === 'all',
      signal,
      onProgress,
    });
    if (!ran.ok) {
      if (ran.error.code === 'cancelled') return;
      throw unreadable(`${ran.error.message} ${ran.error.whatToDo}`);
    }
    const { outcomes, failures } = ran.value;
    const [failure] = failures;
    if (failure !== undefined) throw unreadable(`${failure.message} ${failure.whatToDo}`);
    for (const [index, answered] of byPolicy(outcomes, policies.length).entries())
      yield { index, outcomes: answered, isCutShort: false };
  };
}

function byPolicy(table: OutcomeTable, policies: number): AnsweredOutcome[][] {
  const answers: AnsweredOutcome[][] = Array.from({ length: policies }, () => []);
  for (let row = 0; row < table.length; row++) {
    const { policy, outcome, silent, service, uid, type, elapsedMs, latestElapsedMs } = table.row(row);
    const packageName = packageOf(service);
    answers[policy]!.push({ outcome, silent, packageName, component: service, uid, type, elapsedMs, latestElapsedMs });
  }
  return answers;
}
