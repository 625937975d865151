/**
 * native-probe-apk/journal-sample.jsonl: one line of every event, as the Java writes it, for the tests of readers that run without Java.
 * `npm run probe:test` makes it anew from what the probe wrote and compares.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { probeFolder } from './probe-manifest.mjs';

export const sampleFile = path.join(probeFolder, 'journal-sample.jsonl');
export const journalSchema = () => JSON.parse(readFileSync(path.join(probeFolder, 'journal.schema.json'), 'utf8'));

/** What differs from run to run: clocks, process and boot. The lines become one journal of one process. */
function settled(line, index) {
  const clock = 3_600_000 + index * 1_000;
  const same = {
    seq: index + 1,
    up: clock,
    elapsed: clock + 600_000,
    wall: 1_790_449_096_477 + clock,
    uid: 10_212,
    pid: 4711,
  };
  return { ...line, ...same, boot: 'dbbacb82-620c-42c8-9e60-21237e01d37e' };
}

/**
 * The first line of each event, in the order of the schema.
 *
 * @param {readonly Record<string, unknown>[]} lines
 */
export function sampleOf(lines) {
  const firstOf = new Map(lines.toReversed().map((line) => [line.event, line]));
  const events = Object.keys(journalSchema().$defs).filter((event) => firstOf.has(event));
  return events.map((event, index) => `${JSON.stringify(settled(firstOf.get(event), index))}\n`).join('');
}
