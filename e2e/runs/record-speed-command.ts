/**
 * 200 devices that say 50 lines a second each, through the recorders of a run into the store: how long a line waits for the disk,
 * how long a commit takes, and what the disk takes by itself in the same minute for a file that grows and for one that does not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ObservationRecorder } from '../../app/lab/runs/play/observation-recorder.js';
import { sampleDevice, sampleRun } from '../../app/lab/runs/run-fixture.js';
import { openStore } from '../../app/lab/store/open-store.js';
import { Sqlite } from '../../app/lab/store/sqlite.js';
import { valueOf } from '../../app/lab/store/store-fixture.js';

const DEVICES = 200;
const LINES_A_SECOND = 50;
const RUN = 'speed';

const { values } = parseArgs({ options: { seconds: { type: 'string' }, folder: { type: 'string' } } });
const seconds = Number(values.seconds ?? 20);
const folder = mkdtempSync(path.join(values.folder ?? os.tmpdir(), 'curfew-record-'));
const devices = Array.from({ length: DEVICES }, (_, number) => `device-${number}`);

function quantiles(list: readonly number[]): string {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, longest ${at(1)} ms`;
}

/** Every statement that adds observations is one commit. */
function timeCommits(): readonly number[] {
  const took: number[] = [];
  const { value: run } = Object.getOwnPropertyDescriptor(Sqlite.prototype, 'run') as {
    readonly value: (this: Sqlite, ...args: Parameters<Sqlite['run']>) => Promise<number>;
  };
  Sqlite.prototype.run = async function (sql, ...parameters) {
    const begun = performance.now();
    const changed = await run.call(this, sql, ...parameters);
    if (sql.includes('INTO observations')) took.push(performance.now() - begun);
    return changed;
  };
  return took;
}

/** About what a commit writes. */
const COMMIT_BYTES = 56 << 10;
const FILE_COMMITS = 256;
const BARE_MS = 3_000;

/** Writes and syncs again and again, without a database. */
async function bareDisk(grows: boolean): Promise<string> {
  const file = await open(path.join(folder, 'bare'), 'w');
  const bytes = Buffer.alloc(COMMIT_BYTES, 1);
  if (!grows) for (let at = 0; at < FILE_COMMITS; at++) await file.write(bytes);
  await file.sync();
  const took: number[] = [];
  const end = performance.now() + BARE_MS;
  for (let at = 0; performance.now() < end; at++) {
    const begun = performance.now();
    await file.write(bytes, 0, bytes.length, (grows ? at : at % FILE_COMMITS) * COMMIT_BYTES);
    await file.sync();
    took.push(performance.now() - begun);
  }
  await file.close();
  return quantiles(took);
}

const commits = timeCommits();
try {
  const { store } = valueOf(await openStore({ folder, program: 'record-speed' }));
  valueOf(await store.putRun({ ...sampleRun(RUN), devices: devices.map(sampleDevice), cases: [] }));
  let kept = 0;
  const took: number[] = [];
  const [begun, used] = [performance.now(), process.cpuUsage()];
  const end = begun + seconds * 1_000;
  await Promise.all(
    devices.map(async (device, number) => {
      const recorder = new ObservationRecorder({
        store,
        run: RUN,
        device,
        next: 0,
        onKept: (count) => (kept += count),
      });
      const pauseMs = 1_000 / LINES_A_SECOND;
      const answers: Promise<void>[] = [];
      for (let due = begun + (number * pauseMs) / DEVICES; due < end; due += pauseMs) {
        await wait(Math.max(0, due - performance.now()));
        const text = `2026-11-22 20:00:01.123 +0000 system  1743  2107 I am_foreground_service_start: [0,com.example.sync/.SyncService,${due}]`;
        const said = performance.now();
        const answer = recorder.record([{ source: 'logcat', text, receivedMs: Date.now() }]).then((result) => {
          if (!result.ok) throw new Error(result.error);
          took.push(performance.now() - said);
        });
        answers.push(answer);
      }
      await Promise.all(answers);
    }),
  );
  const { user, system } = process.cpuUsage(used);
  const spent = performance.now() - begun;
  process.stdout.write(
    `${kept} lines of ${DEVICES} devices in ${(spent / 1_000).toFixed(1)} s; from said to on the disk ${quantiles(took)}; ${((user + system) / 10 / spent).toFixed(0)} % of a processor\n`,
  );
  await store.close();
  process.stdout.write(`${commits.length} commits: ${quantiles(commits)}\n`);
  process.stdout.write(`the disk by itself, a file that grows: ${await bareDisk(true)}\n`);
  process.stdout.write(`the disk by itself, a file that is written over: ${await bareDisk(false)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
