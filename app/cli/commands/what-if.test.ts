import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { writeTrace } from '../../../engine/trace/arrow-file.js';
import { Script } from '../../../engine/testing/script.js';
import { MS_PER_HOUR } from '../../../engine/time.js';
import { CommandError, ExitCode } from '../exit-codes.js';
import { whatIfCommand } from './what-if.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-what-if-'));
const out = path.join(folder, 'result');
const inRepository = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const scenario = (name: string): string => inRepository(`examples/scenarios/${name}`);
const log = inRepository('examples/logs/data-sync-six-hours.log');
const temporary = (name: string, text: string | Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What is written; the name of the input, which differs between machines, is left out. */
async function answer(file: string, ...args: string[]): Promise<string> {
  expect(await whatIfCommand([file, ...args, '--out', out])).toBe(ExitCode.asPredicted);
  return readFileSync(out, 'utf8').replaceAll(file, 'FILE');
}

async function failure(...args: string[]): Promise<CommandError> {
  try {
    await whatIfCommand(args);
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('the command did not fail');
}

describe('curfew what-if', () => {
  it('tells of a log when each outcome moves while a limit grows, the base first', async () => {
    const text = await answer(
      log,
      '--year',
      '2026',
      '--vary',
      'dataSyncLimit=1h..8h:30m',
      '--policy',
      'android-15,android-16',
    );
    expect(text).toBe(`FILE
Base: android-15 (V3), Android 15 as most devices have it. As asked for.

  2026-09-27 03:12:41.000  ▽ timeout callback of .SyncService (dataSync)
  2026-09-27 03:12:51.000  ✕ crash (did not stop in time) of .SyncService (dataSync)

31 policies in 15 replays: those that cannot differ for this input share one.

▽ timeout callback of .SyncService (dataSync)
  at 2026-09-26 22:12:41.000 with dataSyncLimit 1h, then 30 m later with every step, up to 2026-09-27 03:12:41.000 at
    6h, gone from 6h30m on

✕ crash (did not stop in time) of .SyncService (dataSync)
  at 2026-09-26 22:12:51.000 with dataSyncLimit 1h, then 30 m later with every step, up to 2026-09-27 03:12:51.000 at
    6h, gone from 6h30m on
`);
  });

  it('draws a table where the policies fit the width', async () => {
    const text = await answer(scenario('e1-background-start.yaml'), '--vary', 'dataSyncLimit=1h,6h,30h');
    expect(text).toBe(`FILE
Base: android-15 (V3), Android 15 as most devices have it. Android 15, the device of the scenario.

  +6:00:00  ▽ timeout callback of .A (dataSync)
  +6:00:10  ✕ crash (did not stop in time) of .A (dataSync)

4 policies in 3 replays: those that cannot differ for this input share one.

dataSyncLimit:
                                               android-15  1h          6h  30h
timeout callback of .A (dataSync)              +6:00:00    moved −5 h  —   gone
crash (did not stop in time) of .A (dataSync)  +6:00:10    moved −5 h  —   gone
`);
  });

  it('compares policies by name, and says which of them agree', async () => {
    const text = await answer(
      scenario('e4-poisoned-budget.yaml'),
      '--policy',
      'android-15,android-15-v2,android-16,documented,android-14',
    );
    expect(text).toContain(`⊘ start denied (time limit exhausted) of .A (dataSync)
  android-15 · android-16 · documented · android-14: does not come
  android-15-v2: at +0:03:00
`);
    expect(text).toContain('5 policies in 4 replays: those that cannot differ for this input share one.');
  });

  it('walks along the longest of several values, and tells the others apart', async () => {
    const text = await answer(
      scenario('e1-background-start.yaml'),
      '--vary',
      'dataSyncLimit=1h..9h:1h',
      '--vary',
      'crashGrace=5s,10s',
    );
    expect(text).toContain(`▽ timeout callback of .A (dataSync)
  at +1:00:00 with dataSyncLimit 1h, then 1 h later with every step, up to +9:00:00 at 9h
`);
    expect(text).toContain('  crashGrace 5s: at +1:00:05 with dataSyncLimit 1h, then 1 h later with every step, up to');
    expect(text).toContain(
      '  crashGrace 10s: at +1:00:10 with dataSyncLimit 1h, then 1 h later with every step, up to',
    );
  });

  it('knows target SDKs and releases', async () => {
    const text = await answer(
      scenario('e1-background-start.yaml'),
      '--vary',
      'targetSdk=34,35',
      '--vary',
      'release=14,16',
    );
    expect(text).toContain(`▽ timeout callback of .A (dataSync)
  release 14: does not come
  release 16: targetSdk 34: does not come; targetSdk 35: at +6:00:00
`);
  });

  it('keeps what the input says of a varied value in the base, and varies it nevertheless', async () => {
    const file = scenario('c33-slide.yaml');
    expect(readFileSync(file, 'utf8')).toContain('data_sync_fgs_timeout_duration');
    const base = JSON.parse(await answer(file, '--policy', 'android-15,android-16', '--format', 'json')) as Answered;
    const varied = JSON.parse(await answer(file, '--vary', 'dataSyncLimit=1s,50h', '--format', 'json')) as Answered;
    const ofBase = ({ outcomes }: Answered): unknown[] =>
      outcomes.map(({ moments }) => moments[0]).filter((moment) => moment !== null);
    expect(ofBase(base).length).toBeGreaterThan(0);
    expect(ofBase(varied)).toEqual(ofBase(base));
    expect(new Set(varied.policies.map((policy) => policy.answer)).size).toBe(3);
  });

  it('reads a trace file, and finds there what a log said', async () => {
    const trace = new Script()
      .start(0)
      .stop(8 * MS_PER_HOUR)
      .trace();
    const text = await answer(temporary('device.arrow', writeTrace(trace)), '--vary', 'dataSyncLimit=1h,6h,9h');
    expect(text).toContain('  +21600.000 s  ▽ timeout callback of .A (dataSync)');
    expect(text).toMatch(/timeout callback of \.A \(dataSync\) +\+21600\.000 s +moved −5 h +— +gone/);
  });

  it('tells a scenario in JSON from a log in JSON', async () => {
    const text = await answer(scenario('two-services-one-clock.json'), '--policy', 'android-15,android-14');
    expect(text).toContain('As asked for.');
    const { message } = await failure(
      temporary('log.json', '{ "metadata": { "note": "\\"curfew\\": \\"scenario/1\\"" } }\n'),
      '--vary',
      'dataSyncLimit=1h',
    );
    expect(message).toMatch(/log\.json: no log record/);
  });

  it('says so when nothing changes', async () => {
    const text = await answer(scenario('e1-background-start.yaml'), '--vary', 'mediaProcessingLimit=1h..3h:1h');
    expect(text).toContain('4 policies in 1 replay: those that cannot differ for this input share one.');
    expect(text).toContain('Every outcome comes at the same moment under all policies.');
  });

  it('holds what the command line says under every policy', async () => {
    const text = await answer(
      scenario('e1-background-start.yaml'),
      '--set',
      'crashGrace=1m',
      '--vary',
      'dataSyncLimit=1h,2h',
    );
    expect(text).toContain('Changed: --set crashGrace=1m.');
    expect(text).toContain('  +6:01:00  ✕ crash');
    const old = await answer(
      scenario('e1-background-start.yaml'),
      '--target-sdk',
      '34',
      '--vary',
      'dataSyncLimit=1h,2h',
    );
    expect(old).toContain('Nothing happens because of a limit.');
  });

  it('takes policy files', async () => {
    const file = inRepository('examples/policies/no-crash-15.yaml');
    const text = await answer(scenario('e1-background-start.yaml'), '--policy', `android-15,${file}`);
    expect(text).toMatch(/crash \(did not stop in time\) of \.A \(dataSync\) +\+6:00:10 +gone/);
  });
});

interface Answered {
  readonly curfew: string;
  readonly answers: number;
  readonly policies: readonly { readonly label: string; readonly answer: number; readonly values: object }[];
  readonly outcomes: readonly {
    readonly outcome: string;
    readonly moments: readonly ({ elapsedMs: number } | null)[];
  }[];
}

describe('curfew what-if for other programs', () => {
  it('writes what-if/1: moments by answer, and which policy has which', async () => {
    const json = JSON.parse(
      await answer(log, '--year', '2026', '--vary', 'dataSyncLimit=5h,7h', '--format', 'json'),
    ) as Answered;
    expect(json).toMatchObject({
      curfew: 'what-if/1',
      input: 'FILE',
      axes: [{ name: 'dataSyncLimit', values: [18_000_000, 25_200_000] }],
      answers: 3,
      policies: [
        { policy: 'android-15', label: 'android-15', values: { dataSyncLimit: null }, answer: 0, isCutShort: false },
        { label: 'dataSyncLimit 5h', values: { dataSyncLimit: 18_000_000 }, answer: 1 },
        { label: 'dataSyncLimit 7h', answer: 2 },
      ],
      notFollowed: 0,
    });
    expect(json.outcomes[0]).toMatchObject({
      outcome: 'timeout-callback',
      service: 'com.example.photosync/.SyncService',
      nth: 1,
      moments: [{ wall: '2026-09-27T03:12:41.000' }, { wall: '2026-09-27T02:12:41.000' }, null],
    });
  });

  it('has silent outcomes only when they are asked for', async () => {
    const file = scenario('e7-opened-after-exhaustion.yaml');
    const outcomes = async (...args: string[]): Promise<number> =>
      (JSON.parse(await answer(file, '--policy', 'android-15,android-16', '--format', 'json', ...args)) as Answered)
        .outcomes.length;
    expect(await outcomes('--silent')).toBeGreaterThan(await outcomes());
  });

  it('writes one line of CSV per outcome and policy', async () => {
    const csv = await answer(scenario('e1-background-start.yaml'), '--vary', 'dataSyncLimit=1h,30h', '--format', 'csv');
    expect(csv.split('\r\n')).toEqual([
      'policy,label,dataSyncLimit,outcome,package,service,type,nth,change,elapsed_ms,moved_ms,wall',
      'android-15,android-15,,timeout-callback,dev.curfew.probe.t35,dev.curfew.probe.t35/.A,dataSync,1,same,21600000,0,',
      'android-15,dataSyncLimit 1h,3600000,timeout-callback,dev.curfew.probe.t35,dev.curfew.probe.t35/.A,dataSync,1,moved,3600000,-18000000,',
      'android-15,dataSyncLimit 30h,108000000,timeout-callback,dev.curfew.probe.t35,dev.curfew.probe.t35/.A,dataSync,1,gone,,,',
      'android-15,android-15,,crash-did-not-stop,dev.curfew.probe.t35,dev.curfew.probe.t35/.A,dataSync,1,same,21610000,0,',
      'android-15,dataSyncLimit 1h,3600000,crash-did-not-stop,dev.curfew.probe.t35,dev.curfew.probe.t35/.A,dataSync,1,moved,3610000,-18000000,',
      'android-15,dataSyncLimit 30h,108000000,crash-did-not-stop,dev.curfew.probe.t35,dev.curfew.probe.t35/.A,dataSync,1,gone,,,',
      '',
    ]);
  });

  it('lets no name of a recording act in a spreadsheet', async () => {
    const trace = new Script()
      .app({ uid: 10_300, packageName: '=cmd("a,b")' })
      .start(0)
      .stop(8 * MS_PER_HOUR)
      .trace();
    const file = temporary('hostile.arrow', writeTrace(trace));
    const csv = await answer(file, '--vary', 'dataSyncLimit=1h', '--format', 'csv');
    expect(csv).toContain(`"'=cmd(""a,b"")"`);
  });
});

describe('curfew what-if with mistakes', () => {
  const vary = ['--vary', 'dataSyncLimit=1h,2h'];
  it.each<[string[], ExitCode, string]>([
    [[], ExitCode.usage, 'what-if wants something to vary'],
    [vary, ExitCode.usage, 'what-if wants a trace file, a log or a scenario'],
    [['x.log', '--policy', 'android-15'], ExitCode.usage, 'what-if wants something to vary'],
    [['x.log', '--policy', 'android-99,android-15'], ExitCode.usage, 'There is no policy "android-99"'],
    [['x.log', '--policy', 'android-15,android-15'], ExitCode.unreadable, 'x.log cannot be read'],
    [
      ['x.log', '--vary', 'dataSyncLimt=1h'],
      ExitCode.usage,
      '--vary cannot vary "dataSyncLimt"; did you mean "dataSyncLimit"?',
    ],
    [['x.log', ...vary, '--format', 'pdf'], ExitCode.usage, '--format wants one of text, csv, json'],
    [['x.log', ...vary, '--set', 'dataSync=1h'], ExitCode.usage, '--set: there is no setting "dataSync"'],
    [['x.log', ...vary, '--set', 'dataSyncLimit=soon'], ExitCode.usage, '--set dataSyncLimit "soon" is not a duration'],
    [['x.log', ...vary, '--set', 'dataSyncLimit'], ExitCode.usage, '--set wants KEY=VALUE'],
    [['x.log', ...vary, '--target-sdk', 'new'], ExitCode.usage, '--target-sdk wants a number such as 35'],
    [
      ['x.log', ...vary, '--device-config', 'none.txt'],
      ExitCode.unreadable,
      '--device-config: none.txt cannot be read',
    ],
    [['none.log', ...vary], ExitCode.unreadable, 'none.log cannot be read'],
    [[scenario('e1-background-start.yaml'), 'b.yaml', ...vary], ExitCode.usage, 'what-if takes one scenario'],
    [
      [scenario('e1-background-start.yaml'), '--policy', 'android-14', ...vary],
      ExitCode.usage,
      'nothing would change: android-14 has no time-limited types',
    ],
    [
      [scenario('e1-background-start.yaml'), '--policy', 'android-14,android-15', '--set', 'crashGrace=1s', ...vary],
      ExitCode.usage,
      '--set crashGrace=1s: android-14 has no time-limited types',
    ],
    [
      [scenario('e1-background-start.yaml'), '--vary', 'dataSyncLimit=1s..2h:1s', '--vary', 'crashGrace=1s,2s'],
      ExitCode.usage,
      '14400 policies are too many',
    ],
  ])('%j', async (args, code, message) => {
    const error = await failure(...args);
    expect(error.message).toContain(message);
    expect(error.exitCode).toBe(code);
  });

  it('tells every mistake of a policy file with line and column', async () => {
    const file = temporary('bad.yaml', 'curfew: policy/1\nname: bad\nbasedOn: android-15\nlimits: { dataSync: 1h }\n');
    const { message, exitCode } = await failure('x.log', '--policy', file, ...vary);
    expect(exitCode).toBe(ExitCode.unreadable);
    expect(message).toContain('bad.yaml is no policy that can be used.');
    expect(message).toContain(
      'bad.yaml:4:11: limits.dataSync: limits has no key "dataSync"; did you mean "dataSyncLimit"?',
    );
  });

  it('says what a damaged trace file needs', async () => {
    const { message } = await failure(temporary('torn.arrow', 'ARROW1\0\0torn'), ...vary);
    expect(message).toMatch(/torn\.arrow: .*(Copy|Give)/);
  });
});
