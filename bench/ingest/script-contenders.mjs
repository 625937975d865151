/** What a script author would write, and grep. Each answers `records` and `activityManager` as far as it can. */
import { spawnSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readChunks } from './read-chunks.mjs';

/** Stamp, pid, tid, level, tag, message of a threadtime line. */
const threadtime = /^(\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})\s+(\d+)\s+(\d+) ([VDIWEF]) (.*?)\s*: (.*)$/;

class TagCounter {
  records = 0;
  activityManager = 0;

  line(text) {
    const match = threadtime.exec(text);
    if (match === null) return;
    this.records++;
    if (match[5] === 'ActivityManager') this.activityManager++;
  }

  answers() {
    return { records: this.records, activityManager: this.activityManager };
  }
}

/** Only the bytes, which nobody can do without. */
export async function readOnly() {
  return (file) => {
    readChunks(file, () => undefined);
    return {};
  };
}

export async function splitAndRegex() {
  return (file) => {
    const counter = new TagCounter();
    for (const line of readFileSync(file, 'utf8').split('\n')) counter.line(line);
    return counter.answers();
  };
}

export async function readlineAndRegex() {
  return async (file) => {
    const counter = new TagCounter();
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
      counter.line(line);
    return counter.answers();
  };
}

/** grep in the C locale, a process of its own each time. */
export async function grepCount() {
  return (file) => {
    const env = { ...process.env, LC_ALL: 'C' };
    const done = spawnSync('grep', ['-c', ' ActivityManager', file], { encoding: 'utf8', env });
    if (done.error !== undefined) throw done.error;
    return { activityManager: Number(done.stdout) };
  };
}
