import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { ExitCode } from '../exit-codes.js';
import { policiesCommand } from './policies.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-policies-'));
const example = fileURLToPath(new URL('../../../examples/policies/lab-minutes.yaml', import.meta.url));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What stands on standard output and standard error. */
function printed(...args: string[]): { readonly out: string; readonly err: string } {
  const streams = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    streams.out += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    streams.err += String(text);
    return true;
  });
  try {
    expect(policiesCommand(args)).toBe(ExitCode.asPredicted);
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  return streams;
}

describe('curfew policies', () => {
  it('lists every policy, the early variants of Android 15 too', () => {
    const { out } = printed();
    for (const name of [
      'android-14',
      'android-15',
      'android-15-v1',
      'android-15-v2',
      'android-16',
      'android-17',
      'documented',
    ])
      expect(out).toMatch(new RegExp(`^${name}  `, 'm'));
  });

  it('prints what a file resolves to, each value with where it comes from', () => {
    const { out } = printed(example);
    expect(out).toMatch(/^lab-minutes {2}Android 16 with limits of minutes/);
    expect(out).toMatch(/^ {4}dataSyncLimit +2 m +.*lab-minutes\.yaml:8$/m);
    expect(out).toMatch(/^ {4}crashGrace +10 s +android-16$/m);
    expect(out).toMatch(/^ {4}short_fgs_timeout_duration +30 s +.*lab-minutes\.yaml:11$/m);
    expect(out).toMatch(/^ {4}enable_fgs_timeout_crash_behavior +true +android-16$/m);
  });

  it('prints the policy in force on a device, and what the platform ignores', () => {
    const file = path.join(folder, 'config.txt');
    writeFileSync(
      file,
      'data_sync_fgs_timeout_duration=60000\nfgs_crash_extra_wait_duration=5s\nbackground_settle_time=1\n',
    );
    const { out, err } = printed('android-15', '--device-config', file, '--set', 'window=12h', '--target-sdk', '34');
    expect(out).toMatch(
      /^ {4}dataSyncLimit +1 m +device_config activity_manager\/data_sync_fgs_timeout_duration = 60000$/m,
    );
    expect(out).toMatch(/^ {4}crashGrace +10 s +android-15$/m);
    expect(out).toMatch(/^ {4}window +12 h +--set window=12h$/m);
    expect(out).toMatch(/^ {4}target SDK 34$/m);
    expect(err.split('\n')).toEqual([
      `curfew policies: ${file}, line 2: fgs_crash_extra_wait_duration = 5s: no whole number: the platform takes its default, a duration is written in milliseconds`,
      `curfew policies: ${file}, line 3: background_settle_time = 1: the platform reads it from Settings.Global activity_manager_constants, not from DeviceConfig`,
      '',
    ]);
  });

  it('says so when a file says nothing of the limits', () => {
    const file = path.join(folder, 'other.txt');
    writeFileSync(file, 'hello\n');
    expect(printed('android-15', '--device-config', file).err).toContain('other.txt says nothing of the limits');
  });

  it('gives other programs the values with key, unit and origin', () => {
    const { out } = printed(example, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      name: 'lab-minutes',
      timeLimitedTypes: { dataSyncLimit: 120_000 },
      values: expect.arrayContaining([
        {
          name: 'window',
          key: null,
          keptIn: null,
          unit: 'duration',
          value: 86_400_000,
          origin: 'android-16',
        },
      ]),
    });
  });

  it.each([
    [['android-15', 'android-16'], 'policies takes one name or file'],
    [['--set', 'window=1h'], '--set wants a policy: curfew policies android-15 --set'],
    [['--format', 'xml'], '--format wants text or json'],
    [['android-3'], 'There is no policy "android-3". Known: android-14, android-15'],
    [['android-14', '--set', 'dataSyncLimit=1h'], '--set dataSyncLimit=1h: android-14 has no time-limited types'],
  ])('%j is a usage error', (args, message) => {
    expect(() => policiesCommand(args)).toThrow(message);
  });
});
