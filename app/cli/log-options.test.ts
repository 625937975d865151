/** What the command line says of the device goes before what the log says of it. */
import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { WallClock } from '../../engine/compare/wall-clock.js';
import { compile } from '../../engine/replay/compile.js';
import { replay } from '../../engine/replay/replay.js';
import { android15, android17 } from '../../engine/policy/shipped.js';
import { writeTrace } from '../../engine/trace/arrow-file.js';
import { CommandError } from './exit-codes.js';
import { loadLogs, type LoadedLogs, type LogOptionValues } from './log-options.js';
import { terminalProgress } from './progress.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-log-options-'));
const log = fileURLToPath(new URL('../../examples/logs/data-sync-six-hours.log', import.meta.url));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const load = (values: LogOptionValues): LoadedLogs =>
  loadLogs([log], { year: '2026', ...values }, terminalProgress(process.stderr));

function callbacks({ assembly, policy }: LoadedLogs): number {
  const { outcomes } = replay(compile(assembly.trace, 'recording'), policy);
  return outcomes.filter(({ outcome }) => outcome === 'timeout-callback').length;
}

describe('logs with overrides', () => {
  it('are as recorded where nothing is said', () => {
    const loaded = load({});
    expect(loaded.policy).toEqual(android15);
    expect(loaded.assembly.trace).toBe(loaded.recorded);
    expect(loaded.warnings).toEqual([]);
    expect(callbacks(loaded)).toBe(1);
  });

  it('have other values, and say which', () => {
    const loaded = load({ policy: 'android-17', set: ['dataSyncLimit=9h'] });
    expect(loaded.policy).toEqual({
      ...android17,
      timeLimitedTypes: { ...android17.timeLimitedTypes, dataSyncLimit: 32_400_000 },
    });
    expect(loaded.policyFrom).toBe('as asked for; --set dataSyncLimit=9h');
    expect(callbacks(loaded)).toBe(0);
  });

  it('have the target SDK that is asked for, and keep the recording for whoever writes it', () => {
    const loaded = load({ 'target-sdk': '34' });
    expect(callbacks(loaded)).toBe(0);
    expect(loaded.policyFrom).toContain('target SDK 34');
    expect(loaded.recorded).not.toBe(loaded.assembly.trace);
    expect(callbacks(load({ 'target-sdk': '34', package: 'com.example.other' }))).toBe(1);
  });

  it('have the settings that a device printed', () => {
    const file = path.join(folder, 'config.txt');
    writeFileSync(file, 'data_sync_fgs_timeout_duration=3600000\nfgs_crash_extra_wait_duration=soon\n');
    const loaded = load({ 'device-config': file });
    expect(loaded.policy.timeLimitedTypes).toMatchObject({ dataSyncLimit: 3_600_000, crashGrace: 10_000 });
    expect(loaded.warnings).toHaveLength(1);
  });

  it('go by their own dump unless something else is said', () => {
    const dump = path.join(folder, 'settings.txt');
    writeFileSync(
      dump,
      'ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:\n  data_sync_fgs_timeout_duration=36000000\n',
    );
    const both = (values: LogOptionValues): LoadedLogs =>
      loadLogs([log, dump], { year: '2026', ...values }, terminalProgress(process.stderr));
    expect(callbacks(both({}))).toBe(0);
    expect(callbacks(both({ set: ['dataSyncLimit=6h'] }))).toBe(1);
  });
});

describe('a file that is no log', () => {
  const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
  const refusal = (file: string): string => {
    try {
      loadLogs([file], {}, terminalProgress(process.stderr));
    } catch (error) {
      if (error instanceof CommandError) return error.message;
      throw error;
    }
    return 'it was read';
  };

  it('is called what it is, with the command that takes it', () => {
    expect(refusal(example('scenarios/e1-background-start.yaml'))).toMatch(
      /is no log: it is a scenario\. curfew predict/,
    );
    expect(refusal(example('scenarios/two-services-one-clock.json'))).toMatch(/it is a scenario/);
    expect(refusal(example('policies/lab-minutes.yaml'))).toMatch(/it is a policy\. Name it with --policy FILE/);
    const trace = path.join(folder, 'device.arrow');
    writeFileSync(trace, writeTrace(load({}).recorded));
    expect(refusal(trace)).toMatch(/it is a trace file\. curfew replay and curfew what-if/);
    expect(refusal(example('README.md'))).toMatch(/there is no such file|no log record/);
  });
});

describe('logs whose stamps print no year', () => {
  it('have that of the date of their file, and the person is told; a year that is said needs no word', () => {
    const copy = path.join(folder, 'copied.log');
    copyFileSync(log, copy);
    utimesSync(copy, new Date('2019-05-05'), new Date('2019-05-05'));
    const loaded = loadLogs([copy], {}, terminalProgress(process.stderr));
    expect(new WallClock(loaded.recorded).at(0)).toMatch(/^2018-/);
    expect(loaded.warnings).toEqual([
      `${copy} prints no year, and nothing in it tells one: the date of the file says it. --year YYYY makes it certain`,
    ]);
    expect(loadLogs([copy], { year: '2018' }, terminalProgress(process.stderr)).warnings).toEqual([]);
  });
});
