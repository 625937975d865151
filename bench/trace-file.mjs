/**
 * Measures the trace file against its rivals, for one million events of a realistic mix: writing, reading, size.
 *
 *     node bench/trace-file.mjs [events = 1000000] [rounds = 5]
 *
 * Rivals: the same Arrow file through apache-arrow; a bare format (the columns and the string table of a trace as they lie
 * in memory); JSON Lines. "read" ends with columns in memory, for the trace file and JSON Lines with a trace. apache-arrow and
 * the bare format check nothing, and apache-arrow writes a table whose dictionaries are made already. Prints the median.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TextDecoder, TextEncoder } from 'node:util';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { bundle } from '../scripts/bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const events = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 5);

/** The engine is TypeScript: bundled into a folder of its own below out/, so that packages are found. */
async function loadEngine() {
  const folder = mkdtempSync(path.join(root, 'out', '.bench-'));
  try {
    const input = { file: 'arrow-file', builder: 'trace-builder', kinds: 'event-kind', columns: 'columns' };
    const entries = Object.fromEntries(Object.entries(input).map(([name, file]) => [name, `engine/trace/${file}.ts`]));
    await bundle({ entries, folder });
    const load = (name) => import(pathToFileURL(path.join(folder, `${name}.js`)).href);
    return {
      ...(await load('file')),
      ...(await load('builder')),
      ...(await load('kinds')),
      ...(await load('columns')),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** 200 apps; three events of four stand in a line of their own, of about 120 bytes. */
function makeTrace({ TraceBuilder, EventKind }) {
  const builder = new TraceBuilder();
  const kinds = Object.values(EventKind);
  let byte = 0;
  for (let row = 0; row < events; row++) {
    const app = (row * 7) % 200;
    const process = `com.example.app${app}`;
    const elapsed = row * 13;
    const rawText = `09-26 21:12:38.620  1643  2101 I am_foreground_service_start: [0,${process}/.SyncService,${row},PROC_STATE_TOP,35,35,0,1]`;
    const provenance = {
      source: 0,
      line: row + 1,
      byteStart: byte,
      byteEnd: byte + rawText.length,
      buffer: 'events',
      rawText,
    };
    byte += rawText.length + 1;
    builder.add({
      kind: kinds[row % kinds.length],
      elapsed,
      uptime: elapsed * 0.9,
      wall: row % 10 === 0 ? undefined : 1_790_457_152_000 + elapsed,
      uid: 10_000 + app,
      process,
      service: row % 3 === 0 ? `${process}/.SyncService` : '',
      types: row % 3 === 0 ? 1 : 0,
      argument: row % 2 === 0 ? row % 40 : undefined,
      note: row % 50 === 0 ? 'empty #17' : '',
      trust: 'system',
      ...(row % 4 === 3 ? {} : { provenance }),
    });
  }
  const source = { name: 'big.log', layout: 'threadtime', bytes: byte, lines: events };
  const known = { release: 15, fingerprint: null, zoneMinutes: null, zero: 'boot', topIsSampled: false };
  return builder.finish({ sources: [source], ...known });
}

const arraysOf = ({ core, provenanceColumns, strings }) => [
  ...Object.values(core),
  ...Object.values(provenanceColumns),
  strings.offsets,
  strings.bytes,
];

/** Length of a header, a header of array names and lengths, the arrays. */
function writeBare(trace) {
  const arrays = arraysOf(trace);
  const header = new TextEncoder().encode(
    JSON.stringify(arrays.map((array) => [array.constructor.name, array.length])),
  );
  const align = (length) => Math.ceil(length / 8) * 8;
  let end = align(4 + header.length);
  const places = arrays.map((array) => {
    const place = end;
    end += align(array.byteLength);
    return place;
  });
  const bytes = new Uint8Array(end);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  arrays.forEach((array, index) =>
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), places[index]),
  );
  return bytes;
}

const arrayTypes = { Float64Array, Int32Array, Uint32Array, Uint16Array, Uint8Array };

function readBare(bytes) {
  const length = new DataView(bytes.buffer).getUint32(0, true);
  let at = Math.ceil((4 + length) / 8) * 8;
  return JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))).map(([name, count]) => {
    const array = new arrayTypes[name](bytes.buffer, at, count);
    at += Math.ceil(array.byteLength / 8) * 8;
    return array;
  });
}

function writeJsonLines(trace) {
  const pieces = [];
  const encoder = new TextEncoder();
  let text = '';
  for (let row = 0; row < trace.length; row++) {
    text += `${JSON.stringify({ ...trace.event(row), provenance: trace.provenance(row) })}\n`;
    if (text.length < 1 << 20 && row < trace.length - 1) continue;
    pieces.push(encoder.encode(text));
    text = '';
  }
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function readJsonLines(bytes, { TraceBuilder }, meta) {
  const builder = new TraceBuilder();
  const decoder = new TextDecoder();
  for (let begin = 0; begin < bytes.length;) {
    const end = bytes.indexOf(10, begin);
    builder.add(JSON.parse(decoder.decode(bytes.subarray(begin, end))));
    begin = end + 1;
  }
  return builder.finish(meta);
}

function median(work) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    work();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
}

const engine = await loadEngine();
const trace = makeTrace(engine);
const sound = engine.writeTrace(trace);
const read = engine.readTrace(sound);
if (!read.ok || read.value.length !== events) throw new Error('the trace file cannot be read back');
const table = tableFromIPC(sound);
// Small batches, as other programs write them: what bounded batches would cost.
const batches = Math.ceil(events / 65_536);

const rows = [
  ['trace file', () => engine.writeTrace(trace), (bytes) => engine.readTrace(bytes)],
  ['apache-arrow', () => tableToIPC(table, 'file'), (bytes) => tableFromIPC(bytes)],
  ['bare arrays', () => writeBare(trace), readBare],
  ['JSON Lines', () => writeJsonLines(trace), (bytes) => readJsonLines(bytes, engine, trace.meta)],
];
console.log(`${events} events, median of ${rounds} rounds, Node ${process.version}`);
for (const [name, write, readBack] of rows) {
  const bytes = write();
  const [writing, reading] = [median(write), median(() => readBack(bytes))];
  const columns = [
    `write ${writing.toFixed(0)} ms`,
    `read ${reading.toFixed(1)} ms`,
    `${(bytes.length / 1e6).toFixed(1)} MB`,
  ];
  console.log(`${name.padEnd(14)}${columns.map((column) => column.padStart(16)).join('')}`);
}
const joined = median(() => {
  for (const array of [...Object.values(trace.core), ...Object.values(trace.provenanceColumns)]) {
    const whole = new array.constructor(events);
    for (let batch = 0; batch < batches; batch++) {
      const begin = batch * 65_536;
      whole.set(array.subarray(begin, begin + 65_536), begin);
    }
  }
});
console.log(`joining ${batches} batches of 65536 rows would add ${joined.toFixed(0)} ms to reading`);
