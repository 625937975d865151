import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../../engine/result.js';
import type { Heard } from './case-ground.js';
import { CaseRecords } from './case-records.js';
import { analyzeCase } from './analyze-case.js';
import { testDevice } from './case-fixture.js';
import { Interrupter, type Interruption } from './interruption.js';
import { android15 } from '../../../../engine/policy/shipped.js';
import type { Analysis } from '../../../../engine/compare/analysis.js';

const P = 'dev.curfew.probe.t35';
const zero = Date.UTC(2026, 10, 22);
const stamp = (afterMs: number): string => new Date(zero + afterMs).toISOString().replace('T', ' ').replace('Z', '');
const system = (afterMs: number, tag: string, message: string): string =>
  `${stamp(afterMs)} +0000  1000  1612  1650 I ${tag}: ${message}`;
const fgs = (afterMs: number, word: string, name: string, durationMs: number, types: number): string =>
  system(
    afterMs,
    `am_foreground_service_${word}`,
    `[0,${P}/dev.curfew.probe.${name},1,SYSTEM_UID,35,35,0,1,${durationMs},1,${word === 'stop' ? 'STOP_SERVICE' : 'UNKNOWN'},${types}]`,
  );
let seq = 0;
const journal = (afterMs: number, event: object): string =>
  JSON.stringify({
    v: 1,
    seq: ++seq,
    up: 3_600_000 + afterMs,
    elapsed: 3_600_000 + afterMs,
    wall: zero + afterMs,
    uid: 10_190,
    pid: 4_711,
    process: P,
    boot: 'b',
    ...event,
  });
const service = (name: string): { readonly service: string } => ({ service: `${P}/dev.curfew.probe.${name}` });
const settings = `ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:
  data_sync_fgs_timeout_duration=2000
  short_fgs_timeout_duration=2000
`;

interface Story {
  readonly log: readonly string[];
  readonly journal?: readonly string[];
  readonly calls?: ReadonlyMap<string, readonly 'startForegroundService'[]>;
  readonly stops?: readonly { readonly className: string; readonly wallMs: number }[];
  readonly endMs: number;
}

async function analyzed({ log, journal: lines = [], calls, stops, endMs }: Story): Promise<Analysis> {
  const records = new CaseRecords(
    { record: () => Promise.resolve(ok(undefined)), now: () => new Date() },
    new Interrupter(),
  );
  await records.settings({ text: settings, atMs: zero - 500 });
  await records.log(log);
  await records.journal(lines, zero);
  return analyzeCase({
    sources: records.finish(zero + endMs),
    probe: { lines: records.probeLines, calls: calls ?? new Map(), stops: stops ?? [] },
    policy: android15,
    packageName: P,
    toleranceMs: 100,
    device: testDevice,
  }).analysis;
}

const verdictsOf = ({ verdicts }: Analysis): readonly string[] =>
  verdicts.map(({ outcome, verdict }) => `${outcome}: ${verdict}`);

const timedOut = (afterMs: number): readonly string[] => [
  fgs(0, 'start', 'DataSync', 0, 1),
  fgs(afterMs, 'timed_out', 'DataSync', afterMs, 1),
  fgs(afterMs + 5, 'stop', 'DataSync', afterMs + 5, 1),
];

describe('what a case heard, compared', () => {
  it('knows the limits that were in force, and the device', async () => {
    const analysis = await analyzed({ log: timedOut(2_003), endMs: 5_000 });
    expect(verdictsOf(analysis)).toEqual(['timeout-callback: as-predicted']);
    expect(analysis.device).toEqual({ release: 15, fingerprint: null, releaseFrom: 'the device' });
  });

  it('misses what did not come, though the log was silent until the end', async () => {
    const analysis = await analyzed({ log: [fgs(0, 'start', 'DataSync', 0, 1)], endMs: 5_000 });
    expect(verdictsOf(analysis)).toEqual(['timeout-callback: missing']);
  });

  it('says nothing of what would have come after the end of the scenario', async () => {
    const analysis = await analyzed({ log: [fgs(0, 'start', 'DataSync', 0, 1)], endMs: 1_500 });
    expect(verdictsOf(analysis)).toEqual([]);
    expect(analysis.predicted).toEqual([]);
  });

  it('takes a change of type from the journal, which no log tells', async () => {
    const log = [fgs(0, 'start', 'AnyType', 0, 1)];
    const lines = [
      journal(0, { event: 'service-create', ...service('AnyType') }),
      journal(1, { event: 'foreground', asked: 1, types: 1, ...service('AnyType') }),
      // So soon after the first that only their number tells them apart.
      journal(300, { event: 'foreground', asked: 1 << 30, types: 1 << 30, ...service('AnyType') }),
    ];
    expect(verdictsOf(await analyzed({ log, endMs: 6_000 }))).toEqual(['timeout-callback: missing']);
    expect(verdictsOf(await analyzed({ log, journal: lines, endMs: 6_000 }))).toEqual([]);
  });

  it('takes bindings from the journal and the stop from the lab: a bound service that is stopped has no limit', async () => {
    const log = [fgs(0, 'start', 'DataSync', 0, 1)];
    const lines = [
      journal(0, { event: 'service-create', ...service('DataSync') }),
      journal(100, { event: 'bind-asked', ...service('DataSync') }),
    ];
    const stops = [{ className: 'DataSync', wallMs: zero + 500 }];
    expect(verdictsOf(await analyzed({ log, journal: lines, stops, endMs: 6_000 }))).toEqual([]);
  });

  it('believes the refusal that the probe was told, because its journal was fetched from its own folder', async () => {
    const refused = {
      event: 'foreground-refused',
      asked: 1,
      types: 1,
      exception: 'android.app.ForegroundServiceStartNotAllowedException',
      message: 'Time limit already exhausted for foreground service type dataSync',
      ...service('DataSync'),
    };
    const analysis = await analyzed({ log: timedOut(2_000), journal: [journal(3_000, refused)], endMs: 6_000 });
    expect(verdictsOf(analysis)).toEqual(['timeout-callback: as-predicted', 'start-denied-exhausted: as-predicted']);
  });

  it('knows a promise that was made and not kept', async () => {
    const start = { event: 'start-command', startId: 1, flags: 0, restart: false, returns: 2 };
    const lines = [
      journal(0, { event: 'service-create', ...service('DataSync') }),
      journal(1, { ...start, ...service('DataSync') }),
    ];
    const crash =
      'android.app.RemoteServiceException$ForegroundServiceDidNotStartInTimeException: Context.startForegroundService() did not then call Service.startForeground(): ServiceRecord{b622334 u0 ' +
      `${P}/dev.curfew.probe.DataSync}`;
    const log = [
      system(0, 'am_proc_start', `[0,4711,10190,${P},service,{${P}/dev.curfew.probe.DataSync}]`),
      system(30_001, 'am_crash', `[0,4711,${P},0,${crash.replace(': ', ',')},ActivityThread.java,2282,0]`),
      system(30_001, 'am_proc_died', `[0,4711,${P},905,19]`),
    ];
    const calls = new Map([['DataSync', ['startForegroundService' as const]]]);
    const analysis = await analyzed({ log, journal: lines, calls, endMs: 35_000 });
    expect(verdictsOf(analysis)).toEqual(['crash-did-not-start: as-predicted']);
  });
});

describe('what a case heard, written down', () => {
  it('is written in the order heard, and the journal only where the log did not tell it', async () => {
    const heard: Heard[] = [];
    const records = new CaseRecords(
      {
        record: (lines) => {
          heard.push(...lines);
          return Promise.resolve(ok(undefined));
        },
        now: () => new Date(zero),
      },
      new Interrupter(),
    );
    const told = journal(0, { event: 'crash' });
    const lost = journal(1, { event: 'die' });
    const old = journal(-5_000, { event: 'crash' });
    await records.log([`${stamp(0)} +0000 10190  4711  4711 I CurfewProbe: ${told}`]);
    expect(await records.journal([old, told, lost, '{"torn'], zero)).toBe(1);
    expect(heard.map(({ source }) => source)).toEqual(['logcat', 'journal']);
    expect(heard[1]?.text).toBe(lost);
  });

  it('keeps every text under the name and with the line numbers by which evidence cites it', async () => {
    const records = new CaseRecords(
      { record: () => Promise.resolve(ok(undefined)), now: () => new Date() },
      new Interrupter(),
    );
    const [started, ended] = [timedOut(2_003).slice(0, 1), timedOut(2_003).slice(1)];
    await records.settings({ text: settings, atMs: zero - 500 });
    await records.log(started);
    records.gap();
    await records.log(ended.slice(0, 1));
    await records.log(ended.slice(1));
    await records.journal([journal(1, { event: 'die' })], zero);
    const texts = new Map(records.texts.map(({ name, content }) => [name, new TextDecoder().decode(content)]));
    expect([...texts.keys()]).toEqual([
      'log, part 1',
      'log, part 2',
      'dumpsys activity settings',
      'journal of the probe',
    ]);
    expect(texts.get('log, part 2')).toBe(`${ended.join('\n')}\n`);
    for (const { name, logs } of records.finish(zero + 5_000))
      for (const { facts } of logs)
        for (const { provenance } of facts) {
          const cited = texts.get(name)?.split('\n')[provenance.line - 1];
          expect(cited, `${name}:${provenance.line}`).toContain(provenance.rawText.trim());
        }
  });

  it('interrupts the case when it cannot be written', async () => {
    const interrupter = new Interrupter();
    const records = new CaseRecords(
      { record: () => Promise.resolve(fail('disk full')), now: () => new Date() },
      interrupter,
    );
    await records.log(['a line']);
    expect((interrupter.signal.reason as Interruption).message).toBe(
      'What was heard cannot be written down: disk full',
    );
  });
});
