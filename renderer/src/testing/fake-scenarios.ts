/** A library of scenarios and what a check answers. The prediction is that of the example E3, whatever the text says. */
import type { ScenarioCheck, ScenarioFile, ScenarioPrediction, TextProblem } from '../../../app/api/contract.js';
import prediction from './two-services-prediction.json';

export const twoServicesText = `# Worked example E3: limit 6 h, grace 10 s, 100 h after boot.
# Two services of one type: the two hours of A before B began are never charged.
curfew: scenario/1
name: E3, two dataSync services share one clock
services:
  - { name: A, declared: [dataSync] }
  - { name: B, declared: [dataSync] }
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 2h, do: startForegroundService, service: B }
  - { at: 2h, do: startForeground, service: B, types: [dataSync] }
  - { at: 4h, do: stopService, service: A }
expect:
  - { outcome: timeout-callback, service: A, never: true }
  - { outcome: timeout-callback, service: B, type: dataSync, at: 8h }
  - { outcome: crash-did-not-stop, service: B, at: 8h10s }
`;

const titles: readonly (readonly [string, string, 'example' | 'own'])[] = [
  ['c01-timeout', 'C-01, the callback at the limit', 'example'],
  ['c05-crash', 'C-05, crash after the grace time', 'example'],
  ['c10-denied-after-timeout', 'C-10, start is denied after the timeout', 'example'],
  ['c24-short-anr', 'C-24, a short service that does not stop', 'example'],
  ['e2-one-hour-twice-a-day', 'E2, one hour twice a day', 'example'],
  ['e3-two-services-one-clock', 'E3, two dataSync services share one clock', 'example'],
  ['e4-poisoned-budget', 'E4, a budget poisoned on screen', 'example'],
  ['e12-deep-sleep', 'E12, deep sleep moves the deadline', 'example'],
  ['idle-stop', 'A started service goes one minute after the app', 'example'],
  ['own-upload-at-night', 'Upload at night, with two opens', 'own'],
];

export const fakeScenarios: readonly ScenarioFile[] = titles.map(([id, title, origin]) => ({
  id,
  name: `${id}.yaml`,
  title,
  origin,
  targetSdk: 35,
  release: 15,
}));

function problemsOf(text: string): readonly TextProblem[] {
  const lines = text.split('\n');
  const bad = lines.findIndex((line) => line.includes('dataSink'));
  const problems: TextProblem[] = [];
  if (!text.includes('curfew: scenario/1')) {
    problems.push({ line: 1, column: 1, message: 'The first word must be "curfew: scenario/1".' });
  }
  if (bad >= 0) {
    const column = (lines[bad] ?? '').indexOf('dataSink') + 1;
    problems.push({ line: bad + 1, column, message: 'There is no type "dataSink". Did you mean "dataSync"?' });
  }
  return problems;
}

const HOUR_MS = 3_600_000;

export function checkScenario(text: string, compression: number): ScenarioCheck {
  const problems = problemsOf(text);
  if (problems.length > 0) return { problems, prediction: null, durationMs: null, notes: [], lanes: [] };
  return {
    problems,
    prediction: prediction as ScenarioPrediction,
    durationMs: (8 * HOUR_MS + 10_000) / compression,
    notes: compression > 1 ? ['The 10 s between onTimeout and the crash are not compressed below 1 s.'] : [],
    lanes: [
      { lane: 'A', fromMs: 0, toMs: 4 * HOUR_MS, text: 'dataSync' },
      { lane: 'B', fromMs: 2 * HOUR_MS, toMs: 8 * HOUR_MS + 10_000, text: 'dataSync' },
    ],
  };
}
