/** What pages of runs count and name. */
import { isSilent } from '../../../../engine/android/outcomes.js';
import type { Analysis, FleetDevice, LiveMark, LiveRun, Run, RunCase } from '../../../../app/api/contract.js';
import { t } from '../../messages/translate.js';
import { countVerdicts, toneOfVerdictName } from '../../components/verdict-counts.js';

/** Verdicts by name, without silent outcomes: those are shown, never judged. */
export function spokenCounts(analysis: Analysis | null): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome, verdict } of analysis?.verdicts ?? []) {
    if (!isSilent(outcome)) counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
}

/** The same over all cases of a run. */
export function countsOfRun(run: Run): Readonly<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const { analysis } of run.cases) {
    for (const [verdict, count] of Object.entries(spokenCounts(analysis))) all[verdict] = (all[verdict] ?? 0) + count;
  }
  return all;
}

/** The case to look at first: the one with the worst verdict, else the first that has one. */
export function firstToLookAt(run: Run): RunCase | undefined {
  const rank = ({ analysis, state }: RunCase): number => {
    const worst = countVerdicts(spokenCounts(analysis))[0]?.verdict;
    if (worst === undefined) return state === 'failed' ? 1 : 9;
    const tone = toneOfVerdictName(worst);
    return tone === 'wrong' ? 0 : tone === 'unknown' ? 2 : 3;
  };
  return run.cases.toSorted((a, b) => rank(a) - rank(b))[0];
}

/** What a lane in small shows of a case that is over; `null` where nothing was recorded. */
export function laneOf(
  analysis: Analysis | null,
): { readonly marks: readonly LiveMark[]; readonly durationMs: number } | null {
  if (analysis?.span == null) return null;
  const { first, last } = analysis.span;
  const marksOf = (voice: LiveMark['voice']): readonly LiveMark[] =>
    analysis[voice]
      .filter(({ outcome }) => !isSilent(outcome))
      .map(({ outcome, service, at }) => ({ voice, outcome, service, atMs: at.elapsedMs - first.elapsedMs }));
  const marks = [...marksOf('predicted'), ...marksOf('observed')];
  return { marks, durationMs: last.elapsedMs - first.elapsedMs };
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
    return { id, name: known?.name ?? id, note: known === undefined ? '' : noteOf(known, known.serialno) };
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

/** What tells a device from others of its name: the model, where that is not the name itself, the release, the serial number. */
export function noteOf(device: Pick<FleetDevice, 'name' | 'model' | 'release'>, serial: string): string {
  const { name, model, release } = device;
  return [model === name ? null : model, release === null ? null : `Android ${release}`, serial]
    .filter((word) => word !== null && word !== name)
    .join(' · ');
}

/** What a scenario is played with, beside its name. */
export function playedWith({
  targetSdk,
  compression,
}: {
  readonly targetSdk: number;
  readonly compression: number;
}): string {
  return compression === 1
    ? t('run.played-with', { sdk: String(targetSdk) })
    : t('run.played-faster', { sdk: String(targetSdk), factor: compression });
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
