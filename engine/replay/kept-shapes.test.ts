/** The replay that is kept for its shapes has made every rule of a recording act. */
import { expect, it } from 'vitest';
import { outcomeNames } from '../android/outcomes.js';
import { replayEverything } from './kept-shapes.js';

it('the kept replay has outcomes of every rule, and plays runs at once', () => {
  const { replay, outcomes } = replayEverything();
  const found = new Set(Array.from(outcomes.outcome, (code) => outcomeNames[code]));
  expect([...found].sort()).toEqual([
    'anr-did-not-start',
    'anr-execution',
    'anr-short-service',
    'budget-poisoned',
    'budget-reset',
    'crash-did-not-start',
    'crash-did-not-stop',
    'short-service-demoted',
    'stale-timer-ignored',
    'start-denied-exhausted',
    'timeout-callback',
    'window-re-anchored',
  ]);
  expect(replay.program.rowsOfRun).toContain(3);
});
