/** Everything that the command line shows of one scenario. */
import type { Policy } from '../../../engine/policy/policy.js';
import type { CompressedScenario } from '../../../engine/scenario/compress.js';
import { judgeExpectations, type JudgedExpectation } from '../../../engine/scenario/expectations.js';
import {
  describePrediction,
  replayScenario,
  type ScenarioPrediction,
} from '../../../engine/scenario/predict-scenario.js';
import type { Scenario } from '../../../engine/scenario/scenario.js';
import { scenarioTimeline, type TimelineEntry } from '../../../engine/scenario/scenario-timeline.js';
import type { Trace } from '../../../engine/trace/trace.js';

export interface PredictedScenario {
  readonly scenario: Scenario;
  readonly policy: Policy;
  readonly prediction: ScenarioPrediction;
  readonly timeline: readonly TimelineEntry[];
  readonly expectations: readonly JudgedExpectation[];
  /** The plan as a trace. */
  readonly trace: Trace;
  /** What the prediction takes for granted, one sentence each. */
  readonly assumptions: readonly string[];
  /** `null` when the scenario runs at its own pace. */
  readonly compressed: CompressedScenario | null;
  /**
   * Where pictures end: the last step, or the last outcome that anybody is told. A scenario may go on for a day after it,
   * and a stale timer may fire then.
   */
  readonly pictureEndMs: number;
}

export function predict(scenario: Scenario, policy: Policy, compressed: CompressedScenario | null): PredictedScenario {
  const replayed = replayScenario(scenario, policy);
  const prediction = describePrediction(scenario, replayed);
  return {
    scenario,
    policy,
    prediction,
    timeline: scenarioTimeline(scenario, replayed, prediction.outcomes),
    expectations: judgeExpectations(scenario.expect, prediction.outcomes),
    trace: replayed.program.trace,
    assumptions: replayed.assumptions,
    compressed,
    pictureEndMs: pictureEnd(scenario, prediction),
  };
}

function pictureEnd({ steps }: Scenario, { outcomes }: ScenarioPrediction): number {
  let endMs = 1;
  for (const step of steps) endMs = Math.max(endMs, step.atMs + (step.do === 'sleep' ? step.forMs : 0));
  for (const { silent, elapsedMs } of outcomes) if (silent !== true) endMs = Math.max(endMs, elapsedMs);
  return endMs;
}
