/** The closed list of outcomes: what the system does because of a limit. The order is the numeric code in a trace. */
export const outcomeNames = [
  'timeout-callback',
  'crash-did-not-stop',
  'crash-did-not-start',
  'anr-did-not-start',
  'anr-short-service',
  'short-service-demoted',
  'start-denied-exhausted',
  'start-denied-background',
  'start-denied-boot',
  'start-denied-type',
  'service-stopped-idle',
  'anr-execution',
  'job-stopped',
  'process-frozen',
  'process-killed',
  // Silent: nobody is told, but a person wants to see them.
  'deadline-moved',
  'budget-reset',
  'budget-poisoned',
  'window-re-anchored',
  'stale-timer-ignored',
] as const;

export type OutcomeName = (typeof outcomeNames)[number];

const silent: ReadonlySet<OutcomeName> = new Set<OutcomeName>([
  'deadline-moved',
  'budget-reset',
  'budget-poisoned',
  'window-re-anchored',
  'stale-timer-ignored',
]);

/** Whether an outcome leaves no trace on a device: predicted, shown, never paired with an observation. */
export function isSilent(outcome: OutcomeName): boolean {
  return silent.has(outcome);
}
