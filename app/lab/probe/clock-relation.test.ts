import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { ShellAnswer } from '../devices/adb-port.js';
import { measureClocks, readClocks, readSleep, wallOf } from './clock-relation.js';

const boot = '6f0c7b1e-6f7e-4f53-9d2f-2f4a3a1d7a11';
const said = (uptime: string, wall: string): string => `${uptime} 1.00\n${boot}\n${wall}\n`;

/** A device whose answers take the given times, and whose clocks are those of the lab, shifted. */
function deviceWith(roundTrips: readonly number[]): {
  readonly ask: () => Promise<Result<ShellAnswer, string>>;
  readonly now: () => number;
} {
  let now = 1_000;
  let trip = 0;
  return {
    now: () => now,
    ask: () => {
      const length = roundTrips[trip++ % roundTrips.length] ?? 0;
      const middle = now + length / 2;
      now += length;
      const text = said(
        ((middle + 5_000) / 1000).toFixed(2),
        `1000.${String(Math.round(middle)).padStart(3, '0')}000000`,
      );
      return Promise.resolve(ok({ stdout: text, stderr: '', exitCode: 0 }));
    },
  };
}

describe('the relation of the clocks', () => {
  it('is that of the shortest round trip, wrong by half of it and by the resolution at most', async () => {
    const { ask, now } = deviceWith([400, 40, 10, 300, 80, 20]);
    const measured = await measureClocks(ask, now);
    expect(measured).toMatchObject({ ok: true, value: { errorMs: 10, bootId: boot, labMs: 1_445 } });
    if (!measured.ok) return;
    expect(Math.abs(measured.value.elapsedMs - 6_445)).toBeLessThanOrEqual(measured.value.errorMs);
    expect(wallOf(measured.value, measured.value.labMs + 250)).toBe(measured.value.wallMs + 250);
  });

  it('is not known when the device does not say its clocks', async () => {
    const ask = (): Promise<Result<ShellAnswer, string>> =>
      Promise.resolve(ok({ stdout: 'sh: date: not found', stderr: '', exitCode: 127 }));
    expect(await measureClocks(ask, () => 0)).toMatchObject({ ok: false });
    expect(
      await measureClocks(
        () => Promise.resolve(fail('gone')),
        () => 0,
      ),
    ).toEqual(fail('gone'));
  });

  it.each([
    said('3600.17', '1795305600.173000000').replace(boot, 'not a boot id'),
    said('3600.17', '1795305600.%N'),
    said('never', '1795305600.173000000'),
    '',
  ])('is not read from half an answer', (text) => {
    expect(readClocks(text)).toBeUndefined();
  });

  it('has the deep sleep since the boot, where the device tells it', async () => {
    const { ask, now } = deviceWith([10]);
    expect(await measureClocks(ask, now)).toMatchObject({ ok: true, value: { sleptMs: null } });
    const header =
      'Applications Graphics Acceleration Info:\nUptime: 3600170 Realtime: 4200170\n\n** Graphics info for pid 1612 [system] **\n';
    expect(readSleep(header)).toBe(600_000);
    expect(readSleep('Uptime: soon Realtime: 4200170')).toBeNull();
    expect(readSleep('No process found for: system')).toBeNull();
  });

  it('is read to the millisecond', () => {
    expect(readClocks(said('3600.17', '1795305600.173000000'))).toEqual({
      elapsedMs: 3_600_170,
      wallMs: 1_795_305_600_173,
      bootId: boot,
    });
  });
});
