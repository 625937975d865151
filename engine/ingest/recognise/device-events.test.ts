import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (tag: string, message: string) => recognise(sampleRecord(tag, message));

describe('the screen', () => {
  it('is told by events', () => {
    expect(read('screen_toggled', '1')).toEqual([{ kind: 'screen', on: true }]);
    expect(read('screen_toggled', '0')).toEqual([{ kind: 'screen', on: false }]);
    expect(read('power_screen_state', '[0,2,0,0,412]')).toEqual([{ kind: 'screen', on: false }]);
    expect(read('screen_toggled', '7')).toEqual([]);
  });

  it('is told by the lines of the power manager', () => {
    expect(read('PowerManagerService', 'Going to sleep by user request...')).toEqual([{ kind: 'screen', on: false }]);
    expect(read('PowerManagerService', 'Going to sleep due to power_button (uid 1000)...')).toHaveLength(1);
    expect(read('PowerManagerService', 'Waking up from Asleep (uid=1000, reason=WAKE_REASON_POWER_BUTTON)...')).toEqual(
      [{ kind: 'screen', on: true }],
    );
    expect(read('PowerGroup', 'Powering off display group due to timeout (groupId= 0, uid= 1000)...')).toEqual([
      { kind: 'screen', on: false },
    ]);
    expect(read('PowerGroup', 'Sleeping power group (groupId=0, uid=1000, reason=timeout)...')).toHaveLength(1);
    expect(read('PowerManagerService', 'Powering on display group fromAsleep (groupId=0, uid=1000)...')).toMatchObject([
      { on: true },
    ]);
    expect(read('PowerGroup', 'Waking up power group from Dozing (groupId=0, uid=1000, details=x)...')).toHaveLength(1);
  });

  it('is not a second display', () => {
    expect(read('PowerGroup', 'Powering off display group due to timeout (groupId= 1, uid= 1000)...')).toEqual([]);
  });
});

describe('Doze', () => {
  it('is told with the name of its state', () => {
    expect(read('device_idle', '[5,s:alarm]')).toEqual([{ kind: 'doze', depth: 'deep', state: 'idle' }]);
    expect(read('device_idle', '[7,no activity]')).toEqual([
      { kind: 'doze', depth: 'deep', state: 'quick_doze_delay' },
    ]);
    expect(read('device_idle_light', '[4,no activity]')).toEqual([{ kind: 'doze', depth: 'light', state: 'idle' }]);
    expect(read('device_idle_light', '[6,alarm]')).toMatchObject([{ state: 'idle_maintenance' }]);
  });

  it('has no states but those', () => {
    expect([read('device_idle', '[8,x]'), read('device_idle', '[-1,x]'), read('device_idle_light', '[2,x]')]).toEqual([
      [],
      [],
      [],
    ]);
  });
});

describe('the battery', () => {
  it('is told by its events', () => {
    expect(read('battery_level', '[93,5000,250]')).toEqual([{ kind: 'battery-level', percent: 93 }]);
    expect(read('battery_status', '[4,2,1,0,Li-ion]')).toEqual([{ kind: 'power-plug', plugged: false }]);
    expect(read('battery_status', '[2,2,1,2,Li-ion]')).toEqual([{ kind: 'power-plug', plugged: true }]);
  });

  it('is never over 100 per cent', () => {
    expect(read('battery_level', '[930,5000,250]')).toEqual([]);
  });
});

describe('boot and shutdown', () => {
  it('are told with the time since boot', () => {
    expect(read('boot_progress_start', '4534')).toEqual([{ kind: 'boot', stage: 'system-server', sinceBootMs: 4_534 }]);
    expect(read('boot_progress_ams_ready', '9776')).toMatchObject([{ stage: 'ams-ready', sinceBootMs: 9_776 }]);
    expect(read('boot_progress_enable_screen', '12848')).toMatchObject([{ stage: 'completed' }]);
  });

  it('are told by the kernel, by init and by the shutdown thread', () => {
    expect(read('kernel', 'Linux version 5.10.43')).toMatchObject([{ kind: 'boot', stage: 'kernel' }]);
    expect(read('init', 'processing action (sys.boot_completed=1) from (/init.rc:1)')).toMatchObject([
      { kind: 'boot', stage: 'completed' },
    ]);
    expect(read('ShutdownThread', 'Rebooting, reason: userrequested')).toEqual([{ kind: 'shutdown' }]);
  });
});

describe('deep sleep', () => {
  it('is told by the kernel', () => {
    expect(read('PM', 'suspend entry (deep)')).toEqual([{ kind: 'suspend', entered: true, sleptMs: undefined }]);
    expect(read('kernel', 'PM: suspend exit')).toEqual([{ kind: 'suspend', entered: false, sleptMs: undefined }]);
  });

  it('is told with the time of now by older kernels', () => {
    expect(read('PM', 'suspend entry 2015-08-11 22:01:12.123456789 UTC')).toEqual([
      { kind: 'suspend', entered: true, sleptMs: undefined },
      { kind: 'epoch-witness', epochMs: Date.UTC(2015, 7, 11, 22, 1, 12, 123) },
    ]);
    expect(read('PM', 'suspend exit 2015-99-99 22:01:12.123456789 UTC')).toHaveLength(1);
  });
});

describe('the clock', () => {
  it('is set by several classes with the same words', () => {
    for (const tag of ['SystemClock', 'AlarmManager', 'AlarmManagerService', 'SystemClockTime']) {
      expect(read(tag, 'Setting time of day to sec=1582919807'), tag).toEqual([
        { kind: 'clock-set', toEpochMs: 1_582_919_807_000 },
      ]);
    }
  });

  it('is set to a time that is not known where the line was cut or names milliseconds as seconds', () => {
    expect(read('SystemClockTime', 'Setting time of day ')).toEqual([{ kind: 'clock-set', toEpochMs: undefined }]);
    expect(read('SystemClockTime', 'Setting time of day to sec=1750758839221')).toEqual([
      { kind: 'clock-set', toEpochMs: undefined },
    ]);
  });
});
