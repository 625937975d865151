import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTrace } from '../../engine/trace/arrow-file.js';
import { scenarioOf } from '../../app/lab/runs/case/case-fixture.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { describeWithAdb, until } from '../simulator/tools.js';
import { startBenches, type Benches, type Played } from './bench-fixture.js';

const limits = '{ data_sync_fgs_timeout_duration: 1500ms, fgs_crash_extra_wait_duration: 1s }';

const limited = (release: number, services: string, steps: string, more = ''): Scenario =>
  scenarioOf(`
app: { targetSdk: 35 }
device: { release: ${release}, config: ${limits} }
services:
${services}
steps:
${steps}
${more}`);

const doesNotStop = (release: number): Scenario =>
  limited(
    release,
    '  - { name: A, declared: [dataSync] }',
    `  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 3s, do: end }`,
  );

const verdictsOf = ({ result }: Played): readonly string[] =>
  result.analysis?.verdicts.map(({ outcome, verdict }) => `${outcome}: ${verdict}`) ?? [];

describeWithAdb('a case on a simulated device behind the real adb server', () => {
  let benches: Benches;
  beforeAll(async () => {
    benches = await startBenches();
  });
  afterAll(async () => {
    await benches.close();
  });

  it.concurrent.each([15, 16, 17] as const)('does what was predicted on Android %i', async (release) => {
    const played = await benches.at(release, (bench) => bench.play(doesNotStop(release)));
    expect(played.result).toMatchObject({ state: 'done', reason: null });
    expect(verdictsOf(played)).toEqual(['timeout-callback: as-predicted', 'crash-did-not-stop: as-predicted']);
    for (const mark of played.marks.filter(({ voice }) => voice === 'observed')) {
      const predicted = played.marks.find(({ voice, outcome }) => voice === 'predicted' && outcome === mark.outcome);
      expect(Math.abs(mark.atMs - (predicted?.atMs ?? Number.NaN))).toBeLessThan(1_000);
    }
    expect(played.phases).toEqual([
      'preparing',
      'installing',
      'confirming limits',
      'playing',
      'collecting',
      'comparing',
    ]);
    expect(played.left).toEqual([]);
    expect(played.result.environment?.limits).toContainEqual({
      name: 'data_sync_fgs_timeout_duration',
      value: '1500',
      reading: '1.500 s',
      origin: 'set for this run',
    });
    const [, bytes] = [...played.kept].find(([title]) => title.endsWith(': trace')) ?? [];
    const trace = readTrace(bytes ?? new Uint8Array());
    expect(trace.ok && trace.value.length).toBeGreaterThan(5);
  });

  it.concurrent('tells what is missing when the device does not crash the app', async () => {
    const played = await benches.at(15, (bench) => bench.play(doesNotStop(15)), 'no-crash');
    expect(played.result.state).toBe('done');
    expect(verdictsOf(played)).toEqual(['timeout-callback: as-predicted', 'crash-did-not-stop: missing']);
  });

  it.concurrent('fills the hole of a cable that was out', async () => {
    const played = await benches.at(15, async (bench) => {
      const playing = bench.play(doesNotStop(15));
      await until(() => bench.hasBegun);
      await bench.pullCable();
      return await playing;
    });
    expect(played.result).toMatchObject({ state: 'done', reason: null });
    expect(verdictsOf(played)).toEqual(['timeout-callback: as-predicted', 'crash-did-not-stop: as-predicted']);
    const lines = played.heard.filter(({ source }) => source === 'logcat').map(({ text }) => text);
    expect(new Set(lines).size).toBe(lines.length);
    expect(played.phases).toContain('waiting for device');
  });

  it.concurrent('takes from the journal of the probe what the log lost, and judges nothing in the hole', async () => {
    const played = await benches.at(15, async (bench) => {
      const playing = bench.play(doesNotStop(15));
      await until(() => bench.hasBegun);
      const { clocks, log } = bench.attached.device;
      await bench.pullCable(async () => {
        const from = clocks.elapsed;
        await until(() => clocks.elapsed > from + 1_700);
        for (const buffer of ['main', 'system', 'events', 'crash'] as const) log.clear(buffer);
      });
      return await playing;
    });
    expect(played.result).toMatchObject({ state: 'done', reason: null });
    expect(verdictsOf(played)).toContain('timeout-callback: interrupted');
    const refilled = played.heard.filter(({ source }) => source === 'journal').map(({ text }) => text);
    expect(refilled.some((text) => text.includes('"event":"timeout"'))).toBe(true);
    expect(played.result.notObserved.some((text) => text.includes('from its journal'))).toBe(true);
  });

  it.concurrent('is interrupted when the device restarts by itself', async () => {
    const played = await benches.at(15, async (bench) => {
      const playing = bench.play(doesNotStop(15));
      await until(() => bench.hasBegun);
      bench.attached.device.reboot();
      return await playing;
    });
    expect(played.result).toMatchObject({
      state: 'interrupted',
      reason: 'The device restarted, which the scenario did not ask for.',
    });
    expect(played.left).toEqual([]);
  });

  it.concurrent('is interrupted when the run is stopped, and keeps what it heard', async () => {
    const stop = new AbortController();
    const played = await benches.at(15, async (bench) => {
      const playing = bench.play(doesNotStop(15), { signal: stop.signal });
      await until(() => bench.hasBegun);
      stop.abort();
      return await playing;
    });
    expect(played.result).toMatchObject({ state: 'interrupted', reason: 'The run was stopped.' });
    expect(played.heard.some(({ text }) => text.includes('am_proc_start'))).toBe(true);
    const [log] = [...played.kept.values()];
    expect(new TextDecoder().decode(log)).toContain('am_proc_start');
    expect(played.result.trace).not.toBeNull();
  });

  it.concurrent('goes on after a restart that the scenario asks for', async () => {
    const scenario = limited(
      15,
      '  - { name: A, declared: [dataSync] }',
      `  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 1s, do: reboot }
  - { at: 4s, do: startForegroundService, service: A }
  - { at: 4s, do: startForeground, service: A, types: [dataSync] }
  - { at: 6500ms, do: end }`,
      'onTimeout: { A: stopSelf }',
    );
    const played = await benches.at(15, (bench) => bench.play(scenario));
    expect(played.result).toMatchObject({ state: 'done', reason: null });
    expect(verdictsOf(played).filter((text) => text.endsWith('as-predicted'))).toEqual([
      'timeout-callback: as-predicted',
    ]);
  });

  it.concurrent('plays without a limit that the device refuses when it changes nothing', async () => {
    const scenario = doesNotStop(16);
    const config = [...scenario.device.config, { key: 'service_start_foreground_anr_delay_ms', value: 1 }];
    const played = await benches.at(16, (bench) => bench.play({ ...scenario, device: { ...scenario.device, config } }));
    expect(played.result).toMatchObject({ state: 'done', reason: null });
    expect(played.result.notObserved).toContain(
      'service_start_foreground_anr_delay_ms is 10000 and not 1 on this device.',
    );
    expect(played.left).toEqual([]);
  });
});
