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
/** In the foreground, so that no idle minute stops it. */
const start = (service: string, at = '0s'): string[] => foreground(service, at, 'specialUse');
const dies = (at: string, process = 'main'): string => `at: ${at}, do: processDies, process: ${process}`;
/** The process main crashes: B is stopped with its promise open. */
const crashes = (at: string): string[] => [
  `at: ${at}, do: startForegroundService, service: B`,
  `at: ${at}, do: stopService, service: B`,
];

describe('the delay of a restart', () => {
  it('is a second at first, and four times the last one where the service lived no more than a minute since', () => {
    const deaths = [dies('10s'), dies('20s'), dies('30s')];
    // Back at 11 s, 24 s and 46 s.
    expect(restarts([...start('A'), ...deaths, 'at: 1m, do: end'])).toEqual(['11000 A', '24000 A', '46000 A']);
  });

  it('is a second again where it lived more than a minute', () => {
    expect(restarts([...start('A'), dies('10s'), dies('71s'), 'at: 5m, do: end'])).toEqual(['11000 A', '75000 A']);
    expect(restarts([...start('A'), dies('10s'), dies('71001ms'), 'at: 5m, do: end'])).toEqual(['11000 A', '72001 A']);
  });

  it('counts the life from the last restart, not from the start', () => {
    expect(restarts([...start('A'), dies('2m'), dies('2m10s'), 'at: 5m, do: end'])).toEqual(['121000 A', '134000 A']);
  });

  it('is a second again for a record that was stopped and started', () => {
    const again = ['at: 12s, do: stopService, service: A', ...start('A', '13s'), dies('14s')];
    expect(restarts([...start('A'), dies('10s'), ...again, 'at: 1m, do: end'])).toEqual(['11000 A', '15000 A']);
  });

  it('is a second again where the app starts a record that waits, and grows on where it starts one that runs', () => {
    const waiting = [...start('A'), dies('10s'), ...start('A', '10200ms'), dies('10400ms'), 'at: 1m, do: end'];
    const running = [...start('A'), dies('10s'), ...start('A', '11200ms'), dies('11400ms'), 'at: 1m, do: end'];
    expect(restarts(waiting)).toEqual(['11400 A']);
    expect(restarts(running)).toEqual(['11000 A', '15400 A']);
  });

  it('is half an hour more with each crash from the second on', () => {
    const steps = [...start('A'), ...crashes('5s'), ...crashes('30s'), ...crashes('31m'), 'at: 2h, do: end'];
    expect(restarts(steps)).toEqual(['6000 A', `${30.5 * M} A`, `${91 * M} A`]);
  });

  it('begins anew with a crash after two minutes of life', () => {
    const steps = [...start('A'), ...crashes('5s'), ...crashes('30s'), ...crashes('40m'), 'at: 2h, do: end'];
    expect(restarts(steps)).toEqual(['6000 A', `${30.5 * M} A`, `${40 * M + 1_000} A`]);
  });
});

describe('a service whose process crashes twice within two minutes', () => {
  const plain = 'at: 0s, do: startService, service: A';

  it('is not restarted where none is in the foreground (K-15)', () => {
    expect(restarts([plain, ...crashes('5s'), ...crashes('20s'), 'at: 50s, do: end'])).toEqual(['6000 A']);
  });

  it('is restarted once more where the app was force-stopped in between, which forgets the crashes', () => {
    const again = ['at: 10s, do: forceStop', 'at: 11s, do: startService, service: A'];
    expect(restarts([plain, ...crashes('5s'), ...again, ...crashes('20s'), 'at: 50s, do: end'])).toEqual([
      '6000 A',
      '21000 A',
    ]);
  });
});

describe('restarts of several services', () => {
  it('come at once for all services of a process that comes up (K-14)', () => {
    expect(restarts([...start('A'), ...start('C'), dies('10s'), 'at: 1m, do: end'])).toEqual(['11000 A', '11000 C']);
    const bySomebody = [...start('A'), dies('10s'), 'at: 10500ms, do: startService, service: B', 'at: 50s, do: end'];
    expect(restarts(bySomebody)).toEqual(['10500 A']);
  });

  it('are ten seconds apart', () => {
    const steps = [...start('A'), ...start('R'), dies('10s'), dies('10500ms', 'other'), 'at: 1m, do: end'];
    expect(restarts(steps)).toEqual(['11000 A', '21000 R']);
  });

  it('move up where a process brought several of its services back', () => {
    const both = [...start('A'), ...start('C'), ...start('R')];
    expect(restarts([...both, dies('10s'), dies('10500ms', 'other'), 'at: 1m, do: end'])).toEqual([
      '11000 A',
      '11000 C',
      '11500 R',
    ]);
  });

  it('do not look at one that a start has brought back', () => {
    const steps = [
      ...start('A'),
      ...start('R'),
      dies('10s'),
      ...start('A', '10500ms'),
      dies('10600ms', 'other'),
      'at: 1m, do: end',
    ];
    expect(restarts(steps)).toEqual(['11600 R']);
  });

  it('do not look at one that was planned before a reboot', () => {
    const steps = [
      ...start('A'),
      dies('10s'),
      'at: 10500ms, do: reboot',
      ...start('R', '10600ms'),
      dies('10700ms', 'other'),
      'at: 1m, do: end',
    ];
    expect(restarts(steps)).toEqual(['11700 R']);
  });
});

describe('a planned restart', () => {
  it('is dropped by a reboot', () => {
    expect(restarts([...start('A'), dies('10s'), 'at: 10500ms, do: reboot', 'at: 1m, do: end'])).toEqual([]);
  });

  it('is dropped when the app is force-stopped', () => {
    expect(restarts([...start('A'), dies('10s'), 'at: 10500ms, do: forceStop', 'at: 1m, do: end'])).toEqual([]);
  });

  it('is made for no shortService and for no service that is not sticky', () => {
    const steps = [...foreground('A', '0s', 'shortService'), ...start('B'), dies('10s'), 'at: 1m, do: end'];
    expect(restarts(steps)).toEqual([]);
  });
});
