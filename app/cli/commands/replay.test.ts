import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { replay } from '../../../engine/replay/replay.js';
import { compile } from '../../../engine/replay/compile.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { android14, android15, android16, android17 } from '../../../engine/policy/shipped.js';
import { recording, writeBytes, writeRecording } from '../../../engine/pool/recordings-fixture.js';
import { builtReplayWorker } from '../../../engine/testing/replay-worker.js';
import { MS_PER_HOUR } from '../../../engine/time.js';
import { writeTrace } from '../../../engine/trace/arrow-file.js';
import { Trace } from '../../../engine/trace/trace.js';
import { CommandError, ExitCode } from '../exit-codes.js';
import { replayCommand } from './replay.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-replay-'));
const fleet = path.join(folder, 'fleet');
const out = path.join(folder, 'out', 'result');
let interrupted = 0;
const dieInterrupted = (): void => {
  interrupted++;
};
let workerFile: URL;

beforeAll(() => {
  workerFile = builtReplayWorker();
  mkdirSync(path.join(fleet, 'b'), { recursive: true });
  mkdirSync(path.join(fleet, 'empty'));
  writeRecording(path.join(fleet, 'b'), 5);
  writeRecording(fleet, 6);
  writeRecording(fleet, 12, 'a, "quoted".arrow');
  writeBytes(fleet, 'notes.md', 'not looked at');
  symlinkSync(fleet, path.join(fleet, 'loop'));
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the command says beside its result. */
let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Exit code and what was written. */
async function replayed(...args: string[]): Promise<{ readonly code: ExitCode; readonly text: string }> {
  const code = await replayCommand([...args, '--workers', '2', '--out', out], { workerFile, dieInterrupted });
  return { code, text: readFileSync(out, 'utf8') };
}

async function failure(...args: string[]): Promise<CommandError> {
  try {
    await replayCommand(args, { workerFile, dieInterrupted });
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('the command did not fail');
}

const BOOTED_AT = Date.UTC(2026, 8, 1);

/** A device whose wall clock is known, two hours east of Greenwich. */
function datedRecording(release: number | null): Trace {
  const { length, core, strings, meta } = recording(5);
  const wall = core.elapsed.map((elapsed) => BOOTED_AT + elapsed);
  return new Trace(length, { ...core, wall }, undefined, strings, { ...meta, release, zoneMinutes: 120 });
}

/** The seeds of the recordings in the order in which they are found. */
const seeds = [12, 5, 6];
const predicted = seeds.flatMap((seed, file) =>
  [android15, android17].flatMap((policy, index) =>
    replay(compile(recording(seed), 'recording'), policy).outcomes.map((event) => ({ file, policy: index, event })),
  ),
);
const loud = predicted.filter(({ event }) => !event.silent);
const both = ['--policy', 'android-15,android-17'];

describe('curfew replay', () => {
  it('counts the outcomes of each policy, and the recordings', async () => {
    const { code, text } = await replayed(fleet, ...both);
    expect(code).toBe(ExitCode.asPredicted);
    const events = seeds.reduce((sum, seed) => sum + recording(seed).length, 0);
    expect(text.split('\n')[0]).toBe(`3 recordings, ${events} events, ${loud.length} predicted outcomes`);
    const callbacks = (of: number): number =>
      loud.filter(({ policy, event }) => policy === of && event.outcome === 'timeout-callback').length;
    expect(callbacks(0)).toBeGreaterThan(1);
    expect(text).toMatch(new RegExp(`^ +timeout callback +${callbacks(0)} +${callbacks(1)}$`, 'm'));
    expect(text).not.toContain('silent');
  });

  it('writes every outcome as CSV: CR LF, quoted where needed, in the order of files, policies and time', async () => {
    const { code, text } = await replayed(fleet, ...both, '--format', 'csv', '--silent');
    expect(code).toBe(ExitCode.asPredicted);
    const lines = text.split('\r\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(1 + predicted.length);
    expect(lines[1]).toMatch(/^"[^"]*\/fleet\/a, ""quoted""\.arrow",android-15,/);
    const unquoted = lines.slice(1).map((line) => line.replace(/^"(?:[^"]|"")*"/, 'a quoted cell').split(','));
    expect(unquoted).toEqual(
      predicted.map(({ file, policy, event }) => [
        seeds[file] === 12 ? 'a quoted cell' : path.join(fleet, ['', 'b/device-5.arrow', 'device-6.arrow'][file]!),
        ['android-15', 'android-17'][policy],
        event.outcome,
        String(event.silent),
        event.component,
        String(event.uid),
        event.type ?? '',
        String(event.uptimeMs),
        String(event.elapsedMs),
        String(event.earliestElapsedMs),
        String(event.latestElapsedMs),
        '',
        ['android-15', 'android-17'][policy],
      ]),
    );
  });

  it('writes the same as JSON', async () => {
    const { text } = await replayed(fleet, ...both, '--format', 'json', '--silent');
    const json = JSON.parse(text) as { curfew: string; policies: object[]; files: object[]; outcomes: object[] };
    expect(json.curfew).toBe('replay/1');
    expect(json.policies).toMatchObject([
      { name: 'android-15', variant: 'V3' },
      { name: 'android-17', variant: 'V4' },
    ]);
    expect(json.files).toMatchObject(seeds.map((seed) => ({ events: recording(seed).length })));
    expect(json.outcomes).toEqual(
      predicted.map(({ file, policy, event }) => ({
        file,
        policy,
        outcome: event.outcome,
        silent: event.silent,
        service: event.component,
        uid: event.uid,
        type: event.type,
        uptimeMs: event.uptimeMs,
        elapsedMs: event.elapsedMs,
        earliestElapsedMs: event.earliestElapsedMs,
        latestElapsedMs: event.latestElapsedMs,
        wall: null,
      })),
    );
  });

  it('writes the same as an Arrow file', async () => {
    await replayed(fleet, ...both, '--format', 'arrow', '--silent');
    const table = tableFromIPC(readFileSync(out));
    expect(table.schema.metadata.get('curfew')).toBe('replay/1');
    expect(JSON.parse(table.schema.metadata.get('failures') ?? '')).toEqual([]);
    const rows = Array.from({ length: table.numRows }, (_, row) => table.get(row)?.toJSON());
    expect(rows).toMatchObject(
      predicted.map(({ policy, event }) => ({
        policy: ['android-15', 'android-17'][policy],
        outcome: event.outcome,
        silent: event.silent ? 1 : 0,
        service: event.component,
        uid: event.uid,
        type: event.type,
        uptime_ms: event.uptimeMs,
        elapsed_ms: event.elapsedMs,
        latest_elapsed_ms: event.latestElapsedMs,
      })),
    );
    expect(new Set(rows.map((row) => path.basename(String(row?.['file']))))).toEqual(
      new Set(['a, "quoted".arrow', 'device-5.arrow', 'device-6.arrow']),
    );
  });

  it('takes files and folders together, each file once, and logs as well', async () => {
    const log = fileURLToPath(new URL('../../../examples/logs/data-sync-six-hours.log', import.meta.url));
    const file = path.join(fleet, 'device-6.arrow');
    const { text } = await replayed(log, file, fleet, '--format', 'json');
    const { files } = JSON.parse(text) as { files: { file: string }[] };
    expect(files.map((entry) => path.basename(entry.file))).toEqual([
      'data-sync-six-hours.log',
      'device-6.arrow',
      'a, "quoted".arrow',
      'device-5.arrow',
    ]);
    expect(text).toContain('"outcome":"timeout-callback"');
  });
});

describe('curfew replay of devices of several releases', () => {
  const releases = [16, null, 14] as const;
  const mixed = path.join(folder, 'releases');
  beforeAll(() => {
    mkdirSync(mixed);
    releases.forEach((release, at) => writeBytes(mixed, `${at}.arrow`, writeTrace(datedRecording(release))));
  });
  const outcomesUnder = (policy: Policy, release: number | null) =>
    replay(compile(datedRecording(release), 'recording'), policy).outcomes.filter(({ silent }) => !silent);
  const policyOf = [android16, android15, android14];
  const expected = policyOf.flatMap((policy, at) => outcomesUnder(policy, releases[at] ?? null));

  it('takes for each recording the policy of the release that it tells, and says which', async () => {
    const { code, text } = await replayed(mixed);
    expect(code).toBe(ExitCode.asPredicted);
    expect(text).toMatch(
      /^auto, recordings by policy: android-16 1, android-15 1, android-14 1 \(1 recording without a release: android-15\)$/m,
    );
    const callbacks = expected.filter(({ outcome }) => outcome === 'timeout-callback').length;
    expect(callbacks).toBeGreaterThan(0);
    expect(text).toMatch(new RegExp(`^ +timeout callback +${callbacks}$`, 'm'));
  });

  it('names in each row of the CSV the policy that was taken, the word on the command line, and the wall time', async () => {
    const { text } = await replayed(mixed, '--policy', 'auto,android-17', '--format', 'csv');
    const rows = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    const [header, ...cells] = rows;
    const at = (name: string): number => header?.indexOf(name) ?? -1;
    const automatic = cells.filter((row) => row[at('asked_policy')] === 'auto');
    expect(automatic).toHaveLength(expected.length);
    expect(new Set(automatic.map((row) => [path.basename(row[0] ?? ''), row[at('policy')]].join(' ')))).toEqual(
      new Set(['0.arrow android-16', '1.arrow android-15']),
    );
    expect(new Set(cells.filter((row) => !automatic.includes(row)).map((row) => row[at('policy')]))).toEqual(
      new Set(['android-17']),
    );
    for (const row of cells)
      expect(row[at('wall')]).toBe(
        new Date(BOOTED_AT + Number(row[at('elapsed_ms')]) + 2 * MS_PER_HOUR).toISOString().replace('Z', '+02:00'),
      );
  });

  it('writes the same to JSON and Arrow', async () => {
    const { text } = await replayed(mixed, '--format', 'json');
    const json = JSON.parse(text) as { policies: object[]; files: object[]; outcomes: { wall: string }[] };
    expect(json.policies).toMatchObject([{ name: 'auto', byRelease: [{ name: 'android-16', recordings: 1 }, {}, {}] }]);
    expect(json.files).toMatchObject(releases.map((release) => ({ release })));
    expect(json.outcomes).toHaveLength(expected.length);
    expect(json.outcomes[0]?.wall).toMatch(/^2026-09-0\dT.*\+02:00$/);
    await replayed(mixed, '--format', 'arrow');
    const table = tableFromIPC(readFileSync(out));
    const column = (name: string): unknown[] => [...(table.getChild(name) ?? [])];
    expect(column('policy')).toEqual(
      [android16, android15].flatMap((policy) => outcomesUnder(policy, 15).map(() => policy.name)),
    );
    expect(new Set(column('asked_policy'))).toEqual(new Set(['auto']));
    expect(column('wall_ms')).toEqual(expected.map(({ elapsedMs }) => BOOTED_AT + elapsedMs));
  });

  it('says what the device and the apps are instead, and on which recordings it has no effect', async () => {
    const config = path.join(folder, 'config.txt');
    writeFileSync(config, 'data_sync_fgs_timeout_duration=7200000\n');
    const all = await replayed(mixed, '--format', 'json');
    const changed = await replayed(mixed, '--set', 'dataSyncLimit=2h', '--format', 'json');
    const onDevice = await replayed(mixed, '--device-config', config, '--format', 'json');
    const outcomesOf = ({ text }: { readonly text: string }): unknown[] =>
      (JSON.parse(text) as { outcomes: unknown[] }).outcomes;
    expect(outcomesOf(changed).length).toBeGreaterThan(outcomesOf(all).length);
    expect(outcomesOf(onDevice)).toEqual(outcomesOf(changed));
    expect(JSON.parse(changed.text)).toMatchObject({ changes: ['--set dataSyncLimit=2h'] });
    expect(said).toContain(
      'curfew replay: --set dataSyncLimit=2h: android-14 has no time-limited types; without effect on 1 recording\n',
    );
    expect(outcomesOf(await replayed(mixed, '--target-sdk', '34', '--format', 'json'))).toEqual([]);
  });

  it('refuses a value that a policy asked for by name does not have', async () => {
    const error = await failure(mixed, '--policy', 'auto,android-14', '--set', 'dataSyncLimit=2h');
    expect(error.exitCode).toBe(ExitCode.usage);
    expect(error.message).toContain('android-14 has no time-limited types');
  });

  it('warns where the dates of a log hang on the date of its file, and takes the year that it is given', async () => {
    const log = path.join(folder, 'no-year.log');
    copyFileSync(fileURLToPath(new URL('../../../examples/logs/data-sync-six-hours.log', import.meta.url)), log);
    utimesSync(log, new Date('2019-05-05'), new Date('2019-05-05'));
    expect((await replayed(log, '--format', 'csv')).text).toContain(',2018-');
    expect(said).toContain(
      'no-year.log prints no year, and nothing in it tells one: the date of the file says it. --year',
    );
    said = '';
    expect((await replayed(log, '--format', 'csv', '--year', '2026')).text).toContain(',2026-');
    expect(said).toBe('');
  });
});

describe('a fleet with files that are no recording', () => {
  it('is replayed without them; they are told by name, and the exit code is 3', async () => {
    const mixed = path.join(folder, 'mixed');
    mkdirSync(mixed);
    writeRecording(mixed, 6);
    for (let file = 0; file < 25; file++) writeBytes(mixed, `torn-${file}.arrow`, 'ARROW1 torn');
    const text = await replayed(mixed);
    expect(text.code).toBe(ExitCode.unreadable);
    expect(text.text).toContain('1 recording, ');
    expect(text.text).toContain('Not replayed: 25 files');
    expect(text.text).toContain('torn-0.arrow: The end of the Arrow file is missing. Copy the file again');
    expect(text.text).toContain('and 5 more files');
    const json = await replayed(mixed, '--format', 'json');
    const { files } = JSON.parse(json.text) as { files: { failure?: { code: string } }[] };
    expect(files.filter(({ failure: found }) => found?.code === 'damaged')).toHaveLength(25);
    expect(said).toMatch(/^curfew replay: .*torn-0\.arrow: The end of the Arrow file is missing/m);
    expect(said).toContain('and 5 more files');
  });

  it('with names that would steer a spreadsheet or a terminal gives harmless cells', async () => {
    const evil = path.join(folder, 'evil');
    mkdirSync(evil);
    writeRecording(evil, 6, '=cmd|calc \u001b[31m.arrow');
    const here = process.cwd();
    try {
      process.chdir(evil);
      const { text } = await replayed('=cmd|calc \u001b[31m.arrow', '--format', 'csv');
      expect(text.split('\r\n')[1]).toMatch(/^'=cmd\|calc \\x1b\[31m\.arrow,android-15,/);
    } finally {
      process.chdir(here);
    }
  });
});

describe('curfew replay, called wrongly', () => {
  it.each([
    [[], 'replay wants a folder or files.'],
    [['X', '--policy', 'android-3'], 'There is no policy "android-3".'],
    [['X', '--policy', 'android-15,android-15'], '--policy names "android-15" twice.'],
    [['X', '--format', 'xml'], '--format wants one of text, csv, json, arrow, not "xml".'],
    [['X', '--workers', '0'], '--workers wants a whole number from 1 to 64, not "0".'],
    [['X', '--memory', 'much'], '--memory wants a whole number from 32 to 65536, not "much".'],
  ])('%j says what is wrong', async (args, message) => {
    const error = await failure(...args);
    expect(error.message).toContain(message);
    expect(error.exitCode).toBe(ExitCode.usage);
  });

  it('for what is not there, or a folder without recordings, says so', async () => {
    expect((await failure(path.join(folder, 'nowhere'))).message).toContain('there is no such file or folder');
    const error = await failure(path.join(fleet, 'empty'));
    expect(error.exitCode).toBe(ExitCode.unreadable);
    expect(error.message).toContain('no recording is there');
    expect(error.message).toContain('.arrow, .log');
  });
});

describe('Ctrl-C', () => {
  it('ends the replay at once: nothing is written, the program ends as interrupted', async () => {
    const hanging = path.join(folder, 'hanging-worker.cjs');
    writeFileSync(hanging, 'module.exports = () => { for (;;); };');
    const target = path.join(folder, 'never.csv');
    const run = replayCommand([fleet, '--format', 'csv', '--out', target], {
      workerFile: pathToFileURL(hanging),
      dieInterrupted,
    });
    await vi.waitUntil(() => process.listenerCount('SIGINT') > 0, { timeout: 20_000 });
    expect(interrupted).toBe(0);
    process.emit('SIGINT');
    expect(await run).not.toBe(ExitCode.asPredicted);
    expect(interrupted).toBe(1);
    expect(said).toBe('curfew replay: interrupted; nothing was written.\n');
    expect(existsSync(target)).toBe(false);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
