import { describe, expect, it } from 'vitest';
import { foregroundSpans } from './foreground-spans.js';
import { describePrediction, replayScenario } from './predict-scenario.js';
import { readScenarioLine } from './scenario-lines.js';
import { scenarioTimeline } from './scenario-timeline.js';

/** `A 1 0..60000 stopped`: service, types, from, to, how it ended. */
function spansOf(document: Record<string, unknown>): string[] {
  const device = { release: 16, config: { data_sync_fgs_timeout_duration: '60s' } };
  const read = readScenarioLine(
    JSON.stringify({ curfew: 'scenario/1', device, services: [{ name: 'A' }], ...document }),
    1,
  );
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const scenario = read.value;
  const replayed = replayScenario(scenario);
  const { outcomes } = describePrediction(scenario, replayed);
  return foregroundSpans(scenario, scenarioTimeline(scenario, replayed, outcomes), 300_000).map(
    ({ service, types, fromMs, toMs, endedBy }) => `${service} ${types} ${fromMs}..${toMs} ${endedBy ?? 'open'}`,
  );
}

const start = (at: string, types: string[] = ['dataSync'], service = 'A'): unknown[] => [
  { at, do: 'startForegroundService', service },
  { at, do: 'startForeground', service, types },
];

describe('when services are in the foreground', () => {
  it('ends with a stop, with the crash of their process, or not at all', () => {
    expect(spansOf({ steps: [...start('0s'), { at: '20s', do: 'stopService', service: 'A' }] })).toEqual([
      'A 1 0..20000 stopped',
    ]);
    expect(spansOf({ steps: start('0s') })).toEqual(['A 1 0..70000 process died']);
    expect(spansOf({ steps: start('1s', ['location']) })).toEqual(['A 8 1000..300000 open']);
  });

  it('goes on when a bound service is stopped, until it is unbound', () => {
    const steps = [
      ...start('0s'),
      { at: '0s', do: 'bind', service: 'A' },
      { at: '10s', do: 'stopService', service: 'A' },
      { at: '30s', do: 'unbind', service: 'A' },
    ];
    expect(spansOf({ steps })).toEqual(['A 1 0..30000 stopped']);
  });

  it('changes with the types, and with what the app does in onTimeout', () => {
    const change = [...start('0s'), { at: '10s', do: 'startForeground', service: 'A', types: ['location'] }];
    expect(spansOf({ steps: change })).toEqual(['A 1 0..10000 stopped', 'A 8 10000..300000 open']);
    expect(spansOf({ steps: start('0s'), onTimeout: { A: { do: 'stopSelf', after: '2s' } } })).toEqual([
      'A 1 0..62000 stopped',
    ]);
    expect(spansOf({ steps: start('0s'), onTimeout: { A: 'stopForeground' } })).toEqual(['A 1 0..60000 stopped']);
    expect(spansOf({ steps: start('0s'), onTimeout: { A: 'switchType' } })).toEqual([
      'A 1 0..60000 stopped',
      `A ${1 << 30} 60000..300000 open`,
    ]);
  });

  it('does not begin with a start that is refused', () => {
    const steps = [
      { at: '0s', do: 'startService', service: 'A' },
      { at: '20s', do: 'startForeground', service: 'A', types: ['dataSync'], backgroundStart: 'denied' },
      { at: '30s', do: 'end' },
    ];
    expect(spansOf({ steps })).toEqual([]);
    expect(spansOf({ steps: [...start('0s'), ...start('100s')], onTimeout: { A: 'stopSelf' } })).toEqual([
      'A 1 0..60000 stopped',
    ]);
  });

  it('ends when the process dies, the app is stopped by force, or the device reboots', () => {
    for (const word of ['processDies', 'forceStop', 'reboot'])
      expect(spansOf({ steps: [...start('0s'), { at: '5s', do: word }] })[0]).toBe('A 1 0..5000 process died');
  });
});
