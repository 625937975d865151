/** Runs of the program itself, with the real adb server and simulated devices: killed, cut off, taken up again. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRun } from '../../app/lab/runs/read-run.js';
import type { Run } from '../../app/lab/runs/run.js';
import { openStoreToRead } from '../../app/lab/store/open-store.js';
import { valueOf } from '../../app/lab/store/store-fixture.js';
import { startFleet, type Fleet } from '../../simulator/fleet.js';
import { restartableAdb } from '../devices/restartable-adb.js';
import { describeWithAdb, startPrivateAdb, until, type PrivateAdb } from '../simulator/tools.js';
import { CurfewProgram, type Running } from './curfew-program.js';

/** Runs into its limit after 2.2 s when compressed, stops at once, and is over after 2.5 s. */
const scenario = `
curfew: scenario/1
name: it stops when it is told to
services: [{ name: A, declared: [dataSync] }]
onTimeout: { A: stopSelf }
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 7h, do: end }
`;
/** Every test has its own. */
const DEVICES = 7;
const COMPRESS = ['--compress', '10000x'];
const LIMIT = 'device_config get activity_manager data_sync_fgs_timeout_duration';

describeWithAdb('curfew run and curfew observe', () => {
  let folder = '';
  let adb: PrivateAdb;
  let simulated: Fleet;
  let program: CurfewProgram;
  /** What ends all that was started, whatever failed after it. */
  const started: (() => Promise<void> | void)[] = [];
  const serial = (at: number): string => `127.0.0.1:${simulated.devices[at]?.attached.port ?? 0}`;
  const serialno = (at: number): string => simulated.devices[at]?.attached.device.serialNumber ?? '';
  const shell = async (at: number, command: string): Promise<string> =>
    (await adb.run('-s', serial(at), 'shell', command)).text.trim();
  const start = (data: string, ...args: readonly string[]): Running => {
    mkdirSync(path.join(folder, data), { recursive: true });
    return program.start(args, {
      ANDROID_ADB_SERVER_PORT: String(adb.port),
      CURFEW_DATA: path.join(folder, data),
      HOME: folder,
    });
  };
  const runIn = (text: string): Run => {
    const run = readRun(JSON.parse(text));
    if (!run.ok) throw new Error(`${run.error.path} ${run.error.message}`);
    return run.value;
  };
  const onlyRun = async (data: string): Promise<string> => {
    const store = valueOf(await openStoreToRead(path.join(folder, data)));
    const [run] = valueOf(await store.runs());
    await store.close();
    return run?.id ?? '';
  };
  /** Whatever a run may leave: the limit, the probe, the copy of the journal. */
  const traces = async (at: number): Promise<readonly string[]> => [
    await shell(at, LIMIT),
    await shell(at, 'pm list packages dev.curfew'),
    await shell(at, 'ls /data/local/tmp/curfew'),
    await shell(at, 'settings get global stay_on_while_plugged_in'),
  ];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-runs-'));
    writeFileSync(path.join(folder, 'stops.yaml'), scenario);
    program = await CurfewProgram.build();
    started.push(() => program.remove());
    adb = await startPrivateAdb();
    started.push(() => adb.stop());
    const wallAtStart = Date.now();
    simulated = await startFleet({
      devices: DEVICES,
      profile: 'faithful',
      firstPort: 0,
      speed: 1,
      seed: 3,
      wallAtStart,
    });
    started.push(() => simulated.stop());
    for (let at = 0; at < DEVICES; at++) await adb.run('connect', serial(at));
    await until(async () => (await shell(DEVICES - 1, 'echo there')) === 'there');
  }, 60_000);
  afterAll(async () => {
    for (const stop of started.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('plays, compares, hands the devices back and says so in its exit code', async () => {
    const before = [await traces(1), await traces(2)];
    const devices = `${serialno(1)},${serialno(2)}`;
    const out = path.join(folder, 'reports');
    const args = ['--devices', devices, ...COMPRESS, '--json', '--out', out, '--format', 'html,junit'];
    const { code, stdout, stderr } = await start('one', 'run', path.join(folder, 'stops.yaml'), ...args).ended;
    expect([code, stderr.includes('report.html')]).toEqual([0, true]);
    const run = runIn(stdout);
    expect(run.cases.map(({ state }) => state)).toEqual(['done', 'done']);
    for (const { analysis } of run.cases) {
      expect(analysis?.verdicts.map(({ outcome, verdict }) => [outcome, verdict])).toEqual([
        ['timeout-callback', 'as-predicted'],
      ]);
    }
    const states = run.devices.flatMap(({ changes }) => changes.map(({ state }) => state));
    expect(new Set(states)).toEqual(new Set(['restored']));
    expect([await traces(1), await traces(2)]).toEqual(before);
  }, 60_000);

  it('goes on where it was after the lab was killed, loses nothing and hands the device back', async () => {
    const before = await traces(3);
    const first = start('two', 'run', path.join(folder, 'stops.yaml'), '--devices', serialno(3), ...COMPRESS);
    await first.says('playing');
    expect(await shell(3, LIMIT)).toBe('2160');
    first.child.kill('SIGKILL');
    await first.ended;
    const id = await onlyRun('two');
    const again = await start('two', 'run', '--resume', id, '--json').ended;
    expect([again.code, again.stderr.includes('nothing is lost')]).toEqual([0, true]);
    const run = runIn(again.stdout);
    expect([run.id, run.state, run.cases[0]?.attempts, run.cases[0]?.state]).toEqual([id, 'done', 2, 'done']);
    expect(await traces(3)).toEqual(before);
    const store = valueOf(await openStoreToRead(path.join(folder, 'two')));
    const device = run.devices[0]?.id ?? '';
    const heard = valueOf(await store.observations({ run: id, device, from: 0, limit: 100_000 }));
    await store.close();
    expect(heard.map(({ sequence }) => sequence)).toEqual(heard.map((_, at) => at));
    expect(heard.filter(({ source }) => source === 'run').map(({ text }) => text)).toEqual([
      'case stops: attempt 1 begins',
      'case stops: attempt 2 begins',
      'case stops: attempt 2 done',
    ]);
  }, 60_000);

  it('restores the device before it ends at Ctrl+C', async () => {
    const before = await traces(4);
    const run = start('three', 'run', path.join(folder, 'stops.yaml'), '--devices', serialno(4), ...COMPRESS);
    await run.says('playing');
    run.child.kill('SIGINT');
    const { signal, stdout } = await run.ended;
    expect(signal).toBe('SIGINT');
    expect(stdout).toContain(`curfew run --resume ${await onlyRun('three')}`);
    expect(await traces(4)).toEqual(before);
  }, 60_000);

  it('begins a case again that a restart of the device cut off', async () => {
    const before = await traces(5);
    const run = start('five', 'run', path.join(folder, 'stops.yaml'), '--devices', serialno(5), ...COMPRESS, '--json');
    await run.says('playing');
    simulated.devices[5]?.attached.device.reboot();
    // The lab may have been first.
    await until(async () => /^(?:already )?connected/.test((await adb.run('connect', serial(5))).text));
    const { code, stdout } = await run.ended;
    const [only] = runIn(stdout).cases;
    expect([code, only?.state, only?.attempts]).toEqual([0, 'done', 2]);
    expect(await traces(5)).toEqual(before);
  }, 60_000);

  it('goes on within 10 s after the adb server was killed and started again', async () => {
    const server = await restartableAdb();
    const connect = ['-P', String(server.address.port), 'connect', serial(0)];
    const env = { PATH: process.env['PATH'], HOME: folder };
    try {
      await server.start();
      spawnSync('adb', connect, { env });
      const run = program.start(
        ['run', path.join(folder, 'stops.yaml'), '--devices', serialno(0), ...COMPRESS, '--json'],
        {
          ANDROID_ADB_SERVER_PORT: String(server.address.port),
          CURFEW_DATA: path.join(folder, 'six'),
          HOME: folder,
        },
      );
      await run.says('playing');
      await server.kill();
      await run.says('waiting for device');
      await server.start();
      spawnSync('adb', connect, { env });
      const backAt = Date.now();
      const { code, stdout } = await run.ended;
      // The whole case, begun again if need be, takes about 4 s.
      expect(Date.now() - backAt).toBeLessThan(10_000 + 10_000);
      expect([code, runIn(stdout).cases[0]?.state]).toEqual([0, 'done']);
    } finally {
      await server.close();
    }
  }, 60_000);

  it('watches an app without changing the device: every line once, over a lost cable and a killed lab', async () => {
    const apk = path.resolve('native-probe-apk/prebuilt/curfew-probe-t35.apk');
    await adb.run('-s', serial(6), 'install', '-t', apk);
    const app = 'dev.curfew.probe.t35';
    const before = await traces(6);
    const order = (what: string): Promise<string> =>
      shell(6, `am ${what} -n ${app}/dev.curfew.probe.DataSync --es run watched`);
    const watch = start('four', 'observe', app, '--device', serialno(6), '--for', '14s');
    await watch.says('playing');
    expect(await order('start-foreground-service')).toContain('Starting foreground service');
    simulated.devices[6]?.attached.dropConnections();
    await watch.says('waiting for device');
    await adb.run('connect', serial(6));
    await until(async () => (await shell(6, 'echo there')) === 'there');
    watch.child.kill('SIGKILL');
    await watch.ended;
    // Nobody watches; the device's log remembers.
    await order('stopservice');
    const again = await start('four', 'run', '--resume', await onlyRun('four'), '--json').ended;
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('playing')]);
    const run = runIn(again.stdout);
    expect(run.devices[0]?.changes).toEqual([]);
    expect(await traces(6)).toEqual(before);
    const kept = await linesKept('four', run);
    const dumped = await shell(6, 'logcat -d -b main,system,events,crash -v threadtime -v year -v zone -v usec -v uid');
    const lines = dumped.split('\n').filter(isLine);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept).toEqual(lines.slice(lines.indexOf(kept[0] ?? ''), lines.lastIndexOf(kept.at(-1) ?? '') + 1));
    const sessions = run.cases[0]?.analysis?.sessions ?? [];
    expect(sessions.map(({ component, stop }) => [component, stop !== null])).toEqual([
      [`${app}/dev.curfew.probe.DataSync`, true],
    ]);
  }, 60_000);

  const isLine = (line: string): boolean => !line.startsWith('-----');

  async function linesKept(data: string, run: Run): Promise<readonly string[]> {
    const store = valueOf(await openStoreToRead(path.join(folder, data)));
    const place = { run: run.id, device: run.devices[0]?.id ?? '', from: 0, limit: 100_000 };
    const kept = valueOf(await store.observations(place));
    await store.close();
    return kept.flatMap(({ source, text }) => (source === 'logcat' && isLine(text) ? [text] : []));
  }
});
