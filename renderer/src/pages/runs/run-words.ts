/** What pages of runs count and name. */
import { isSilent } from '../../../../engine/android/outcomes.js';
import type { Analysis, FleetDevice, LiveRun, Run } from '../../../../app/api/contract.js';

/** Verdicts by name, without silent outcomes: those are shown, never judged. */
export function spokenCounts(analysis: Analysis | null): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome, verdict } of analysis?.verdicts ?? []) {
    if (!isSilent(outcome)) counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
}

export interface MatrixHead {
  readonly id: string;
  readonly name: string;
  readonly note: string;
}

/** Devices of a live run, with their names when the fleet knows them. */
export function devicesOf(run: LiveRun, fleet: readonly FleetDevice[]): readonly MatrixHead[] {
  return [...new Set(run.cases.map(({ device }) => device))].map((id) => {
    const known = fleet.find((device) => device.id === id);
    return { id, name: known?.name ?? id, note: known === undefined ? '' : noteOf(known.model, known.release) };
  });
}

/** A live case names its scenario by id; the run, once read, tells the name. */
export function scenariosOf(
  live: LiveRun,
  run: Run | undefined,
): readonly { readonly id: string; readonly name: string }[] {
  return [...new Set(live.cases.map(({ scenario }) => scenario))].map((id) => ({
    id,
    name: run?.scenarios.find((scenario) => scenario.id === id)?.name ?? id,
  }));
}

export function noteOf(model: string | null, release: number | null): string {
  return [model, release === null ? null : `Android ${release}`].filter((word) => word !== null).join(' · ');
}

/** Cases that need no more turns. */
export function casesOver(run: LiveRun): number {
  return run.cases.filter(({ state }) => state !== 'planned' && state !== 'running').length;
}

/** 0 to 1, by the time that the scenarios take. */
export function partDone(run: LiveRun): number {
  const all = run.cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const played = run.cases.reduce(
    (sum, { state, playedMs, durationMs }) =>
      sum + (state === 'planned' || state === 'running' ? playedMs : durationMs),
    0,
  );
  return all === 0 ? 0 : Math.min(1, played / all);
}
