/** What a plan adds to a recording, where docs/scenarios.md says it in a sentence that is easily misread. */
import { describe, expect, it } from 'vitest';
import { predictScenario } from '../scenario/predict-scenario.js';
import { readScenario } from '../scenario/read-scenario.js';

/** Outcomes that somebody is told of, as `<ms> <outcome>`. */
function outcomes(steps: string, more = ''): string[] {
  const text = `curfew: scenario/1
name: test
app: { package: dev.curfew.probe.t35, targetSdk: 35 }
services:
  - { name: A, declared: [dataSync, specialUse, shortService], sticky: false }
${more}steps:
${steps}`;
  const scenario = readScenario(text, 'test.yaml');
  if (!scenario.ok) throw new Error(scenario.error.map(({ message }) => message).join('; '));
  return predictScenario(scenario.value)
    .outcomes.filter((event) => event.silent !== true)
    .map((event) => `${event.elapsedMs} ${event.outcome}`);
}

describe('a plan', () => {
  it('looks anew at a late startForeground after startService, also when the start was eligible', () => {
    const lines = outcomes(`  - { at: 0s, do: startService, service: A }
  - { at: 11s, do: startForeground, service: A, types: [specialUse], backgroundStart: denied }
  - { at: 20s, do: end }`);
    expect(lines).toEqual(['11000 start-denied-background']);
  });

  it('looks anew at every late first startForeground, of a service that is only bound too (K-06)', () => {
    const late = (at: number): string[] =>
      outcomes(`  - { at: 0s, do: startService, service: A }
  - { at: 1s, do: stopService, service: A }
  - { at: 2s, do: bind, service: A }
  - { at: 3s, do: startService, service: A }
  - { at: 4s, do: stopService, service: A }
  - { at: ${at}ms, do: startForeground, service: A, types: [specialUse], backgroundStart: denied }
  - { at: 30s, do: end }`);
    expect(late(12_000)).toEqual([]);
    expect(late(12_001)).toEqual(['12001 start-denied-background']);
  });

  it('lets a promise that nobody keeps crash the app after 30 s, and at once when the service is stopped', () => {
    const kept = outcomes(`  - { at: 0s, do: startForegroundService, service: A }
  - { at: 60s, do: end }`);
    const stopped = outcomes(`  - { at: 0s, do: startForegroundService, service: A }
  - { at: 5s, do: stopService, service: A }
  - { at: 60s, do: end }`);
    expect(kept).toEqual(['30000 crash-did-not-start']);
    expect(stopped).toEqual(['5000 crash-did-not-start']);
  });

  it('keeps the crash from an app whose main thread hangs', () => {
    const lines = outcomes(
      `  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 7h, do: end }`,
      'onTimeout: { A: hang }\n',
    );
    expect(lines).toEqual(['21600000 timeout-callback']);
  });

  it('drops a reaction when its process dies first', () => {
    const lines = outcomes(
      `  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [shortService] }
  - { at: 3m1s, do: processDies }
  - { at: 3m2s, do: startService, service: A }
  - { at: 3m2s, do: startForeground, service: A, types: [specialUse] }
  - { at: 10m, do: end }`,
      'onTimeout: { A: { do: stopSelf, after: 5s } }\n',
    );
    expect(lines).toEqual(['180000 timeout-callback']);
  });
});
