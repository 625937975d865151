/** What the system writes of a service in the foreground when its process goes (Android 15's `ActiveServices`, read). */
import { expect, it } from 'vitest';
import { runLine } from '../device/device-fixture.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import { minute, probe, start, told, withProbe } from './app-fixture.js';

const inShort = (device: SimulatedDevice): string[] =>
  told(device)
    .filter((line) => /am_foreground_service_|am_proc_died|am_crash|Stop FGS timeout|FGS Crashed/.test(line))
    .map((line) =>
      line.replace(/^(\d+) (?:am_foreground_service_(\w+)|ActivityManager (.*?): .*|(am_\w+)).*$/, '$1 $2$3$4'),
    );

it('tells a stop, and no stopped timer, when it goes with its process', async () => {
  const device = withProbe();
  await runLine(device, `${minute}; ${start('DataSync', '--es steps foreground,30000:die')}`);
  device.time.fastForward(40_000);
  expect(inShort(device)).toEqual(['0 start', '30000 am_proc_died', '30000 stop']);
  expect(told(device).at(-1)).toMatch(/,30000,1,STOP_SERVICE,1\]$/);
});

it('tells neither a stop nor a start when its record waits for a restart and comes back', async () => {
  const device = withProbe();
  await runLine(device, `${minute}; ${start('DataSync', '--es sticky sticky --es steps foreground,20000:die')}`);
  device.time.fastForward(30_000);
  expect(inShort(device)).toEqual(['0 start', '20000 am_proc_died']);
  await runLine(device, `am stopservice -n ${probe(35)}/dev.curfew.probe.DataSync`);
  expect(inShort(device).slice(2)).toEqual(['30000 Stop FGS timeout', '30000 stop']);
  expect(told(device).at(-1)).toMatch(/,30000,1,STOP_SERVICE,1\]$/);
});

it('has its crash written in time, although the main thread hangs and gets to it later', async () => {
  const device = withProbe();
  await runLine(device, `${minute}; ${start('DataSync', '--es onTimeout hang=60000')}`);
  device.time.fastForward(110_000);
  expect(inShort(device)).toEqual(['0 start', '60000 timed_out', '70000 FGS Crashed']);
  device.time.fastForward(20_000);
  expect(inShort(device).slice(3)).toEqual(['120000 am_crash', '120000 am_proc_died', '120000 stop']);
});

it('stops an idle app after the time that the setting says, and after a minute when the setting is none', async () => {
  const stopsAfter = async (setting: string): Promise<string | undefined> => {
    const device = withProbe();
    await runLine(device, `settings put global activity_manager_constants ${setting}`);
    await runLine(device, start('SpecialUse', '--es steps foreground,1000:stopForeground'));
    device.time.fastForward(600_000);
    return told(device).find((line) => line.includes('am_stop_idle_service'));
  };
  expect(await stopsAfter('background_settle_time=90000,service_restart_duration=500')).toMatch(/^91000 /);
  expect(await stopsAfter('background_settle_time')).toMatch(/^61000 /);
});
