import { describe, expect, it } from 'vitest';
import { runLine } from '../device/device-fixture.js';
import { withProbe, probe, screen, journal, eventsOf } from './probe-fixture.js';

describe('the screen', () => {
  it('makes the app TOP until HOME, with the phases of the activity', async () => {
    const device = withProbe();
    const { stdout, exitCode } = await runLine(device, screen({ steps: 'startForegroundService=DataSync', run: 's' }));
    expect([stdout, exitCode]).toEqual([
      `Starting: Intent { cmp=${probe}/dev.curfew.probe.ScreenActivity (has extras) }\n`,
      0,
    ]);
    expect(device.app(probe)?.standings[0]?.words).toBe('fg  TOP ');
    await runLine(device, 'input keyevent HOME');
    expect(device.app(probe)?.standings[0]?.words).toBe('prcp FGS ');
    const lines = await journal(device);
    expect(eventsOf(lines)).toEqual([
      'process-start',
      'activity',
      'start',
      'activity',
      'service-create',
      'start-command',
      'foreground',
      'activity',
      'activity',
      'trim-memory',
    ]);
    const phases = lines.filter(({ event }) => event === 'activity').map((line) => line['phase']);
    expect(phases).toEqual(['create', 'resume', 'pause', 'stop']);
    expect((await runLine(device, 'logcat -d -b events')).stdout).toMatch(
      /wm_set_resumed_activity: \[0,dev\.curfew\.probe\.t35\/dev\.curfew\.probe\.ScreenActivity,[^]*wm_pause_activity: /,
    );
  });

  it('lets the app leave and come back, and ends the activity when told', async () => {
    const device = withProbe();
    await runLine(device, screen({ steps: '1000:leave' }));
    device.time.fastForward(1_000);
    expect((await runLine(device, screen({ steps: '2000:finish' }))).stderr).toContain('brought to the front');
    device.time.fastForward(2_000);
    const phases = (await journal(device)).filter(({ event }) => event === 'activity').map((line) => line['phase']);
    expect(phases).toEqual(['create', 'resume', 'pause', 'stop', 'resume', 'pause', 'stop', 'destroy']);
  });

  it('covers the app when it goes dark, until the lock is gone', async () => {
    const device = withProbe();
    await runLine(device, screen({}));
    await runLine(device, 'input keyevent KEYCODE_POWER');
    expect(device.app(probe)?.standings[0]?.words).toBe('cch+5 CEM ');
    await runLine(device, 'input keyevent KEYCODE_WAKEUP');
    expect(device.app(probe)?.standings[0]?.words).toBe('cch+5 CEM ');
    await runLine(device, 'input keyevent 82');
    expect(device.app(probe)?.standings[0]?.words).toBe('fg  TOP ');
  });
});
