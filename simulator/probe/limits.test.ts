/** What limits and refusals do to the probe. */
import { describe, expect, it } from 'vitest';
import { runLine } from '../device/device-fixture.js';
import { minute, withProbe, probe, start, order, journal, eventsOf, last } from './probe-fixture.js';

describe('onTimeout', () => {
  it.each([
    [14, [1]],
    [15, [1]],
    [16, [1, 2]],
    [17, [1, 2]],
  ] as const)(
    'of a shortService on Android %i comes with overloads %j, and is answered once',
    async (release, overloads) => {
      const device = withProbe(35, release);
      await runLine(device, start('ShortService'));
      device.time.fastForward(3 * minute);
      const lines = await journal(device);
      expect(lines.filter(({ event }) => event === 'timeout').map((line) => line['overload'])).toEqual(overloads);
      expect(lines.filter(({ event }) => event === 'stop-self')).toHaveLength(1);
      expect(last(lines)?.event).toBe('service-destroy');
    },
  );

  it('waits for a main thread that hangs, and the crash after it too', async () => {
    const device = withProbe();
    await runLine(device, 'device_config put activity_manager data_sync_fgs_timeout_duration 60000');
    await runLine(device, start('DataSync', { steps: 'foreground,55000:hang=30000', onTimeout: 'ignore' }));
    device.time.fastForward(100_000);
    const lines = (await journal(device)).slice(4);
    expect(lines.map(({ event, wall }) => [event, Number(wall) - device.options.wallAtStart])).toEqual([
      ['hang', 55_000],
      ['hang-end', 85_000],
      ['timeout', 85_000],
      ['uncaught', 85_000],
    ]);
  });
});

describe('a service that executes too long', () => {
  it('is an ANR after twenty seconds, once, and goes on when its main thread is back', async () => {
    const device = withProbe();
    await runLine(device, start('DataSync', { steps: 'foreground,1000:hang=60000' }));
    device.time.fastForward(2_000);
    await runLine(device, start('DataSync', { steps: 'mark=late' }));
    device.time.fastForward(100_000);
    const { stdout } = await runLine(device, 'logcat -d -b events -s am_anr');
    expect(stdout.match(/am_anr/g)).toHaveLength(1);
    expect(stdout).toContain(
      `08:00:22.000  1612  1650 I am_anr  : [0,4711,${probe},0,executing service ${probe}/dev.curfew.probe.DataSync, waited 20000ms]`,
    );
    expect(eventsOf(await journal(device)).slice(-3)).toEqual(['hang-end', 'start-command', 'mark']);
  });
});

describe('refusals', () => {
  it('of an exhausted budget are thrown in the app, and answered by onRefused', async () => {
    const device = withProbe();
    await runLine(device, 'device_config put activity_manager data_sync_fgs_timeout_duration 60000');
    await runLine(device, start('DataSync'));
    device.time.fastForward(minute);
    await runLine(device, start('DataSync', { onRefused: 'mark=refused,stopSelf' }));
    const lines = (await journal(device)).slice(-4);
    expect(lines[0]).toMatchObject({
      event: 'foreground-refused',
      types: 1,
      exception: 'android.app.ForegroundServiceStartNotAllowedException',
      message: 'Time limit already exhausted for foreground service type dataSync',
    });
    expect(eventsOf(lines.slice(1))).toEqual(['mark', 'stop-self', 'service-destroy']);
  });

  it('of a start from the background name the reason', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'startForegroundService=SpecialUse' }));
    expect(last(await journal(device))).toMatchObject({
      event: 'start',
      accepted: false,
      exception: 'android.app.ForegroundServiceStartNotAllowedException',
    });
    expect((await runLine(device, 'logcat -d -b all')).stdout).toContain(
      'startForegroundService() not allowed due to mAllowStartForeground false: service dev.curfew.probe.t35/dev.curfew.probe.SpecialUse',
    );
  });

  it('of types that the manifest or a permission does not cover are thrown too', async () => {
    const device = withProbe();
    await runLine(device, start('Camera'));
    await runLine(device, start('DataSync', { steps: 'foreground=64' }));
    const refused = (await journal(device)).filter(({ event }) => event === 'foreground-refused');
    expect(refused.map((line) => line['exception'])).toEqual([
      'java.lang.SecurityException',
      'java.lang.IllegalArgumentException',
    ]);
    await runLine(device, `pm grant ${probe} android.permission.CAMERA`);
    await runLine(device, start('Camera'));
    expect(last(await journal(device))).toMatchObject({ event: 'foreground', types: 64 });
  });
});
