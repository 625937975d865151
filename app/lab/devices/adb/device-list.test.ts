import { describe, expect, it } from 'vitest';
import { parseDeviceList } from './device-list.js';

describe('the list of devices of an adb server', () => {
  it('tells serial, state, transport and way of every device', () => {
    const text = [
      'R5CT10ABCDE            device usb:1-2 product:dm1qxxx model:SM_S911B device:dm1q transport_id:1',
      '192.168.1.7:5555       offline transport_id:12',
      'emulator-5554          device product:sdk_gphone64 model:sdk device:emu64xa transport_id:3',
      'adb-R5CT-x1Y2z3._adb-tls-connect._tcp device product:a model:b device:c transport_id:4',
      '????????????           no permissions usb:1-9 transport_id:5',
    ].join('\n');
    expect(parseDeviceList(text)).toEqual([
      { serial: 'R5CT10ABCDE', state: 'device', said: 'device', transportId: 1, via: 'usb' },
      { serial: '192.168.1.7:5555', state: 'offline', said: 'offline', transportId: 12, via: 'tcp' },
      { serial: 'emulator-5554', state: 'device', said: 'device', transportId: 3, via: 'emulator' },
      { serial: 'adb-R5CT-x1Y2z3._adb-tls-connect._tcp', state: 'device', said: 'device', transportId: 4, via: 'tcp' },
      { serial: '????????????', state: 'no-permissions', said: 'no permissions', transportId: 5, via: 'usb' },
    ]);
  });

  it('keeps what adb adds to missing permissions, and takes unknown states as unknown', () => {
    const [denied, strange] = parseDeviceList(
      'A  no permissions (user in plugdev group; are your udev rules wrong?); see [http://x] usb:1-1 transport_id:1\nB  deviceless transport_id:2\n',
    );
    expect(denied).toMatchObject({
      state: 'no-permissions',
      said: 'no permissions (user in plugdev group; are your udev rules wrong?); see [http://x]',
    });
    expect(strange).toMatchObject({ serial: 'B', state: 'unknown', said: 'deviceless' });
  });

  it('leaves out what is no line of the list', () => {
    expect(parseDeviceList('')).toEqual([]);
    expect(parseDeviceList('List of devices attached')).toEqual([
      expect.objectContaining({ serial: 'List', state: 'unknown' }),
    ]);
    expect(parseDeviceList('\n   \nonlyserial\n')).toEqual([]);
    expect(parseDeviceList('a device\n'.repeat(5000))).toHaveLength(1000);
  });
});
