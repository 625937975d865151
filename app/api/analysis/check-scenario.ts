/** What an editor shows of a scenario while it is written: its mistakes, or what will happen, when, and in which lanes. */
import { typeNamesOf } from '../../../engine/android/service-types.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { compressScenario } from '../../../engine/scenario/compress.js';
import { foregroundSpans } from '../../../engine/scenario/foreground-spans.js';
import { policyOfScenario } from '../../../engine/scenario/policy-of-scenario.js';
import { describePrediction, replayScenario } from '../../../engine/scenario/predict-scenario.js';
import { readScenario } from '../../../engine/scenario/read-scenario.js';
import { scenarioTimeline } from '../../../engine/scenario/scenario-timeline.js';
import type { Scenario } from '../../../engine/scenario/scenario.js';
import type { ScenarioCheck } from '../contract.js';
import type { TaskInput } from './analysis-task.js';

export function checkScenario({ text, policy, compression }: TaskInput<'check-scenario'>): ScenarioCheck {
  const read = readScenario(text, 'scenario.yaml');
  if (!read.ok) {
    const problems = read.error.map(({ line, column, message, path }) => ({
      line,
      column,
      message: path === '' ? message : `${path}: ${message}`,
    }));
    return { problems, prediction: null, durationMs: null, notes: [], lanes: [] };
  }
  return predicted(read.value, policy ?? policyOfScenario(read.value), compression);
}

function predicted(written: Scenario, policy: Policy, compression: number): ScenarioCheck {
  const compressed = compression > 1 ? compressScenario(written, policy, compression) : null;
  const scenario = compressed?.scenario ?? written;
  const replayed = replayScenario(scenario, policy);
  const prediction = describePrediction(scenario, replayed);
  const timeline = scenarioTimeline(scenario, replayed, prediction.outcomes);
  return {
    problems: [],
    prediction,
    durationMs: scenario.endMs,
    notes: compressed === null ? [] : [...compressed.notScaled, ...compressed.differences],
    lanes: [
      ...timeOnScreen(scenario),
      ...foregroundSpans(scenario, timeline, scenario.endMs).map(({ service, types, fromMs, toMs }) => ({
        lane: service,
        fromMs,
        toMs,
        text: typeNamesOf(types).join(' | '),
      })),
    ],
  };
}

/** A lane for the app: when it is on top, as the steps say. */
function timeOnScreen({ steps, endMs }: Scenario): ScenarioCheck['lanes'] {
  const lanes: { lane: string; fromMs: number; toMs: number; text: string }[] = [];
  let since: number | null = null;
  for (const step of steps) {
    if (step.do === 'appToTop') since ??= step.atMs;
    const goes = step.do === 'appToHome' || step.do === 'forceStop' || step.do === 'reboot';
    if (!goes || since === null) continue;
    lanes.push({ lane: 'app', fromMs: since, toMs: step.atMs, text: 'on screen' });
    since = null;
  }
  if (since !== null) lanes.push({ lane: 'app', fromMs: since, toMs: endMs, text: 'on screen' });
  return lanes;
}
