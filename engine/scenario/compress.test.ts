import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compressScenario, parseFactor, type CompressedScenario } from './compress.js';
import { judgeExpectations } from './expectations.js';
import { policyOfScenario } from './policy-of-scenario.js';
import { predictScenario } from './predict-scenario.js';
import { readScenario } from './read-scenario.js';

function compressed(file: string, factor: number): CompressedScenario {
  const read = readScenario(
    readFileSync(new URL(`../../examples/scenarios/${file}.yaml`, import.meta.url), 'utf8'),
    file,
  );
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return compressScenario(read.value, policyOfScenario(read.value), factor);
}

describe('time compression', () => {
  it.each([
    ['60x', 60],
    ['60', 60],
    ['2.5x', 2.5],
  ])('reads the factor %s', (text, factor) => {
    expect(parseFactor(text)).toEqual({ ok: true, value: factor });
  });

  it.each(['1x', '0', '-5x', 'x', '', '60 x', '1e3', '99999x'])('refuses the factor %j', (text) => {
    expect(parseFactor(text).ok).toBe(false);
  });

  it('scales limits and waits together and leaves the grace as it is', () => {
    const { scenario, differences } = compressed('e3-two-services-one-clock', 60);
    expect(differences).toEqual([]);
    expect(scenario.device.config).toEqual([{ key: 'data_sync_fgs_timeout_duration', value: 360_000 }]);
    expect(scenario.steps.map(({ atMs }) => atMs)).toEqual([0, 0, 120_000, 120_000, 240_000]);
    const { outcomes } = predictScenario(scenario);
    expect(outcomes.map(({ outcome, elapsedMs }) => [outcome, elapsedMs])).toEqual([
      ['timeout-callback', 480_000],
      ['crash-did-not-stop', 490_000],
    ]);
  });

  it('moves what the author expects to when it comes now', () => {
    const { scenario } = compressed('e12-deep-sleep', 60);
    const judged = judgeExpectations(scenario.expect, predictScenario(scenario).outcomes);
    expect(judged.map(({ expectation, isMet }) => [expectation.atMs, isMet])).toEqual([
      [1_560_000, true],
      [1_570_000, true],
    ]);
  });

  it('scales a limit that a step sets, and sleeps', () => {
    const { scenario } = compressed('c43-device-config', 10);
    expect(scenario.steps.find((step) => step.do === 'setConfig')).toMatchObject({ atMs: 3_000, value: 2_000 });
    const slept = compressed('c44-sleep', 10).scenario.steps.find((step) => step.do === 'sleep');
    expect(slept).toMatchObject({ atMs: 2_000, forMs: 60_000 });
  });

  it('names what cannot be scaled, the 24 h window first', () => {
    const { notScaled } = compressed('e13-exactly-24-hours', 60);
    expect(notScaled[0]).toBe(
      'The 24 h window of the time-limited types is hard-coded: steps that wait for it come too early now.',
    );
    expect(notScaled.join('\n')).toContain('fgs_crash_extra_wait_duration');
    expect(notScaled.join('\n')).toContain('on 6 m that weighs as much as 6 s on 6 h');
    expect(compressed('e1-background-start', 60).notScaled[0]).toContain('this scenario does not wait for it');
  });

  it('says so when the compressed scenario tells another story', () => {
    const { differences } = compressed('e13-exactly-24-hours', 60);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toContain('budget-reset of A at 24h1ms in full time');
  });
});
