import type { OutcomeName } from '../../../engine/android/outcomes.js';

/** The marks of the lab; the same shapes in pictures, tables and terminals. Shape says what, colour says how bad. */
export type MarkKind =
  | 'callback'
  | 'crash'
  | 'denied'
  | 'anr'
  | 'reset'
  | 'death'
  | 'reboot'
  | 'gap'
  | 'stopped'
  | 'frozen'
  | 'demoted'
  | 'quiet';

export const markMeaning: Readonly<Record<MarkKind, string>> = {
  callback: 'timeout callback',
  crash: 'crash',
  denied: 'start denied',
  anr: 'not responding (ANR)',
  reset: 'budget or deadline moved',
  death: 'process death',
  reboot: 'reboot',
  gap: 'gap in the observation',
  stopped: 'stopped by the system',
  frozen: 'process frozen',
  demoted: 'demoted',
  quiet: 'silent change',
};

const markByOutcome: Readonly<Record<OutcomeName, MarkKind>> = {
  'timeout-callback': 'callback',
  'crash-did-not-stop': 'crash',
  'crash-did-not-start': 'crash',
  'anr-did-not-start': 'anr',
  'anr-short-service': 'anr',
  'short-service-demoted': 'demoted',
  'start-denied-exhausted': 'denied',
  'start-denied-background': 'denied',
  'start-denied-boot': 'denied',
  'start-denied-type': 'denied',
  'service-stopped-idle': 'stopped',
  'anr-execution': 'anr',
  'job-stopped': 'stopped',
  'process-frozen': 'frozen',
  'process-killed': 'death',
  'deadline-moved': 'reset',
  'budget-reset': 'reset',
  'budget-poisoned': 'quiet',
  'window-re-anchored': 'reset',
  'stale-timer-ignored': 'quiet',
};

export function markOf(outcome: OutcomeName): MarkKind {
  return markByOutcome[outcome];
}
