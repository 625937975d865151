/** What a plan adds to a recording, where docs/scenarios.md says it in a sentence that is easily misread. */
import { describe, expect, it } from 'vitest';
import { predictScenario } from '../scenario/predict-scenario.js';
import { readScenario } from '../scenario/read-scenario.js';
import { LedgerCode } from './ledger.js';
import { foreground, planned, plannedLines } from './plan-fixture.js';

/** Outcomes that somebody is told of, as `<ms> <outcome>`. */
function outcomes(steps: string, more = '', targetSdk = 35): string[] {
  const text = `curfew: scenario/1
name: test
app: { package: dev.curfew.probe.t35, targetSdk: ${targetSdk} }
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

  it('looks anew at the first startForeground after a reboot, whatever the record of the boot before had done', () => {
    const steps = `  - { at: 0s, do: bind, service: A }
  - { at: 1s, do: startForeground, service: A, types: [specialUse] }
  - { at: 10s, do: reboot }
  - { at: 20s, do: bind, service: A }
  - { at: 55s, do: startForeground, service: A, types: [specialUse], backgroundStart: denied }
  - { at: 60s, do: end }`;
    // Below target 35 a bind gives a right to start, which is forgotten only where the record is looked at anew.
    expect(outcomes(steps, '', 34)).toEqual(['55000 start-denied-background']);
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

describe('what an app does about its timeout', () => {
  const ran = foreground('A', '0s', 'dataSync');
  const timedOut = '21600000 timeout-callback A';
  const crashed = '21610000 crash-did-not-stop A';

  it('is done after its delay: a hang that comes within the grace keeps the crash away, a later one does not', () => {
    const hang = (after: string): string[] =>
      plannedLines([...ran, 'at: 6h1m, do: end'], { onTimeout: `{ A: { do: hang, after: ${after} } }` });
    expect(hang('5s')).toEqual([timedOut]);
    expect(hang('20s')).toEqual([timedOut, crashed]);
  });

  it('is not done by a process that came up since, though the sticky service is the same', () => {
    const steps = [...ran, 'at: 6h1s, do: processDies', 'at: 6h1m, do: end'];
    const onTimeout = '{ A: { do: stopSelf, after: 5s } }';
    expect(plannedLines([...ran, 'at: 6h1m, do: end'], { onTimeout })).toEqual([timedOut]);
    expect(plannedLines(steps, { onTimeout })).toEqual([timedOut, crashed]);
  });

  it('is not done while its process is down', () => {
    const steps = [...ran, 'at: 6h4500ms, do: processDies', 'at: 6h1m, do: end'];
    expect(plannedLines(steps, { onTimeout: '{ A: { do: stopForeground, after: 5s } }' })).toEqual([timedOut, crashed]);
  });
});

describe('a process that is down', () => {
  const back = (step: string): number[] => {
    const steps = [...foreground('A', '0s', 'specialUse'), 'at: 10s, do: processDies', step, 'at: 1m, do: end'];
    const entries = [...planned(steps).ledger.entries()];
    return entries.filter(({ code }) => code === LedgerCode.restarted).map(({ elapsed }) => elapsed);
  };

  it('comes up with the app, and brings what waits for it back', () => {
    expect(back('at: 10200ms, do: appToTop')).toEqual([10_200]);
  });

  it('cannot leave the screen', () => {
    expect(back('at: 10200ms, do: appToHome')).toEqual([11_000]);
  });
});

describe('an app that hangs some time after onTimeout', () => {
  const onTimeout = '{ B: { do: hang, after: 2s } }';
  const limit = [...foreground('B', '0s', 'dataSync')];

  it('never gets to the crash that the grace ends with', () => {
    expect(plannedLines([...limit, 'at: 7h, do: end'], { onTimeout })).toEqual(['21600000 timeout-callback B']);
    expect(plannedLines([...limit, 'at: 7h, do: end'])).toEqual([
      '21600000 timeout-callback B',
      '21610000 crash-did-not-stop B',
    ]);
  });

  it('hangs although the service that was called is gone: no crash reaches it any more', () => {
    const stopped = [...limit, 'at: 21601s, do: stopService, service: B'];
    const broken = [
      'at: 21603s, do: startForegroundService, service: A',
      'at: 21604s, do: stopService, service: A',
      'at: 7h, do: end',
    ];
    expect(plannedLines([...stopped, ...broken], { onTimeout })).toEqual(['21600000 timeout-callback B']);
    expect(plannedLines([...stopped, ...broken])).toEqual([
      '21600000 timeout-callback B',
      '21604000 crash-did-not-start A',
    ]);
  });
});

describe('a shortService whose time was shortened while it runs', () => {
  it('holds its app up no longer from the next moment at which the platform looks at the app, if only its exemptions changed', () => {
    const steps = [
      'at: 0s, do: startService, service: B',
      'at: 1m, do: startForeground, service: B, types: [shortService]',
      'at: 2m, do: setConfig, key: short_fgs_timeout_duration, value: 1m',
      'at: 3m, do: grantBackgroundStart',
      'at: 10m, do: end',
    ];
    const idleAt = (device: string): string | undefined =>
      plannedLines(steps, { device }).find((line) => line.includes('service-stopped-idle'));
    // Due at 1 m + 1 m + 5 s: past when it is looked at, at 3 m. One minute later the app is idle.
    expect(idleAt('{ release: 14 }')).toBe('240000 service-stopped-idle B');
  });
});
