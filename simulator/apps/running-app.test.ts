import { describe, expect, it } from 'vitest';
import { newDevice, runLine } from '../device/device-fixture.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import { minute, probe, start, told, withProbe } from './app-fixture.js';

describe('a service under a limit', () => {
  it('is told at the limit, and crashes ten seconds later when it ignores that', async () => {
    const device = withProbe();
    await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout ignore')}`);
    device.time.fastForward(100_000);
    const lines = told(device);
    expect(lines[0]).toBe(
      '0 am_proc_start [0,4711,10190,dev.curfew.probe.t35,service,{dev.curfew.probe.t35/dev.curfew.probe.DataSync}]',
    );
    expect(lines[1]).toBe(
      '0 am_foreground_service_start [0,dev.curfew.probe.t35/dev.curfew.probe.DataSync,1,SYSTEM_UID,35,35,0,1,0,1,UNKNOWN,1]',
    );
    expect(lines[2]).toMatch(
      /^60000 ActivityManager FGS \(dataSync\) timed out: ServiceRecord\{[0-9a-f]+ u0 dev\.curfew\.probe\.t35\/dev\.curfew\.probe\.DataSync c:com\.android\.shell\}$/,
    );
    expect(lines[3]).toMatch(/^60000 am_foreground_service_timed_out .*,60000,1,UNKNOWN,1\]$/);
    expect(lines[4]).toMatch(/^70000 ActivityManager FGS Crashed: /);
    expect(lines[5]).toContain(
      'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException: A foreground service of type dataSync did not stop within its timeout: ComponentInfo{dev.curfew.probe.t35/dev.curfew.probe.DataSync}',
    );
    expect(lines.slice(6).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '70000 am_crash',
      '70000 am_proc_died',
      '70000 ActivityManager',
      '70000 am_foreground_service_stop',
    ]);
    expect(device.exits.of(10_190)[0]?.reason).toBe('APP CRASH(EXCEPTION)');
  });

  it('stops in time when its order says so, and is written as a normal stop', async () => {
    const device = withProbe();
    await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout 2000:stopSelf')}`);
    device.time.fastForward(100_000);
    const lines = told(device);
    expect(lines.some((line) => line.startsWith('62000 ActivityManager Stop FGS timeout: '))).toBe(true);
    expect(lines.some((line) => /^62000 am_foreground_service_stop .*,62000,1,STOP_SERVICE,1\]$/.test(line))).toBe(
      true,
    );
    expect(lines.some((line) => line.includes('FGS Crashed'))).toBe(false);
  });

  it('does the steps of its order at their uptimes', async () => {
    const device = withProbe();
    await runLine(device, start('AnyType', '--es steps foreground=2,5000:stopForeground,8000:stopSelf'));
    device.time.fastForward(5_000);
    device.sleepDeeply(1_000_000);
    device.time.fastForward(5_000);
    const stops = told(device).filter((line) => line.includes('am_foreground_service_'));
    expect(stops.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '0 am_foreground_service_start',
      '5000 am_foreground_service_stop',
    ]);
    expect(device.app(probe(35))?.records).toEqual([]);
  });

  it('does not count deep sleep', async () => {
    const device = withProbe();
    await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout ignore')}`);
    device.time.fastForward(30_000);
    device.sleepDeeply(3_600_000);
    device.time.fastForward(29_999);
    expect(told(device).some((line) => line.includes('timed out'))).toBe(false);
    device.time.fastForward(1);
    expect(told(device).some((line) => line.startsWith('3660000 ActivityManager FGS (dataSync) timed out'))).toBe(true);
  });

  it('is not limited on Android 14, nor for an app that targets 34, unless the change is switched on', async () => {
    const isTimedOut = async (device: SimulatedDevice, target: number): Promise<boolean> => {
      await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout ignore', target)}`);
      device.time.fastForward(100_000);
      return told(device).some((line) => line.includes('timed out'));
    };
    expect(await isTimedOut(withProbe(35, {}, 14), 35)).toBe(false);
    expect(await isTimedOut(withProbe(34), 34)).toBe(false);
    const enabled = withProbe(34);
    expect((await runLine(enabled, `am compat enable FGS_INTRODUCE_TIME_LIMITS ${probe(34)}`)).stdout).toBe(
      `Enabled change 317799821 for ${probe(34)}.\n`,
    );
    expect(await isTimedOut(enabled, 34)).toBe(true);
  });

  it('takes a flag that is set while it runs for the next start only', async () => {
    const device = withProbe();
    await runLine(device, start('DataSync', '--es onTimeout ignore'));
    await runLine(device, minute);
    device.time.fastForward(100_000);
    expect(told(device).some((line) => line.includes('timed out'))).toBe(false);
  });

  it('comes back after a crash when it is sticky, and does what its order says for that', async () => {
    const device = withProbe();
    await runLine(
      device,
      start('MediaPlayback', '--es sticky sticky --es steps foreground,1000:crash --es onRestart foreground'),
    );
    device.time.fastForward(20_000);
    const lines = told(device);
    expect(lines.some((line) => line.includes('1000 am_schedule_service_restart'))).toBe(true);
    expect(lines.filter((line) => line.includes('am_proc_start'))).toHaveLength(2);
  });
});

describe('quirks', () => {
  it('kills early, with a reason of its own', async () => {
    const device = withProbe(35, { killAfterMs: 20_000 });
    await runLine(device, start('DataSync'));
    device.time.fastForward(30_000);
    expect(
      told(device).some((line) => line.startsWith('20000 am_kill') && line.includes('BackgroundManagerService')),
    ).toBe(true);
    expect(device.exits.of(10_190)[0]?.reason).toBe('OTHER KILLS BY SYSTEM');
  });

  it('times out late, though the settings say otherwise', async () => {
    const device = withProbe(35, { lateTimeoutMs: 7_000 });
    await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout ignore')}`);
    device.time.fastForward(100_000);
    expect((await runLine(device, 'dumpsys activity settings')).stdout).toContain(
      '  data_sync_fgs_timeout_duration=60000\n',
    );
    expect(told(device).some((line) => line.startsWith('67000 ActivityManager FGS (dataSync) timed out'))).toBe(true);
  });

  it.each([16, 17] as const)('does not crash on a build that does not (Android %i)', async (release) => {
    const device = withProbe(35, { doesNotCrash: true }, release);
    await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout ignore')}`);
    device.time.fastForward(100_000);
    const lines = told(device);
    expect(lines.some((line) => line.includes('timed out'))).toBe(true);
    expect(lines.some((line) => line.includes('FGS Crashed'))).toBe(false);
  });

  it('overwrites the limit some minutes after the boot, unless synchronisation is off', async () => {
    const value = async (line: string): Promise<string> => {
      const device = newDevice({ quirks: { configSyncAfterMs: 210_000 } });
      await runLine(device, `${line}; ${minute}`);
      device.time.fastForward(210_000);
      return (await runLine(device, 'device_config get activity_manager data_sync_fgs_timeout_duration')).stdout;
    };
    expect(await value('true')).toBe('21600000\n');
    expect(await value('device_config set_sync_disabled_for_tests until_reboot')).toBe('60000\n');
  });

  it('restarts in the middle, once, with another boot id and a stopped clock of limits', async () => {
    const device = withProbe(35, { rebootAfterMs: 30_000 });
    const before = device.bootId;
    await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout ignore')}`);
    device.time.fastForward(40_000);
    expect(device.bootId).not.toBe(before);
    expect(device.apps).toEqual([]);
    await runLine(device, start('DataSync', '--es onTimeout ignore'));
    device.time.fastForward(65_000);
    expect(told(device).some((line) => line.startsWith('100000 ActivityManager FGS (dataSync) timed out'))).toBe(true);
  });
});

it('is killed by the shell only when it is in the background', async () => {
  const device = withProbe();
  const kill = `am kill ${probe(35)}`;
  await runLine(device, `${start('DataSync', '--es steps foreground,5000:stopForeground')}; ${kill}`);
  expect(device.app(probe(35))?.processes).toHaveLength(1);
  device.time.fastForward(5_000);
  await runLine(device, kill);
  expect(device.app(probe(35))?.processes).toEqual([]);
  expect(told(device).some((line) => line.includes('(adj 500): kill background'))).toBe(true);
});

it('writes a force-stop and a removal as the system does, and takes alarms with them', async () => {
  const device = withProbe();
  const beats = `am broadcast --include-stopped-packages -n ${probe(35)}/dev.curfew.probe.CommandReceiver --es steps beatAlarm=60000`;
  await runLine(device, `${beats}; am force-stop ${probe(35)}`);
  device.time.fastForward(100_000);
  expect(device.app(probe(35))?.processes).toEqual([]);
  await runLine(device, `${start('DataSync')}; pm uninstall ${probe(35)}`);
  const lines = told(device).filter((line) => line.includes('Force stopping') || line.includes('Killing'));
  expect(lines.map((line) => line.replace(/^[0-9]+ ActivityManager /, ''))).toEqual([
    `Force stopping ${probe(35)} appid=10190 user=0: from pid 4321`,
    `Killing 4711:${probe(35)}/u0a190 (adj 905): stop ${probe(35)} due to from pid 4321`,
    `Force stopping ${probe(35)} appid=10190 user=-1: deletePackageX`,
    `Killing 4712:${probe(35)}/u0a190 (adj 200): stop ${probe(35)} due to deletePackageX`,
  ]);
});

it('leaves the screen when HOME is pressed, not when it last did something', async () => {
  const device = withProbe();
  await runLine(device, `am start -n ${probe(35)}/dev.curfew.probe.ScreenActivity`);
  await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout ignore')}`);
  device.time.fastForward(45_000);
  await runLine(device, 'input keyevent KEYCODE_HOME');
  device.time.fastForward(100_000);
  expect(told(device).find((line) => line.includes('timed out'))).toMatch(/^105000 /);
});

it('writes that the clock is set with the stamp of the old time', () => {
  const device = newDevice();
  device.time.fastForward(5_000);
  device.setClockBy(3_600_000);
  const before = device.options.wallAtStart + 5_000;
  expect(device.log.records(['system']).map(({ wallMs, message }) => [wallMs, message])).toEqual([
    [before, `Setting time of day to sec=${(before + 3_600_000) / 1_000}`],
  ]);
  expect(device.clocks.wall).toBe(before + 3_600_000);
});

it('stops a service of an idle app, and says since when it did nothing', async () => {
  const device = withProbe();
  await runLine(device, start('SpecialUse', '--es steps foreground,1000:stopForeground'));
  device.time.fastForward(62_000);
  const lines = told(device);
  expect(lines).toContain(`61000 am_stop_idle_service [10190,${probe(35)}/dev.curfew.probe.SpecialUse]`);
  expect(lines).toContain(
    `61000 ActivityManager Stopping service due to app idle: u0a190 -1m1s0ms ${probe(35)}/dev.curfew.probe.SpecialUse`,
  );
  expect(device.app(probe(35))?.records).toEqual([]);
});
