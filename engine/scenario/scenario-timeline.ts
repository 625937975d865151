/** Steps and outcomes of a scenario in the order in which they act: what a person reads from top to bottom. */
import type { Prediction } from '../replay/prediction.js';
import { ROWS_BEFORE_SERVICES } from './plan-trace.js';
import type { ScenarioOutcome } from './predict-scenario.js';
import type { Scenario, ScenarioStep } from './scenario.js';

export type TimelineEntry =
  | { readonly elapsedMs: number; readonly step: ScenarioStep }
  | { readonly elapsedMs: number; readonly outcome: ScenarioOutcome };

/** `outcomes` are those of `prediction`, in its order. */
export function scenarioTimeline(
  scenario: Scenario,
  prediction: Prediction,
  outcomes: readonly ScenarioOutcome[],
): TimelineEntry[] {
  const { steps, services, device } = scenario;
  const entries: TimelineEntry[] = [];
  let row = ROWS_BEFORE_SERVICES + services.length + device.config.length;
  let next = 0;
  for (const step of steps) {
    for (; next < outcomes.length; next++) {
      const outcome = outcomes[next]!;
      if (outcome.elapsedMs > step.atMs) break;
      if (outcome.elapsedMs === step.atMs && lastRowBefore(prediction, next) >= row) break;
      entries.push({ elapsedMs: outcome.elapsedMs, outcome });
    }
    entries.push({ elapsedMs: step.atMs, step });
    row += step.do === 'sleep' ? 2 : 1;
  }
  for (const outcome of outcomes.slice(next)) entries.push({ elapsedMs: outcome.elapsedMs, outcome });
  return entries;
}

/** The row of the trace that an outcome came from, or that its timer was set by in the same instant; -1: an earlier one. */
function lastRowBefore({ outcomes, ledger }: Prediction, index: number): number {
  const event = outcomes[index]!;
  if (event.row >= 0) return event.row;
  for (let at = event.ledgerEnd - 1; at >= 0; at--) {
    const entry = ledger.entry(at);
    if (entry.elapsed < event.elapsedMs) return -1;
    if (entry.row >= 0) return entry.row;
  }
  return -1;
}
