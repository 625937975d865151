import { describe, expect, it } from 'vitest';
import { eventKindName } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import { planTrace, reactionsOf } from './plan-trace.js';
import { readScenarioLine } from './scenario-lines.js';
import type { Scenario } from './scenario.js';

function scenarioOf(document: Record<string, unknown>): Scenario {
  const read = readScenarioLine(JSON.stringify({ curfew: 'scenario/1', services: [], steps: [], ...document }), 1);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** `elapsed uptime kind …` with what a row says beyond that. */
function rowsOf(trace: Trace): string[] {
  return Array.from({ length: trace.length }, (_, row) => {
    const { kind, elapsed, uptime, process, service, types, argument, note } = trace.event(row);
    const said = [
      service,
      process,
      note,
      types === 0 ? '' : `types ${types}`,
      argument === undefined ? '' : `= ${argument}`,
    ];
    return [`${elapsed} ${uptime} ${eventKindName(kind)}`, ...said.filter((word) => word !== '')].join(' ');
  });
}

describe('the planned trace of a scenario', () => {
  it('has a row for everything that a step does, with components and process names of the device', () => {
    const scenario = scenarioOf({
      app: { package: 'com.example', targetSdk: 36 },
      device: { release: 16, bootUptime: '1h', config: { data_sync_fgs_timeout_duration: '60s' } },
      processes: ['main', 'other'],
      services: [{ name: 'B', process: 'other', sticky: true }, { name: 'A' }],
      steps: [
        { at: '0s', do: 'bootCompleted' },
        { at: '1s', do: 'startForegroundService', service: 'A', backgroundStart: 'denied' },
        { at: '2s', do: 'startForeground', service: 'B', types: ['dataSync'], backgroundStart: 'allowed' },
        { at: '3s', do: 'bind', service: 'B' },
        { at: '4s', do: 'unbind', service: 'B' },
        { at: '5s', do: 'stopSelf', service: 'A' },
        { at: '6s', do: 'appToTop' },
        { at: '7s', do: 'appToHome' },
        { at: '8s', do: 'processDies', process: 'other' },
        { at: '9s', do: 'setConfig', key: 'fgs_crash_extra_wait_duration', value: 500 },
        { at: '10s', do: 'setCompat', change: 'FGS_INTRODUCE_TIME_LIMITS', enabled: false },
        { at: '11s', do: 'revokeBackgroundStart' },
        { at: '12s', do: 'idleUid' },
        { at: '13s', do: 'forceStop' },
        { at: '14s', do: 'reboot' },
        { at: '15s', do: 'end' },
      ],
    });
    expect(rowsOf(planTrace(scenario))).toMatchInlineSnapshot(`
      [
        "-3600000 -3600000 boot",
        "-3600000 -3600000 targetSdk com.example = 36",
        "-3600000 -3600000 configSet data_sync_fgs_timeout_duration = 60000",
        "-3600000 -3600000 backgroundFlag com.example = 1",
        "-3600000 -3600000 serviceSticky com.example/.B com.example:other = 1",
        "-3600000 -3600000 serviceSticky com.example/.A com.example = 0",
        "0 0 bootCompleted com.example",
        "1000 1000 startForegroundService com.example/.A com.example = 1",
        "2000 2000 startForeground com.example/.B com.example:other types 1 = 2",
        "3000 3000 bindService com.example/.B com.example:other",
        "4000 4000 unbindService com.example/.B com.example:other",
        "5000 5000 stopSelf com.example/.A com.example",
        "6000 6000 processState com.example = 2",
        "7000 7000 processState com.example = 15",
        "8000 8000 processDied com.example:other",
        "9000 9000 configSet fgs_crash_extra_wait_duration = 500",
        "10000 10000 compatSet com.example 317799821 = 0",
        "11000 11000 backgroundFlag com.example = 0",
        "12000 12000 uidIdle com.example",
        "13000 13000 forceStop com.example",
        "14000 14000 boot",
        "15000 15000 recordingEnd",
      ]
    `);
  });

  it('stands still in uptime while the device sleeps', () => {
    const scenario = scenarioOf({
      steps: [
        { at: '1m', do: 'sleep', for: '1h' },
        { after: '1h', do: 'screenOn' },
        { after: '1s', do: 'end' },
      ],
    });
    expect(rowsOf(planTrace(scenario)).slice(3)).toEqual([
      '60000 60000 sleepBegin',
      '3660000 60000 sleepEnd',
      '3660000 60000 screenOn',
      '3661000 61000 recordingEnd',
    ]);
  });

  it('is marked as a plan that begins with the scenario', () => {
    const { meta } = planTrace(scenarioOf({ device: { release: 17 } }));
    expect({ zero: meta.zero, release: meta.release }).toEqual({ zero: 'scenario-start', release: 17 });
  });

  it('tells the replay what services do in onTimeout, those that do something', () => {
    const scenario = scenarioOf({
      app: { package: 'com.example' },
      services: [{ name: 'A' }, { name: 'B' }, { name: 'C' }],
      onTimeout: { A: { do: 'stopSelf', after: '640ms' }, B: 'switchType', C: 'ignore' },
    });
    expect([...reactionsOf(scenario)]).toEqual([
      ['com.example/.A', { do: 'stopSelf', afterMs: 640, types: 0 }],
      ['com.example/.B', { do: 'switchType', afterMs: 0, types: 1 << 30 }],
    ]);
  });
});
