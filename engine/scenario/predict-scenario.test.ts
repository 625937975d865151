import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documented } from '../policy/documented.js';
import { policies } from '../policy/policies.js';
import { judgeExpectations } from './expectations.js';
import { policyOfScenario } from './policy-of-scenario.js';
import { predictScenario, replayScenario, describePrediction } from './predict-scenario.js';
import { readScenario } from './read-scenario.js';
import { scenarioDocument } from './scenario-fixture.js';
import { readScenarioLine } from './scenario-lines.js';
import { scenarioTimeline } from './scenario-timeline.js';
import type { Scenario } from './scenario.js';

function scenarioOf(document: Record<string, unknown>): Scenario {
  const read = readScenarioLine(JSON.stringify({ curfew: 'scenario/1', services: [{ name: 'A' }], ...document }), 1);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const start = (at: string): unknown[] => [
  { at, do: 'startForegroundService', service: 'A' },
  { at, do: 'startForeground', service: 'A', types: ['dataSync'] },
];
const limited = { data_sync_fgs_timeout_duration: '60s' };

describe('the prediction of a scenario', () => {
  it('has the shape of the vocabulary, for the example of the vocabulary', () => {
    const text = readFileSync(new URL('../../examples/scenarios/two-services-one-clock.json', import.meta.url), 'utf8');
    const read = readScenario(text, 'two-services-one-clock.json');
    expect(read.ok).toBe(true);
    if (!read.ok) return;
    const prediction = predictScenario(read.value);
    expect(Object.keys(prediction)).toEqual(['curfew', 'policy', 'variant', 'outcomes', 'budgets']);
    const callback = prediction.outcomes.find(({ outcome }) => outcome === 'timeout-callback');
    expect(callback).toEqual({
      outcome: 'timeout-callback',
      service: 'B',
      type: 'dataSync',
      elapsedMs: 28_800_000,
      uptimeMs: 388_800_000,
      because: expect.arrayContaining([expect.stringContaining('deadline +8:00:00')]) as string[],
      rule: 'time-limited-types',
      source: 'ActiveServices.onFgsTimeout',
    });
    expect(prediction.budgets).toEqual([
      { uid: 10001, type: 'dataSync', totalMs: 21_600_000, running: 0, exceededAtMs: 388_800_000 },
    ]);
  });

  it('counts uptime from the last boot, and knows no budget of the boot before', () => {
    const { outcomes, budgets } = predictScenario(
      scenarioOf({
        device: { bootUptime: '1h', config: limited },
        steps: [...start('0s'), { at: '2m', do: 'reboot' }, ...start('3m'), { at: '4m', do: 'end' }],
      }),
    );
    const callbacks = outcomes.filter(({ outcome }) => outcome === 'timeout-callback');
    expect(callbacks.map(({ elapsedMs, uptimeMs }) => [elapsedMs, uptimeMs])).toEqual([
      [60_000, 3_660_000],
      [240_000, 120_000],
    ]);
    expect(budgets.map(({ exceededAtMs }) => exceededAtMs)).toEqual([120_000]);
  });

  it('lets a timer act before the reboot of the same instant, with the uptime of the boot before', () => {
    const { outcomes } = predictScenario(
      scenarioOf({ device: { config: limited }, steps: [...start('0s'), { at: '60s', do: 'reboot' }] }),
    );
    expect(outcomes.map(({ outcome, uptimeMs }) => [outcome, uptimeMs])).toEqual([['timeout-callback', 360_060_000]]);
  });

  it('ends with the end: what is due in its instant comes, what is due later does not', () => {
    const at = (end: string): string[] =>
      predictScenario(
        scenarioOf({ device: { config: limited }, steps: [...start('0s'), { at: end, do: 'end' }] }),
      ).outcomes.map(({ outcome }) => outcome);
    expect(at('59999ms')).toEqual([]);
    expect(at('60s')).toEqual(['timeout-callback']);
    expect(at('70s')).toEqual(['timeout-callback', 'crash-did-not-stop']);
  });

  it('marks what nobody is told as silent, and nothing else', () => {
    const steps = [{ at: '0s', do: 'appToTop' }, ...start('0s'), { at: '90s', do: 'end' }];
    const { outcomes } = predictScenario(scenarioOf({ device: { release: 16, config: limited }, steps }));
    expect(outcomes.map(({ outcome, silent }) => [outcome, silent])).toEqual([['deadline-moved', true]]);
  });

  it.each([
    [{ release: 14 }, 'android-14'],
    [{ release: 15 }, 'android-15'],
    [{ release: 15, variant: 'V1' }, 'android-15-v1'],
    [{ release: 15, variant: 'V2' }, 'android-15-v2'],
    [{ release: 16 }, 'android-16'],
    [{ release: 17 }, 'android-17'],
  ])('takes the policy of the device %j: %s', (device, name) => {
    expect(policyOfScenario(scenarioOf({ device, steps: [] })).name).toBe(name);
  });

  it('takes the policy that is asked for instead, with the flags of the device', () => {
    const scenario = scenarioOf({
      device: { flags: { introduce_new_service_ontimeout_callback: false }, config: limited },
      steps: start('0s'),
    });
    expect(predictScenario(scenario).outcomes).toEqual([]);
    expect(predictScenario(scenario, documented)).toMatchObject({ policy: 'documented', variant: null });
    expect(predictScenario(scenario, documented).outcomes.map(({ elapsedMs }) => elapsedMs)).toEqual([60_000, 70_000]);
  });

  it('is the same every time, in time order, within the scenario, for any scenario and policy', () => {
    fc.assert(
      fc.property(scenarioDocument, fc.constantFrom(...policies), (document, policy) => {
        const read = readScenarioLine(JSON.stringify(document), 1);
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        const scenario = read.value;
        const prediction = predictScenario(scenario, policy);
        expect(predictScenario(scenario, policy)).toEqual(prediction);
        let lastMs = 0;
        for (const { elapsedMs, uptimeMs } of prediction.outcomes) {
          expect(elapsedMs).toBeGreaterThanOrEqual(lastMs);
          expect(elapsedMs).toBeLessThanOrEqual(scenario.endMs);
          expect(uptimeMs).toBeGreaterThanOrEqual(0);
          lastMs = elapsedMs;
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the timeline of a scenario', () => {
  it('has steps and outcomes in the order in which they act', () => {
    const scenario = scenarioOf({
      device: { config: { ...limited, fgs_crash_extra_wait_duration: 0 } },
      steps: [
        ...start('0s'),
        { at: '60s', do: 'stopForeground', service: 'A' },
        ...start('60s'),
        { at: '61s', do: 'end' },
      ],
    });
    const replayed = replayScenario(scenario);
    const { outcomes } = describePrediction(scenario, replayed);
    const words = scenarioTimeline(scenario, replayed, outcomes).map((entry) =>
      'step' in entry ? entry.step.do : `→ ${entry.outcome.outcome}`,
    );
    expect(words).toEqual([
      'startForegroundService',
      'startForeground',
      '→ timeout-callback',
      '→ crash-did-not-stop',
      'stopForeground',
      'startForegroundService',
      'startForeground',
      '→ start-denied-exhausted',
      'end',
    ]);
  });

  it('holds every step and every outcome once', () => {
    fc.assert(
      fc.property(scenarioDocument, (document) => {
        const read = readScenarioLine(JSON.stringify(document), 1);
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        const replayed = replayScenario(read.value);
        const { outcomes } = describePrediction(read.value, replayed);
        const timeline = scenarioTimeline(read.value, replayed, outcomes);
        expect(timeline.flatMap((entry) => ('step' in entry ? [entry.step] : []))).toEqual(read.value.steps);
        expect(timeline.flatMap((entry) => ('outcome' in entry ? [entry.outcome] : []))).toEqual(outcomes);
        const times = timeline.map(({ elapsedMs }) => elapsedMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });
});

describe('what an author expects', () => {
  const { outcomes } = predictScenario(scenarioOf({ device: { config: limited }, steps: start('0s') }));
  const judge = (expected: Record<string, unknown>): [boolean, number[]] => {
    const scenario = scenarioOf({ steps: [], expect: [expected] });
    const [judged] = judgeExpectations(scenario.expect, outcomes);
    return [judged?.isMet === true, judged?.instead.map(({ elapsedMs }) => elapsedMs) ?? []];
  };

  it('is met to the millisecond, or told when it comes instead', () => {
    expect(judge({ outcome: 'timeout-callback', at: '60s' })).toEqual([true, [60_000]]);
    expect(judge({ outcome: 'timeout-callback', at: '60001ms' })).toEqual([false, [60_000]]);
    expect(judge({ outcome: 'timeout-callback', type: 'mediaProcessing' })).toEqual([false, []]);
    expect(judge({ outcome: 'timeout-callback', service: 'A', type: 'dataSync' })).toEqual([true, [60_000]]);
  });

  it('may be that something never comes', () => {
    expect(judge({ outcome: 'crash-did-not-stop', never: true })).toEqual([false, [70_000]]);
    expect(judge({ outcome: 'crash-did-not-stop', never: true, at: '60s' })).toEqual([true, []]);
    expect(judge({ outcome: 'anr-short-service', never: true })).toEqual([true, []]);
  });
});
