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

/** Writes down that a run was cut off; for whoever has the store for writing, and plays no run. */
export async function interrupt(store: Store, run: Run): Promise<Result<Run, StoreError>> {
  const interrupted = cutOff(run);
  const changedCases = interrupted.cases.filter((each, index) => each !== run.cases[index]);
  const kept = await store.putCases(run.id, changedCases);
  if (!kept.ok) return kept;
  const changed = await store.updateRun(run.id, { state: 'interrupted' });
  return changed.ok ? ok(interrupted) : changed;
}

/** What a run is whose lab is gone, whatever the store still says of it; another run as it is. */
export function cutOff(run: Run): Run {
  if (!isUnderWay(run)) return run;
  const cases = run.cases.map((each): RunCase =>
    each.state === 'running' ? { ...each, state: 'interrupted', reason: LAB_STOPPED } : each,
  );
  return { ...run, state: 'interrupted', cases };
}

/** So the store says, until the next lab sets it right. */
export const isUnderWay = ({ state }: Pick<Run, 'state'>): boolean => state === 'running' || state === 'planned';
