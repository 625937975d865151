/**
 * Intervals of foreground-service time: 1,000 apps over 30 days, each app at work for about a quarter of the time, so that
 * about half of the days go beyond six hours. Seeded, so the same in every run; whole milliseconds.
 *
 *     file    count, then the columns app (Int32), start (Float64), end (Float64), in order of `end`
 */
import { readFileSync, writeFileSync } from 'node:fs';

const APPS = 1_000;
const DAYS = 30;
const MS_PER_DAY = 86_400_000;

function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function writeIntervals(file, count) {
  const random = randomOf(1);
  const perApp = Math.floor(count / APPS);
  const length = perApp * APPS;
  const pitch = Math.floor((DAYS * MS_PER_DAY) / (perApp + 1));
  const starts = new Float64Array(length);
  // End and app in one number, so that a plain sort orders both: 1,000 apps, and ends below 2 ** 32.
  const ends = new Float64Array(length);
  for (let app = 0; app < APPS; app++) {
    for (let index = 0; index < perApp; index++) {
      const start = Math.floor((index + 0.3 * random()) * pitch) + 60_000;
      starts[app * perApp + index] = start;
      ends[index * APPS + app] = (start + Math.max(1, Math.floor((0.02 + 0.48 * random()) * pitch))) * APPS + app;
    }
  }
  ends.sort();
  const app = new Int32Array(length);
  const start = new Float64Array(length);
  const end = new Float64Array(length);
  const next = new Int32Array(APPS);
  for (let row = 0; row < length; row++) {
    app[row] = ends[row] % APPS;
    end[row] = Math.floor(ends[row] / APPS);
    start[row] = starts[app[row] * perApp + next[app[row]]++];
  }
  const header = new Float64Array([length]);
  writeFileSync(file, Buffer.concat([header, app, start, end].map((part) => Buffer.from(part.buffer))));
  return length;
}

/** The columns, over memory that may be shared. */
export function readIntervals(file) {
  const bytes = readFileSync(file);
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  const [length] = new Float64Array(memory, 0, 1);
  return {
    length,
    apps: APPS,
    app: new Int32Array(memory, 8, length),
    start: new Float64Array(memory.slice(8 + 4 * length, 8 + 12 * length)),
    end: new Float64Array(memory.slice(8 + 12 * length)),
  };
}

export const HOURS_6 = 6 * 3_600_000;
export const HOURS_24 = 24 * 3_600_000;
