/** States of cases and runs in words, tone and shape. */
import type { CaseState, LiveCase, LiveMark, RunState, ScenarioPrediction } from '../../../../app/api/contract.js';
import type { Tone } from '../../components/mark-kinds.js';
import { t } from '../../messages/translate.js';

interface Look {
  readonly text: string;
  readonly tone: Tone;
  readonly shape: 'dot' | 'ring' | 'bar' | 'cross';
}

export function lookOfRun(state: RunState): Look {
  const text = t(`run-state.${state}`);
  switch (state) {
    case 'planned':
      return { text, tone: 'muted', shape: 'ring' };
    case 'running':
      return { text, tone: 'ink', shape: 'dot' };
    case 'done':
      return { text, tone: 'agree', shape: 'dot' };
    case 'interrupted':
      return { text, tone: 'small', shape: 'bar' };
  }
}

export function lookOfCase(state: CaseState): Look {
  const text = t(`case-state.${state}`);
  switch (state) {
    case 'planned':
      return { text, tone: 'muted', shape: 'ring' };
    case 'running':
      return { text, tone: 'ink', shape: 'dot' };
    case 'done':
      return { text, tone: 'agree', shape: 'dot' };
    case 'interrupted':
      return { text, tone: 'small', shape: 'bar' };
    case 'failed':
      return { text, tone: 'wrong', shape: 'cross' };
  }
}

/** Phases in which a person may have to do something. */
export function needsLook({ phase, state }: LiveCase): boolean {
  return phase === 'waiting for device' || state === 'failed' || state === 'interrupted';
}

/** Marks of a plan, for a lane in small. */
export function predictedMarks(prediction: ScenarioPrediction | null): readonly LiveMark[] {
  return (prediction?.outcomes ?? [])
    .filter(({ silent }) => silent !== true)
    .map(({ outcome, service, elapsedMs }) => ({ voice: 'predicted', outcome, service, atMs: elapsedMs }));
}

/** What a lane has to hold: a compressed plan keeps the marks at the scenario’s own pace. */
export function lengthOf(marks: readonly LiveMark[], durationMs: number): number {
  return Math.max(durationMs, ...marks.map(({ atMs }) => atMs));
}
