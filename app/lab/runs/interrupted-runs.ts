/** Runs that a lab left behind when it was killed: what was running is interrupted, and can be taken up again. */
import { ok, type Result } from '../../../engine/result.js';
import type { Store } from '../store/store.js';
import type { StoreError } from '../store/store-error.js';
import type { Run, RunCase } from './run.js';

const LAB_STOPPED = 'The lab was stopped while the case was played.';
/** Older ones are in the list of runs; nobody looks at hundreds of them live. */
const MOST_SHOWN = 50;

/** Sets the states right and answers with the runs that can be taken up again, latest first. */
export async function findInterruptedRuns(store: Store): Promise<Result<readonly Run[], StoreError>> {
  const listed = await store.runs();
  if (!listed.ok) return listed;
  const found: Run[] = [];
  for (const { id, state } of listed.value) {
    if (state === 'done' || (state === 'interrupted' && found.length >= MOST_SHOWN)) continue;
    const read = await store.run(id);
    if (!read.ok) return read;
    const mended = state === 'interrupted' ? ok(read.value) : await interrupt(store, read.value);
    if (!mended.ok) return mended;
    found.push(mended.value);
  }
  return ok(found);
}

async function interrupt(store: Store, run: Run): Promise<Result<Run, StoreError>> {
  const running = run.cases.filter(({ state }) => state === 'running');
  const interrupted = running.map((each): RunCase => ({ ...each, state: 'interrupted', reason: LAB_STOPPED }));
  const kept = await store.putCases(run.id, interrupted);
  if (!kept.ok) return kept;
  const changed = await store.updateRun(run.id, { state: 'interrupted' });
  if (!changed.ok) return changed;
  const cases = run.cases.map((each) =>
    each.state === 'running' ? { ...each, state: 'interrupted' as const, reason: LAB_STOPPED } : each,
  );
  return ok({ ...run, state: 'interrupted', cases });
}
