import { describe, expect, it } from 'vitest';
import { android15 } from '../policy/shipped.js';
import { compile } from '../replay/compile.js';
import { replay } from '../replay/replay.js';
import { readScenario } from '../scenario/read-scenario.js';
import { outcomeLine, Script } from '../testing/script.js';
import { MS_PER_HOUR as H } from '../time.js';
import { TraceBuilder } from '../trace/trace-builder.js';
import { emptyMeta, type Trace } from '../trace/trace.js';
import {
  changedScenario,
  changedTrace,
  nothingChanged,
  settingsOfScenario,
  settingsOfTrace,
  type ChangedInputs,
} from './changed-inputs.js';

const other = { uid: 10_200, packageName: 'com.example.other' };
const change = (some: Partial<ChangedInputs>): ChangedInputs => ({ ...nothingChanged, ...some });
const told = (trace: Trace): string[] =>
  replay(compile(trace, 'recording'), android15)
    .outcomes.filter(({ outcome }) => outcome === 'timeout-callback')
    .map(outcomeLine);
const DATA_SYNC = 'data_sync_fgs_timeout_duration';

describe('a recording with other facts', () => {
  const recording = new Script()
    .start(0)
    .stop(8 * H)
    .trace();

  it('is the same recording where nothing changes', () => {
    expect(changedTrace(recording, nothingChanged)).toBe(recording);
    const empty = new TraceBuilder().finish(emptyMeta);
    expect(changedTrace(empty, change({ targetSdk: 34 }))).toBe(empty);
  });

  it('targets another SDK, also where the recording says one or says none', () => {
    for (const targetSdk of [35, null, 34]) {
      const trace = new Script({ targetSdk })
        .start(0)
        .stop(8 * H)
        .trace();
      expect(told(changedTrace(trace, change({ targetSdk: 34 })))).toEqual([]);
      expect(told(changedTrace(trace, change({ targetSdk: 36 })))).toHaveLength(1);
    }
  });

  it('targets another SDK for one app alone', () => {
    const trace = new Script()
      .start(0)
      .stop(8 * H)
      .app(other)
      .start(0)
      .stop(8 * H)
      .trace();
    expect(told(trace)).toHaveLength(2);
    const changed = changedTrace(trace, change({ targetSdk: 34, packageName: other.packageName }));
    expect(told(changed)).toEqual(told(recording));
  });

  it('switches the limits on or off for an app', () => {
    const old = new Script({ targetSdk: 34 })
      .start(0)
      .stop(8 * H)
      .trace();
    const on = change({ timeLimitsOfApps: new Map([['com.example.sync', true]]) });
    expect(told(old)).toEqual([]);
    expect(told(changedTrace(old, on))).toEqual(told(recording));
    const off = change({ timeLimitsOfApps: new Map([['com.example.sync', false]]) });
    expect(told(changedTrace(recording, off))).toEqual([]);
  });

  it('leaves out what it says itself of a setting at its beginning, and keeps what it says later', () => {
    const script = (setAt: number): Trace =>
      new Script({ hasBoot: false, targetSdk: null })
        .setConfig(setAt, DATA_SYNC, H)
        .start(0)
        .stop(8 * H)
        .trace();
    const said = change({ saidKeys: new Set([DATA_SYNC]) });
    expect(settingsOfTrace(script(-1), new Set([DATA_SYNC]))).toEqual(new Map([[DATA_SYNC, H]]));
    expect(told(script(-1))[0]).toContain('+1:00:00');
    expect(told(changedTrace(script(-1), said))[0]).toContain('+6:00:00');
    const later = new Script()
      .setConfig(-1, DATA_SYNC, H)
      .start(0)
      .stop(8 * H)
      .trace();
    expect(settingsOfTrace(later, new Set([DATA_SYNC])).size).toBe(0);
    expect(told(changedTrace(later, said))[0]).toContain('+1:00:00');
  });

  it('keeps every row, its place in the source and its texts', () => {
    const builder = new TraceBuilder();
    for (const event of new Script().start(0).stop(8 * H).events)
      builder.add({
        ...event,
        provenance: { source: 0, line: 7, byteStart: 1, byteEnd: 2, buffer: 'main', rawText: 'a line' } as never,
      });
    const trace = builder.finish(emptyMeta);
    const changed = changedTrace(
      trace,
      change({ targetSdk: 36, timeLimitsOfApps: new Map([['com.example.sync', true]]) }),
    );
    const added = changed.length - trace.length;
    expect(added).toBe(2);
    expect(changed.event(0)).toMatchObject({ elapsed: trace.event(0).elapsed, argument: 36 });
    expect(changed.event(1)).toMatchObject({ note: '317799821', argument: 1 });
    expect(changed.provenance(0)).toBeUndefined();
    for (let row = 0; row < trace.length; row++) {
      const { argument, ...rest } = trace.event(row);
      expect(changed.event(row + added)).toMatchObject(rest);
      expect([argument, 36]).toContain(changed.event(row + added).argument);
      expect(changed.provenance(row + added)).toEqual(trace.provenance(row));
    }
  });

  it('does not touch the recording that it was made from', () => {
    const before = Array.from({ length: recording.length }, (_, row) => recording.event(row));
    changedTrace(recording, change({ targetSdk: 20, saidKeys: new Set([DATA_SYNC]) }));
    expect(Array.from({ length: recording.length }, (_, row) => recording.event(row))).toEqual(before);
  });
});

describe('a scenario with other facts', () => {
  const read = readScenario(
    `curfew: scenario/1\napp: { package: com.example.sync, targetSdk: 35 }\ndevice: { config: { ${DATA_SYNC}: 1h, short_fgs_timeout_duration: 5s } }\nservices: []\nsteps: [{ at: 1s, do: setConfig, key: ${DATA_SYNC}, value: 2h }]\n`,
    'x',
  );
  if (!read.ok) throw new Error('the scenario is wrong');
  const scenario = read.value;

  it('targets another SDK, leaves out settings of its device, and keeps its steps', () => {
    const changed = changedScenario(scenario, change({ targetSdk: 34, saidKeys: new Set([DATA_SYNC]) }));
    expect(changed.targetSdk).toBe(34);
    expect(changed.device.config).toEqual([{ key: 'short_fgs_timeout_duration', value: 5_000 }]);
    expect(changed.steps).toEqual(scenario.steps);
    expect(settingsOfScenario(scenario, new Set([DATA_SYNC]))).toEqual(new Map([[DATA_SYNC, H]]));
    expect(changedScenario(scenario, nothingChanged)).toEqual(scenario);
  });

  it('is left alone where another app is meant', () => {
    const changed = changedScenario(
      scenario,
      change({ targetSdk: 34, packageName: 'com.other', timeLimitsOfApps: new Map([['com.other', false]]) }),
    );
    expect(changed).toEqual(scenario);
  });

  it('switches the limits by a step before all others', () => {
    const { steps } = changedScenario(scenario, change({ timeLimitsOfApps: new Map([['com.example.sync', false]]) }));
    expect(steps[0]).toEqual({ atMs: 0, do: 'setCompat', change: 317_799_821, enabled: false });
  });
});
