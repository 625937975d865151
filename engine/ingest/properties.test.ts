/** What holds for every input: chunks do not matter, disorder of the unrelated does not, and nothing makes ingest throw. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../compare/analyze.js';
import { android15 } from '../policy/shipped.js';
import { LogBuilder, readSource, SERVICE } from '../testing/log-builder.js';
import { coreColumns, provenanceColumns, type CoreColumnName, type ProvenanceColumnName } from '../trace/columns.js';
import type { Trace } from '../trace/trace.js';
import { assemble } from './assemble/assemble.js';
import { zipOf, zipOfZeros } from './bugreport/zip-fixture.js';
import type { IngestedSource } from './ingested.js';
import { entryOf, joined, textPayload } from './logcat-binary/binary-fixture.js';
import { SourceReader } from './source-reader.js';

const example = new Uint8Array(readFileSync(new URL('../../examples/logs/data-sync-six-hours.log', import.meta.url)));
const calendar = { year: 2026 };

function binaryLog(): Uint8Array {
  const record = (seconds: number, tag: string, message: string): Uint8Array =>
    entryOf({ version: 4, pid: 1643, tid: 1650, uid: 1000, seconds, nanos: 0, logId: 3 }, textPayload(4, tag, message));
  return joined([
    record(
      1_790_000_000,
      'ActivityManager',
      'Start proc 9034:com.example.sync/u0a212 for service {com.example.sync/.SyncService}',
    ),
    record(1_790_000_001, 'BatteryService', 'Processing new values: level=71'),
    record(1_790_021_600, 'ActivityManager', `FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 ${SERVICE}}`),
    record(1_790_021_601, 'ActivityManager', `Stop FGS timeout: ServiceRecord{60b6c7d u0 ${SERVICE}}`),
  ]);
}

function zipLog(): Uint8Array {
  const report = [
    '========================================================',
    '== dumpstate: 2026-09-27 04:00:00',
    '========================================================',
    '',
    '------ SYSTEM LOG (logcat -v threadtime -v printable -v uid -d *:v) ------',
    `09-26 21:00:00.000  1000  1643  1669 I am_foreground_service_start: [0,${SERVICE},1,PROC_STATE_TOP,35,35,0,1,0,1,UNKNOWN,1]`,
    `09-27 03:00:00.001  1000  1643  1669 E ActivityManager: FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 ${SERVICE}}`,
    "------ 0.010s was the duration of 'SYSTEM LOG' ------",
    '',
  ].join('\n');
  const name = 'bugreport-test-2026-09-27-04-00-00.txt';
  return zipOf({ 'main_entry.txt': name, 'version.txt': '2.0', [name]: report });
}

/** Cuts bytes at the given places and pushes them in one reused buffer. */
function readInChunks(bytes: Uint8Array, cuts: readonly number[]): IngestedSource[] {
  const reader = new SourceReader('log', 0);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const scratch = new Uint8Array(bytes.length);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    const chunk = scratch.subarray(0, to - from);
    chunk.set(bytes.subarray(from, to));
    reader.push(chunk);
    scratch.fill(0xaa);
    from = to;
  }
  return reader.finish();
}

const columnsOf = (trace: Trace): unknown => ({
  core: (Object.keys(coreColumns) as CoreColumnName[]).map((name) => Array.from(trace.core[name])),
  provenance: (Object.keys(provenanceColumns) as ProvenanceColumnName[]).map((name) =>
    Array.from(trace.provenanceColumns?.[name] ?? []),
  ),
  strings: Array.from({ length: trace.strings.size }, (_, index) => trace.strings.at(index)),
});

describe('chunks', () => {
  const logs: readonly (readonly [string, Uint8Array])[] = [
    ['a text log', example],
    ['a binary log', binaryLog()],
    ['a zipped bugreport', zipLog()],
  ];

  it.each(logs)('of %s may end anywhere: the trace is the same in every column', (_name, bytes) => {
    const whole = assemble(readInChunks(bytes, []), { calendar });
    expect(whole.trace.length).toBeGreaterThan(3);
    const expected = columnsOf(whole.trace);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 }), (cuts) => {
        expect(columnsOf(assemble(readInChunks(bytes, cuts), { calendar }).trace)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('of one byte each give the same trace', () => {
    const bytes = binaryLog();
    const every = Array.from(bytes.keys());
    expect(columnsOf(assemble(readInChunks(bytes, every)).trace)).toEqual(
      columnsOf(assemble(readInChunks(bytes, [])).trace),
    );
  });
});

describe('unrelated lines', () => {
  const at = '09-26 16:00:00.000';
  const unrelated = [
    `${at}  1643  1702 D BatteryService: Processing new values: level=71, temperature=274`,
    `${at}  9100  9100 I SyncEngine: uploaded 461 of 12480 items`,
    `${at}  9200  9200 W System.err: java.io.IOException`,
    `${at}  1643  1702 I am_pss  : [9034,10212,com.example.sync,69000000,0,0,0,0,4,6]`,
    `${at}  1643  1702 I am_proc_start: [0,9300,10300,com.b,service,{com.b/.S}]`,
    `${at}   812   812 D WifiHAL : rssi -61`,
  ];
  const about = `${at}  1643  1702 E ActivityManager: FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 ${SERVICE}}`;

  function judged(lines: readonly string[]): unknown {
    const log = new LogBuilder().processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000');
    for (const line of lines) log.raw(line);
    const sources = readSource(log.timerCancelled('09-26 16:00:01.000').bytes());
    const { analysis } = analyze(sources, assemble(sources, { calendar }), { policy: android15, policyFrom: '' });
    const ofService = analysis.predicted.filter(({ service }) => service === SERVICE);
    return [ofService, analysis.verdicts.map(({ verdict, deltaMs }) => [verdict, deltaMs])];
  }

  it('of one instant may stand in any order: prediction and verdicts of the service stay', () => {
    const expected = judged([...unrelated, about]);
    expect(expected).toMatchObject([expect.anything(), [['as-predicted', 0]]]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...unrelated, about], { minLength: 7 }), (lines) => {
        expect(judged(lines)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('hostile input', () => {
  /** Everything that can be done with bytes, to the end. */
  function wholeRoad(bytes: Uint8Array): IngestedSource[] {
    const sources = readSource(bytes);
    const assembly = assemble(sources, { calendar: { notAfterEpochMs: Date.UTC(2026, 0, 1) } });
    const { analysis } = analyze(sources, assembly, { policy: android15, policyFrom: '' });
    expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
    return sources;
  }

  it('of random bytes is refused in words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6_000 }), (bytes) => {
        const sources = wholeRoad(bytes);
        expect(sources.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('of a log with bytes changed, cut out and put in never throws', () => {
    const edit = fc.record({
      at: fc.nat({ max: example.length - 1 }),
      remove: fc.nat({ max: 200 }),
      put: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 20 }), (edits) => {
        let bytes: Uint8Array = example;
        for (const { at, remove, put } of edits) {
          const place = at % bytes.length;
          bytes = joined([bytes.subarray(0, place), put, bytes.subarray(Math.min(bytes.length, place + remove))]);
        }
        expect(wholeRoad(bytes)).toHaveLength(1);
      }),
      { numRuns: 150 },
    );
  });

  it('of hostile numbers in every field never throws', () => {
    const number = fc.constantFrom(
      '0',
      '-1',
      '2147483648',
      '-2147483649',
      '9007199254740993',
      '99999999999999999999',
      'NaN',
      '',
      '1e308',
    );
    const line = fc
      .tuple(
        fc.constantFrom('start', 'stop', 'timed_out', 'denied'),
        fc.array(number, { minLength: 12, maxLength: 12 }),
      )
      .map(([transition, fields]) => {
        const [user, a, b, c, d, e, f, duration, count, types] = fields;
        return `09-26 10:00:00.000  1643  1669 I am_foreground_service_${transition}: [${user},${SERVICE},${a},R,${b},${c},${d},${e},${duration},${count},${f},${types}]`;
      });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        wholeRoad(new TextEncoder().encode(`${lines.join('\n')}\n`));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['NUL bytes', new Uint8Array(5_000)],
    [
      'UTF-16 that is torn in its first line',
      utf16(new LogBuilder().start('09-26 10:00:00.000').text()).subarray(0, 41),
    ],
    ['lone surrogates in UTF-16', Uint8Array.of(0xff, 0xfe, ...new Array<number>(4_000).fill(0xd8))],
    ['lines of 1 MiB and more', new TextEncoder().encode(`${'x'.repeat(1 << 20)}\n${'09-26 '.repeat(300_000)}\n`)],
    ['a zip that ends in the middle', zipLog().subarray(0, 300)],
    ['a zip with changed bytes', changed(zipLog(), Math.floor(zipLog().length / 2))],
    ['a zip bomb', zipOfZeros({ 'bugreport-test-2026-09-27-04-00-00.txt': 200 }, { 'version.txt': '2.0' })],
  ])('of %s gives a source with a diagnostic', (_name, bytes) => {
    const sources = wholeRoad(bytes);
    expect(sources.flatMap(({ diagnostics }) => diagnostics).length).toBeGreaterThan(0);
  });

  it('of many steps, sets of the clock, suspends and stops takes no more than a moment', () => {
    const log = new LogBuilder().start('09-26 00:00:00.000');
    for (let index = 0; index < 2_000; index++) {
      const minute = String(index % 60).padStart(2, '0');
      const hour = String(Math.floor(index / 60) % 24).padStart(2, '0');
      const at = `09-26 ${hour}:${minute}:00.000`;
      log.line(at, 'AlarmManager: Setting time of day to sec=1790524680');
      log.line(at, `PM: suspend ${index % 2 === 0 ? 'entry (deep)' : 'exit'}`, 0);
      log.stop(at, { durationMs: index }).start(at).timeout(at);
    }
    expect(wholeRoad(log.bytes())).toHaveLength(1);
  });
});

function utf16(text: string): Uint8Array {
  return Uint8Array.from([0xff, 0xfe, ...[...text].flatMap((char) => [char.charCodeAt(0), 0])]);
}

function changed(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at || index === at + 1 ? byte ^ 0xff : byte));
}
