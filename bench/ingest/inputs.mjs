/**
 * The files that are measured, made anew in a temporary folder for each run: seeded, so the same in every run. Each comes
 * with the answers that a contender must give.
 */
import { once } from 'node:events';
import { createWriteStream, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { generateLog, logLines } from '../generate-log.mjs';

const LARGE_BYTES = 2e9;
/** Unpacked. */
const BUGREPORT_BYTES = 25e6;
const BLOCK_BYTES = 1 << 20;
const START_TAG = 'am_foreground_service_start';
/** A line of the event log. */
const eventLine = / [aw]m_[a-z_]+ *: /;
const isStart = (line) => line.includes(` ${START_TAG}: `);

/** The columns of a line of `logLines`, which are always as wide as liblog writes them; `undefined` for a marker. */
function columnsOf(line) {
  if (line.startsWith('---')) return undefined;
  const colon = line.indexOf(': ', 33);
  return {
    ms: Date.parse(`2026-${line.slice(0, 5)}T${line.slice(6, 18)}Z`),
    pid: Number(line.slice(19, 24)),
    tid: Number(line.slice(25, 30)),
    priority: 'VDIWEF'.indexOf(line[31]) + 2,
    tag: line.slice(33, colon).trimEnd(),
    message: line.slice(colon + 2),
  };
}

async function writeBlocks(file, blocks) {
  const stream = createWriteStream(file);
  for (const block of blocks) if (!stream.write(block)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

/** A text log, and the same lines as a binary log (`logcat -B`, entries of version 4, all with text). */
export async function textAndBinary(folder, lines) {
  const text = path.join(folder, 'threadtime.log');
  const binary = path.join(folder, 'logcat.bin');
  await generateLog(text, lines);
  const expected = { records: lines - 1, activityManager: 0, foregroundStarts: 0 };
  const counting = function* () {
    for (const line of logLines(lines)) {
      const columns = columnsOf(line);
      if (columns === undefined) continue;
      if (columns.tag === 'ActivityManager') expected.activityManager++;
      if (columns.tag === START_TAG) expected.foregroundStarts++;
      yield columns;
    }
  };
  await writeBlocks(binary, entryBlocks(counting()));
  return {
    text: { file: text, bytes: statSync(text).size, items: lines, itemName: 'lines', expected },
    binary: { file: binary, bytes: statSync(binary).size, items: lines - 1, itemName: 'entries', expected },
  };
}

function* entryBlocks(records) {
  let block = Buffer.alloc(BLOCK_BYTES);
  let length = 0;
  for (const record of records) {
    // No line of the generator comes near this length.
    if (length + 8_192 > BLOCK_BYTES) {
      yield block.subarray(0, length);
      block = Buffer.alloc(BLOCK_BYTES);
      length = 0;
    }
    length = writeEntry(block, length, record);
  }
  yield block.subarray(0, length);
}

const HEADER_BYTES = 28;

/** `struct logger_entry_v4` and a text payload; returns the end of it. */
function writeEntry(block, at, { ms, pid, tid, priority, tag, message }) {
  const payload = at + HEADER_BYTES;
  let end = block.writeUInt8(priority, payload);
  end += block.write(tag, end);
  end = block.writeUInt8(0, end);
  end += block.write(message, end);
  end = block.writeUInt8(0, end);
  block.writeUInt16LE(end - payload, at);
  block.writeUInt16LE(HEADER_BYTES, at + 2);
  block.writeUInt32LE(pid, at + 4);
  block.writeUInt32LE(tid, at + 8);
  block.writeUInt32LE(Math.floor(ms / 1_000), at + 12);
  block.writeUInt32LE((ms % 1_000) * 1_000_000, at + 16);
  block.writeUInt32LE(0, at + 20);
  block.writeUInt32LE(pid === 1_650 ? 1_000 : 10_000 + (pid % 200), at + 24);
  return end;
}

/** A ZIP as phones make them: one large text of header, logs and dumps, packed at level 6, and the two small marks. */
export function bugreport(folder) {
  const name = 'bugreport-pixel-BP1A.250305.019-2026-06-01-12-30-00.txt';
  const lines = [...reportLines()];
  const text = Buffer.from(`${lines.join('\n')}\n`);
  const entries = { 'version.txt': Buffer.from('2.0'), 'main_entry.txt': Buffer.from(name), [name]: text };
  const zipped = zipSync(entries, { level: 6 });
  const file = path.join(folder, 'bugreport.zip');
  writeFileSync(file, zipped);
  const expected = { foregroundStarts: lines.filter(isStart).length };
  return { file, bytes: text.length, packedBytes: zipped.length, items: 1, itemName: 'reports', expected };
}

/** Half of it one log, parted into system log and event log; then dumps that nobody reads, up to the size. */
function* reportLines() {
  const logs = { system: [], events: [] };
  let bytes = 0;
  for (const line of logLines(Number.MAX_SAFE_INTEGER, 2)) {
    if (bytes > BUGREPORT_BYTES / 2) break;
    bytes += line.length + 1;
    logs[eventLine.test(line) ? 'events' : 'system'].push(line);
  }
  yield '========================================================';
  yield '== dumpstate: 2026-06-01 12:30:00';
  yield '========================================================';
  yield "Build fingerprint: 'google/pixel/pixel:16/BP1A.250305.019/13003188:user/release-keys'";
  yield 'Uptime: up 0 weeks, 0 days, 7 hours, 30 minutes';
  yield '------ SYSTEM LOG (logcat -v threadtime -v printable -v uid -d *:v) ------';
  yield* logs.system;
  yield "------ 2.195s was the duration of 'SYSTEM LOG' ------";
  yield '------ EVENT LOG (logcat -b events -v threadtime -v printable -v uid -d *:v) ------';
  yield* logs.events;
  yield "------ 0.305s was the duration of 'EVENT LOG' ------";
  yield '------ DUMPSYS (/system/bin/dumpsys) ------';
  yield 'DUMP OF SERVICE package:';
  for (let id = 0; bytes < BUGREPORT_BYTES; id++) {
    const scattered = (id * 2_654_435_761) >>> 0;
    const line = `    Permission [com.example.app${id % 200}.permission.P${id}] (${scattered}): flags=0x0`;
    bytes += line.length + 1;
    yield line;
  }
  yield '--------- 0.040s was the duration of dumpsys package, ending at: 2026-06-01 12:30:09';
  yield "------ 9.195s was the duration of 'DUMPSYS' ------";
}

/** A log of two gigabytes: as many lines as that takes at the length of the others. */
export async function large(folder, bytesPerLine) {
  const file = path.join(folder, 'large.log');
  const lines = Math.ceil(LARGE_BYTES / bytesPerLine);
  const expected = { foregroundStarts: 0 };
  const blocks = function* () {
    let block = [];
    for (const line of logLines(lines, 4)) {
      if (isStart(line)) expected.foregroundStarts++;
      block.push(line);
      if (block.length < 5_000) continue;
      yield Buffer.from(`${block.join('\n')}\n`);
      block = [];
    }
    if (block.length > 0) yield Buffer.from(`${block.join('\n')}\n`);
  };
  await writeBlocks(file, blocks());
  return { file, bytes: statSync(file).size, items: lines, itemName: 'lines', expected };
}
