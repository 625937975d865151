/** The words of `do` and what each step takes beside `at` or `after` (the vocabulary of docs/scenarios.md). */
import type { StepWord } from './scenario.js';

export type StepField =
  'service' | 'process' | 'types' | 'backgroundStart' | 'for' | 'key' | 'value' | 'change' | 'enabled';

interface StepShape {
  readonly required: readonly StepField[];
  readonly optional: readonly StepField[];
}

const nothing: StepShape = { required: [], optional: [] };
const service: StepShape = { required: ['service'], optional: [] };
const start: StepShape = { required: ['service'], optional: ['backgroundStart'] };
const process: StepShape = { required: [], optional: ['process'] };

export const stepFields: Readonly<Record<StepWord, StepShape>> = {
  startService: start,
  startForegroundService: start,
  startForeground: { required: ['service'], optional: ['types', 'backgroundStart'] },
  stopForeground: service,
  stopService: service,
  stopSelf: service,
  bind: start,
  unbind: service,
  appToTop: process,
  appToHome: process,
  processDies: process,
  forceStop: nothing,
  reboot: nothing,
  sleep: { required: ['for'], optional: [] },
  screenOn: nothing,
  screenOff: nothing,
  idleUid: nothing,
  setConfig: { required: ['key', 'value'], optional: [] },
  setCompat: { required: ['change', 'enabled'], optional: [] },
  bootCompleted: nothing,
  grantBackgroundStart: nothing,
  revokeBackgroundStart: nothing,
  end: nothing,
};

export const stepWords: ReadonlySet<StepWord> = new Set(Object.keys(stepFields) as StepWord[]);

/** Every key that some step may have: a key outside is a typing mistake whatever the step. */
export const stepKeys: ReadonlySet<string> = new Set([
  'do',
  'at',
  'after',
  ...Object.values(stepFields).flatMap(({ required, optional }) => [...required, ...optional]),
]);

const takenBy = new Map(
  Object.entries(stepFields).map(([word, { required, optional }]) => [
    word,
    new Set<string>(['do', 'at', 'after', ...required, ...optional]),
  ]),
);

/** Whether a step takes a key. */
export function stepTakes(word: StepWord, key: string): boolean {
  return takenBy.get(word)?.has(key) === true;
}
