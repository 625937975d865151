/** When the processes of a scenario are on screen, for pictures: from appToTop to appToHome, or to their death by a step or a crash. */
import type { Scenario } from './scenario.js';
import type { TimelineEntry } from './scenario-timeline.js';

export interface ScreenSpan {
  readonly process: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** `timeline`: steps and predicted outcomes as they act. What is still on screen at `untilMs` ends there. */
export function screenSpans(scenario: Scenario, timeline: readonly TimelineEntry[], untilMs: number): ScreenSpan[] {
  const spans: ScreenSpan[] = [];
  const since = new Map<string, number>();
  const leave = (process: string, toMs: number): void => {
    const fromMs = since.get(process);
    since.delete(process);
    if (fromMs !== undefined) spans.push({ process, fromMs, toMs });
  };
  for (const entry of timeline) {
    if ('outcome' in entry) {
      const process = crashedProcess(scenario, entry);
      if (process !== undefined) leave(process, entry.elapsedMs);
      continue;
    }
    const { step } = entry;
    if ('process' in step) {
      if (step.do !== 'appToTop') leave(step.process, step.atMs);
      else if (!since.has(step.process)) since.set(step.process, step.atMs);
    } else if (step.do === 'forceStop' || step.do === 'reboot')
      for (const process of scenario.processes) leave(process, step.atMs);
  }
  for (const process of scenario.processes) leave(process, untilMs);
  return spans;
}

function crashedProcess(
  { services }: Scenario,
  { outcome }: Extract<TimelineEntry, { readonly outcome: unknown }>,
): string | undefined {
  if (outcome.outcome !== 'crash-did-not-stop' && outcome.outcome !== 'crash-did-not-start') return undefined;
  return services.find(({ name }) => name === outcome.service)?.process;
}
