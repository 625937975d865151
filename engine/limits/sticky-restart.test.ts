/** When a sticky service whose process died is back (5.8; docs/scenarios.md, "App and services"). */
import { describe, expect, it } from 'vitest';
import { LedgerCode } from '../replay/ledger.js';
import { foreground, planned } from '../replay/plan-fixture.js';
import { MS_PER_MINUTE } from '../time.js';

const M = MS_PER_MINUTE;

/** `11000 A`: moments since the beginning at which services were back. */
function restarts(steps: readonly string[]): string[] {
  const { ledger, program } = planned(steps);
  return [...ledger.entries()]
    .filter(({ code }) => code === LedgerCode.restarted)
    .map(({ elapsed, service }) => `${elapsed} ${program.services[service]!.component.split('.').at(-1)}`);
}
const start = (service: string, at = '0s'): string => `at: ${at}, do: startService, service: ${service}`;
const dies = (at: string, process = 'main'): string => `at: ${at}, do: processDies, process: ${process}`;

describe('the delay of a restart', () => {
  it('is a second at first, and four times the last one where the service lived less than a minute since', () => {
    const deaths = [dies('10s'), dies('20s'), dies('30s')];
    // Back at 11 s, 24 s and 46 s.
    expect(restarts([start('A'), ...deaths, 'at: 1m, do: end'])).toEqual(['11000 A', '24000 A', '46000 A']);
  });

  it('is a second again where it lived a whole minute', () => {
    const short = [start('A'), dies('10s'), dies('70999ms'), 'at: 5m, do: end'];
    const whole = [start('A'), dies('10s'), dies('71s'), 'at: 5m, do: end'];
    expect(restarts(short)).toEqual(['11000 A', '74999 A']);
    expect(restarts(whole)).toEqual(['11000 A', '72000 A']);
  });

  it('counts the life from the last restart, not from the start', () => {
    expect(restarts([start('A'), dies('2m'), dies('2m10s'), 'at: 5m, do: end'])).toEqual(['121000 A', '134000 A']);
  });

  it('is a second again for a record that was stopped and started', () => {
    const again = ['at: 12s, do: stopService, service: A', start('A', '13s'), dies('14s')];
    expect(restarts([start('A'), dies('10s'), ...again, 'at: 1m, do: end'])).toEqual(['11000 A', '15000 A']);
  });

  it('grows by half an hour with each crash from the second on', () => {
    // The app crashes when B is stopped with its promise open.
    const crashes = (at: string): string[] => [
      `at: ${at}, do: startForegroundService, service: B`,
      `at: ${at}, do: stopService, service: B`,
    ];
    const steps = [start('A'), ...crashes('5s'), ...crashes('90s'), ...crashes('40m'), 'at: 3h, do: end'];
    expect(restarts(steps)).toEqual(['6000 A', `${31.5 * M} A`, `${100 * M} A`]);
  });
});

describe('restarts of several services', () => {
  it('are ten seconds apart', () => {
    expect(restarts([start('A'), start('C'), dies('10s'), 'at: 1m, do: end'])).toEqual(['11000 A', '21000 C']);
  });

  it('look again after each move whether another one is near', () => {
    const steps = [start('R'), start('A'), start('C'), dies('10s'), dies('10s', 'other'), 'at: 1m, do: end'];
    expect(restarts(steps)).toEqual(['11000 A', '21000 C', '31000 R']);
  });

  it('that are ten seconds apart by themselves stay where they are', () => {
    const steps = [start('A'), start('R'), dies('10s'), dies('20s', 'other'), 'at: 1m, do: end'];
    expect(restarts(steps)).toEqual(['11000 A', '21000 R']);
  });

  it('do not look at one that a start has brought back', () => {
    const steps = [
      start('A'),
      start('R'),
      dies('10s'),
      start('A', '10500ms'),
      dies('10600ms', 'other'),
      'at: 1m, do: end',
    ];
    expect(restarts(steps)).toEqual(['11600 R']);
  });

  it('do not look at one that was planned before a reboot', () => {
    const steps = [
      start('A'),
      dies('10s'),
      'at: 10500ms, do: reboot',
      start('R', '10600ms'),
      dies('10700ms', 'other'),
      'at: 1m, do: end',
    ];
    expect(restarts(steps)).toEqual(['11700 R']);
  });
});

describe('a planned restart', () => {
  it('is dropped by a start, also where the service dies again before it would have come', () => {
    const steps = [start('A'), dies('10s'), start('A', '10200ms'), dies('10400ms'), 'at: 1m, do: end'];
    // It lived briefly: 4 s after the second death, and nothing at 11 s.
    expect(restarts(steps)).toEqual(['14400 A']);
  });

  it('is dropped by a reboot', () => {
    expect(restarts([start('A'), dies('10s'), 'at: 10500ms, do: reboot', 'at: 1m, do: end'])).toEqual([]);
  });

  it('is dropped when the app is force-stopped', () => {
    expect(restarts([start('A'), dies('10s'), 'at: 10500ms, do: forceStop', 'at: 1m, do: end'])).toEqual([]);
  });

  it('is made for no shortService and for no service that is not sticky', () => {
    const steps = [...foreground('A', '0s', 'shortService'), start('B'), dies('10s'), 'at: 1m, do: end'];
    expect(restarts(steps)).toEqual([]);
  });
});
