import { describe, expect, it } from 'vitest';
import { addressText, adbServerFrom, isThisComputer, parseAddress } from './server-address.js';

describe('the address of an adb server', () => {
  it('is taken from the environment as adb takes it', () => {
    expect(adbServerFrom({})).toEqual({ host: '127.0.0.1', port: 5037 });
    expect(adbServerFrom({ ANDROID_ADB_SERVER_PORT: '15037' })).toEqual({ host: '127.0.0.1', port: 15_037 });
    expect(adbServerFrom({ ADB_SERVER_SOCKET: 'tcp:lab.local:6000', ANDROID_ADB_SERVER_PORT: '1' })).toEqual({
      host: 'lab.local',
      port: 6000,
    });
    expect(adbServerFrom({ ADB_SERVER_SOCKET: 'tcp:6001' })).toEqual({ host: '127.0.0.1', port: 6001 });
    expect(adbServerFrom({ ANDROID_ADB_SERVER_PORT: 'x' })).toEqual({ host: '127.0.0.1', port: 5037 });
  });

  it('is read from what people write, and written back the same', () => {
    for (const text of ['192.168.1.7:5037', 'lab.local:6000', '[fe80::1]:5037']) {
      const address = parseAddress(text);
      expect(address.ok && addressText(address.value)).toBe(text);
    }
    expect(parseAddress('lab.local', 5555)).toEqual({ ok: true, value: { host: 'lab.local', port: 5555 } });
  });

  it.each(['', 'a b', ':5037', 'a:0', 'a:65536', 'a:1:2', 'host/x:1', 'a:-1'])('refuses "%s"', (text) => {
    expect(parseAddress(text)).toMatchObject({ ok: false });
  });

  it('knows which servers are of this computer', () => {
    const addresses = ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '10.0.0.1', 'lab'].map((host) => ({
      host,
      port: 1,
    }));
    expect(addresses.map(isThisComputer)).toEqual([true, true, true, true, false, false]);
  });
});
