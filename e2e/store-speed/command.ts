/**
 * `npm run store:speed -- [--seconds N] [--folder DIR]`: 200 devices with 50 observations a second each, as a recorder appends
 * them, then as fast as it goes. Run it on a machine that does nothing else: the figures are those of the disk and the scheduler.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sampleDevice, sampleRun } from '../../app/lab/runs/run-fixture.js';
import { openStore } from '../../app/lab/store/open-store.js';
import { observations, valueOf } from '../../app/lab/store/store-fixture.js';
import type { Store } from '../../app/lab/store/store.js';

const DEVICES = 200;
const ROWS_A_TICK = 5;
const TICK_MS = 100;
const BULK_ROWS = 2_000;
const SINGLE_COMMITS = 2_000;
const RUN = 'speed';

const { values } = parseArgs({ options: { seconds: { type: 'string' }, folder: { type: 'string' } } });
const seconds = Number(values.seconds ?? 20);
const folder = mkdtempSync(path.join(values.folder ?? os.tmpdir(), 'curfew-speed-'));
const devices = Array.from({ length: DEVICES }, (_, number) => `device-${number}`);
const next = new Map(devices.map((device) => [device, 0]));

/** Appends so many observations of a device and returns how long that took, in milliseconds. */
async function append(store: Store, device: string, count: number): Promise<number> {
  const from = next.get(device) ?? 0;
  next.set(device, from + count);
  const rows = observations(RUN, device, from, from + count);
  const begun = performance.now();
  valueOf(await store.append(rows));
  return performance.now() - begun;
}

async function paced(store: Store): Promise<readonly number[]> {
  const took: number[] = [];
  const end = performance.now() + seconds * 1_000;
  await Promise.all(
    devices.map(async (device, number) => {
      for (let due = performance.now() + (number * TICK_MS) / DEVICES; due < end; due += TICK_MS) {
        await wait(Math.max(0, due - performance.now()));
        took.push(await append(store, device, ROWS_A_TICK));
      }
    }),
  );
  return took;
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

function quantiles(list: readonly number[]): string {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} ms`;
}

async function measured<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly cost: string }> {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(used);
  const cost = `${(performance.now() - begun).toFixed(0)} ms, ${((user + system) / 1_000).toFixed(0)} ms of processor`;
  return { value, cost };
}

try {
  const { store } = valueOf(await openStore({ folder, program: 'store-speed' }));
  valueOf(await store.putRun({ ...sampleRun(RUN), devices: devices.map(sampleDevice), cases: [] }));
  const pace = await measured(() => paced(store));
  say(`paced: ${pace.value.length * ROWS_A_TICK} rows; append ${quantiles(pace.value)}; ${pace.cost}`);
  const bulk = await measured(async () => {
    for (const device of devices) await append(store, device, BULK_ROWS);
  });
  say(`batches of ${BULK_ROWS}: ${DEVICES * BULK_ROWS} rows; ${bulk.cost}`);
  const single: number[] = [];
  for (let at = 0; at < SINGLE_COMMITS; at++) single.push(await append(store, devices[0] ?? '', 1));
  say(`one row a commit: ${quantiles(single)}`);
  const check = await measured(async () => valueOf(await store.check()));
  say(
    `check: ${check.value.observations} rows, ${check.value.bytes} bytes, ${check.value.problems.length} problems; ${check.cost}`,
  );
  await store.close();
  const again = await measured(async () => valueOf(await openStore({ folder, program: 'store-speed' })));
  say(`open, with its check: ${again.cost}`);
  await again.value.store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
