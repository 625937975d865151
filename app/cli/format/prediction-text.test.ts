import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compressScenario } from '../../../engine/scenario/compress.js';
import { policyOfScenario } from '../../../engine/scenario/policy-of-scenario.js';
import { readScenario } from '../../../engine/scenario/read-scenario.js';
import type { Scenario } from '../../../engine/scenario/scenario.js';
import { readMarkup } from '../../lab/reports/testing/markup-check.js';
import { predict } from './predicted-scenario.js';
import { predictionPicture } from './prediction-picture.js';
import { formatPrediction } from './prediction-text.js';

function scenarioOf(text: string): Scenario {
  const read = readScenario(text, 'test.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function example(file: string): Scenario {
  return scenarioOf(readFileSync(new URL(`../../../examples/scenarios/${file}.yaml`, import.meta.url), 'utf8'));
}

const textOf = (scenario: Scenario, width = 100): string =>
  formatPrediction(predict(scenario, policyOfScenario(scenario), null), { colour: false, width });

describe('a predicted scenario as text', () => {
  it('draws the timeline and tells it with reasons, budgets and what was expected', () => {
    expect(textOf(example('e3-two-services-one-clock'))).toMatchInlineSnapshot(`
      "E3, two dataSync services share one clock
      android-15 (V3): Android 15 as most devices have it. Target SDK 35, booted 4 d 4 h before.

      A          ═══════════════════════════════════════════
      B                               ════════════════════════════════════════════════════════════════▽✕
                 0                    2 h                  4 h                   6 h

      Timeline
        +0:00:00        startForegroundService A
        +0:00:00        startForeground A dataSync
        +2:00:00        startForegroundService B
        +2:00:00        startForeground B dataSync
        +4:00:00        stopService A
        +8:00:00        ▽ timeout callback of B (dataSync)
                          +2:00:00 2 h were never charged: a service was started while another of its
                            type was running
                          +2:00:00 in the foreground with 6 h of the budget left: deadline +8:00:00
                          +4:00:00 2 h were charged (dev.curfew.probe.t35/.A)
                          +8:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped
                            the service or reset the budget
        +8:00:10        ✕ crash (did not stop in time) of B (dataSync)
                          +2:00:00 2 h were never charged: a service was started while another of its
                            type was running
                          +2:00:00 in the foreground with 6 h of the budget left: deadline +8:00:00
                          +4:00:00 2 h were charged (dev.curfew.probe.t35/.A)
                          +8:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped
                            the service or reset the budget
                          +8:00:10 the service had not stopped 10 s after onTimeout: crash

      Budgets at the end
        dataSync: 6 h charged, 0 services counted as running, limit reached at uptime 4 d 12 h

      Expected: 3 of 3 met
        ✓ met           never timeout-callback of A
        ✓ met           timeout-callback of B (dataSync) at 8h
        ✓ met           crash-did-not-stop of B at 8h10s
      "
    `);
  });

  it('draws the screen and deep sleep', () => {
    expect(textOf(example('c31-top-7h'))).toMatch(/^on screen {2}▀+$/m);
    // The crash takes the app off the screen: the bar ends at the cross.
    const lines = textOf(example('c31-top-7h-v2')).split('\n');
    const [service, onScreen] = [/^A .*✕$/, /^on screen .*▀$/].map((lane) => lines.find((line) => lane.test(line)));
    expect(onScreen?.length).toBe(service?.length);
    expect(onScreen?.length).toBeGreaterThan(20);
    expect(textOf(example('e12-deep-sleep'))).toMatch(/^asleep +░+$/m);
  });

  it('says what is not met, and when it comes instead', () => {
    const scenario = scenarioOf(`
curfew: scenario/1
services: [{ name: A }]
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
expect:
  - { outcome: timeout-callback, service: A, at: 5h }
  - { outcome: anr-short-service }
  - { outcome: crash-did-not-stop, never: true }`);
    const text = textOf(scenario);
    expect(text).toContain('Expected: 0 of 3 met');
    expect(text).toContain('timeout-callback of A at 5h; predicted at 6h');
    expect(text).toContain('anr-short-service; it is not predicted at all');
    expect(text).toContain('never crash-did-not-stop; predicted at 6h10s');
  });

  it('tells what was compressed and what could not be', () => {
    const scenario = example('e13-exactly-24-hours');
    const policy = policyOfScenario(scenario);
    const compressed = compressScenario(scenario, policy, 60);
    const text = formatPrediction(predict(compressed.scenario, policy, compressed), { colour: false, width: 200 });
    expect(text).toContain('Compressed 60x');
    expect(text).toContain('not scaled      The 24 h window');
    expect(text).toContain('differs         The compressed scenario is another story');
  });

  it('fits the width that it is given, and lets no escape sequence through', () => {
    const scenario = { ...example('e4-poisoned-budget'), name: 'evil \u001b[31m name' };
    for (const width of [60, 80, 140]) {
      const lines = textOf(scenario, width).split('\n');
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    }
    expect(textOf(scenario)).not.toContain('\u001b');
  });
});

describe('a predicted scenario as a picture', () => {
  it.each(['e4-poisoned-budget', 'c39-other-process', 'c44-sleep', 'c06-stop-service'])('%s is well-formed', (file) => {
    const scenario = example(file);
    const svg = predictionPicture(predict(scenario, policyOfScenario(scenario), null));
    const tags = readMarkup(svg.replace(/<!\[CDATA\[[\s\S]*?\]\]>/, ''), 'xml');
    expect(tags[0]?.name).toBe('svg');
    expect(tags.find(({ name }) => name === 'title')?.text).toContain(scenario.name);
    expect(svg).not.toContain('observed');
  });

  it('has a mark for every outcome that it shows, and names that are markup stay text', () => {
    const scenario = { ...example('c31-top-7h'), name: '<script>alert(1)</script>' };
    const svg = predictionPicture(predict(scenario, policyOfScenario(scenario), null));
    // Three deadlines moved, the callback, the crash and the death that follows from it.
    expect(svg.match(/class="mark /g)).toHaveLength(6);
    expect(svg).not.toContain('<script>');
  });
});

describe('the conformance scenarios', () => {
  const names = readdirSync(new URL('../../../examples/scenarios/', import.meta.url))
    .filter((file) => /^c\d.*\.yaml$/.test(file))
    .map((file) => file.slice(0, -'.yaml'.length));

  // CTS FgsTimeoutTest, the short-service cases and the lab's own: every outcome with its reasons, to be read and compared.
  it.each(names)('%s is predicted with these reasons', async (name) => {
    await expect(textOf(example(name))).toMatchFileSnapshot(`../../../examples/predictions/${name}.txt`);
  });
});
