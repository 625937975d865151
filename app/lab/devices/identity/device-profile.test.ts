import { describe, expect, it } from 'vitest';
import { deviceId, parseProfile } from './device-profile.js';

const boot = '0f7c6a2e-9d0b-4a0c-8f6e-2b1d3c4e5f60';
const phone = [boot, 'R5CT10ABCDE', '', '', '', 'samsung/dm1q:16/x', 'samsung', 'SM-S911B', '16', '36', '2026-10-05'];

describe('the profile of a device', () => {
  it('is read from the lines of its shell', () => {
    expect(parseProfile(phone.join('\r\n'))).toEqual({
      ok: true,
      value: {
        serialno: 'R5CT10ABCDE',
        avd: '',
        kind: 'phone',
        bootId: boot,
        fingerprint: 'samsung/dm1q:16/x',
        manufacturer: 'samsung',
        model: 'SM-S911B',
        release: 16,
        sdk: 36,
        securityPatch: '2026-10-05',
      },
    });
  });

  it('takes a virtual device for one by its name or its kernel', () => {
    const named = phone.with(2, 'Pixel_9');
    const old = phone.with(4, '1');
    expect([named, old].map((lines) => parseProfile(lines.join('\n')))).toMatchObject([
      { ok: true, value: { kind: 'emulator', avd: 'Pixel_9' } },
      { ok: true, value: { kind: 'emulator', avd: '' } },
    ]);
  });

  it('leaves out what it does not understand, and refuses who cannot be told from others', () => {
    const odd = phone.with(8, 'Baklava').with(9, '').with(10, 'soon');
    expect(parseProfile(odd.join('\n'))).toMatchObject({
      ok: true,
      value: { release: null, sdk: null, securityPatch: null },
    });
    expect(parseProfile(phone.with(8, '8.1.0').join('\n'))).toMatchObject({ ok: true, value: { release: 8 } });
    expect(parseProfile(phone.with(0, 'cat: Permission denied').join('\n'))).toMatchObject({ ok: false });
    expect(parseProfile(phone.with(1, '').join('\n'))).toMatchObject({ ok: false });
    expect(parseProfile('')).toMatchObject({ ok: false });
  });
});

describe('the id of a device', () => {
  it('is its serial number, with the name of a virtual device', () => {
    expect(deviceId('R5CT10ABCDE', '')).toBe('R5CT10ABCDE');
    expect(deviceId('EMULATOR32X1', 'Pixel_9')).toBe('EMULATOR32X1@Pixel_9');
  });

  it('is harmless and still unique for hostile serial numbers', () => {
    const ids = ['../../etc', 'a b', 'x'.repeat(200), '', 'ä', 'a@b'].map((serialno) => deviceId(serialno, ''));
    expect(ids.every((id) => /^~[0-9a-f]{16}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(deviceId('a@b', '')).not.toBe(deviceId('a', 'b'));
  });
});
