/** What the probe does by itself: jobs, heartbeats, the order for the next boot, bindings. */
import { describe, expect, it } from 'vitest';
import { runLine } from '../device/device-fixture.js';
import { minute, withProbe, probe, order, screen, journal, eventsOf } from './probe-fixture.js';

describe('jobs', () => {
  it('begin, end by themselves, and get the with. part of the order', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'job=regular,job=expedited', 'with.steps': '5000:finish', run: 'j' }));
    device.time.fastForward(6_000);
    const lines = (await journal(device)).filter(({ event }) => event.startsWith('job-'));
    expect(lines.map(({ event, kind, run }) => [event, kind, run])).toEqual([
      ['job-schedule', 'regular', 'j'],
      ['job-schedule', 'expedited', 'j'],
      ['job-start', 'regular', 'j'],
      ['job-start', 'expedited', 'j'],
      ['job-finish', 'regular', 'j'],
      ['job-finish', 'expedited', 'j'],
    ]);
    expect(device.app(probe)?.records).toEqual([]);
  });

  it.each([
    ['regular', 30, 3],
    ['expedited', 10, 3],
  ] as const)('of the kind %s are stopped after %i minutes with reason %i', async (kind, minutes, reason) => {
    const device = withProbe();
    await runLine(device, order({ steps: `job=${kind}`, 'with.steps': 'mark=on' }));
    device.time.fastForward(minutes * minute);
    expect((await journal(device)).some(({ event }) => event === 'job-stop')).toBe(false);
    device.time.fastForward(200);
    expect((await journal(device)).find(({ event }) => event === 'job-stop')).toMatchObject({ kind, reason });
    expect((await runLine(device, 'logcat -d -s JobServiceContext')).stdout).toContain(
      'Client timed out while executing (no jobFinished received). Sending onStop: 41bd2fa #u0a190/',
    );
  });

  it('run into the quota on battery from Android 16 on, and give way to others after their guarantee', async () => {
    const device = withProbe();
    device.battery.isReallyPowered = false;
    await runLine(device, order({ steps: 'job=regular', 'with.steps': 'ignore' }));
    device.time.fastForward(20 * minute + 200);
    device.jobs.hasOthersWaiting = true;
    await runLine(device, order({ steps: 'job=regular', 'with.steps': 'ignore' }));
    device.time.fastForward(10 * minute + 200);
    const stops = (await journal(device)).filter(({ event }) => event === 'job-stop');
    expect(stops.map((line) => line['reason'])).toEqual([10, 4]);
  });

  it('of the user are accepted only while the app is visible', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'job=userInitiated' }));
    await runLine(device, screen({ steps: '100:job=userInitiated' }));
    device.time.fastForward(1_000);
    const lines = await journal(device);
    expect(lines.filter(({ event }) => event === 'job-schedule').map((line) => line['accepted'])).toEqual([
      false,
      true,
    ]);
    expect(eventsOf(lines)).toContain('job-finish');
  });
});

describe('heartbeats', () => {
  it('come from three places; the alarm outlives the process and reports the state', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'beatMain=5000,beatWorker=7000,beatAlarm=60000', run: 'b' }));
    device.time.fastForward(30_000);
    device.app(probe)?.kill('OneKeyClean');
    device.time.fastForward(100_000);
    const lines = await journal(device);
    const beats = (source: string): number =>
      lines.filter((line) => line['source'] === source && line.event === 'beat').length;
    expect([beats('main'), beats('worker'), beats('alarm')]).toEqual([6, 4, 2]);
    expect(lines.find(({ event }) => event === 'state')).toMatchObject({
      run: 'b',
      battery: 73,
      plugged: 2,
      importance: 400,
    });
  });
});

describe('after a restart', () => {
  it('does what the order for the next boot says, and may not start a limited service for it', async () => {
    const device = withProbe();
    await runLine(
      device,
      order({ steps: 'boot=on', 'with.steps': 'startForegroundService=DataSync', 'with.run': 'boot' }),
    );
    device.reboot();
    device.time.fastForward(20_000);
    const lines = await journal(device);
    expect(eventsOf(lines)).toEqual([
      'process-start',
      'command',
      'boot-receiver',
      'process-start',
      'boot-completed',
      'start',
      'service-create',
      'start-command',
      'foreground-refused',
      'stop-self',
      'service-destroy',
    ]);
    expect(lines[8]?.['message']).toBe('FGS type dataSync not allowed to start from BOOT_COMPLETED!');
  });
});

describe('bindings', () => {
  it('over two processes are told to both, and end with the process that hosts the service', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'bind=DataSyncAlone', run: 'b' }));
    expect(eventsOf(await journal(device)).slice(-2)).toEqual(['bind-asked', 'connected']);
    expect(eventsOf(await journal(device, 'alone'))).toEqual(['process-start', 'service-create', 'bind']);
    await runLine(device, order({ steps: 'unbind=DataSyncAlone,unbind=DataSyncAlone' }));
    expect(eventsOf(await journal(device)).slice(-2)).toEqual(['unbind-asked', 'unbind-refused']);
    expect(eventsOf(await journal(device, 'alone')).slice(-2)).toEqual(['unbind', 'service-destroy']);
  });
});
