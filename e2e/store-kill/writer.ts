/**
 * The program that is killed: `node writer.js FOLDER SEED`. It opens the store, writes as fast as it can, and says on standard
 * output what it was promised, after the promise: `open`, `o DEVICE NEXT` (observations below NEXT), `n NUMBER` (the note of
 * the run), `f NUMBER` (a file of the library). Like a recorder that was cut off, it repeats the last observations.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../app/lab/store/open-store.js';
import type { Store } from '../../app/lab/store/store.js';
import { valueOf } from '../../app/lab/store/store-fixture.js';
import { keepFile } from '../../app/lab/traces/trace-library.js';
import { deviceNames, fileAt, killRun, observationAt, randomFrom, RUN } from './workload.js';

const REPEATED = 50;

const tell = (line: string): number => writeSync(1, `${line}\n`);

async function recordOn(store: Store, device: string, from: number, random: () => number): Promise<void> {
  for (let next = from; ;) {
    const count = 1 + Math.floor(random() ** 3 * 200);
    const batch = Array.from({ length: count }, (_, index) => observationAt(device, next + index));
    valueOf(await store.append(batch));
    next += count;
    tell(`o ${device} ${next}`);
  }
}

/** Everything else that changes a store, at the same time. */
async function disturb(store: Store, from: number, random: () => number): Promise<void> {
  for (let number = from; ; number++) {
    valueOf(await store.updateRun(RUN, { note: String(number) }));
    tell(`n ${number}`);
    const choice = random();
    if (choice < 0.3) {
      valueOf(await keepFile(store, { title: `log ${number}`, content: fileAt(number), addedAt: killRun.createdAt }));
      tell(`f ${number}`);
    } else if (choice < 0.5) valueOf(await store.putCases(RUN, killRun.cases));
    else if (choice < 0.52) valueOf(await store.backUp());
    else if (choice < 0.6) {
      const rule = { now: new Date(killRun.createdAt), maxAgeDays: null, maxBytes: 1 };
      const plan = valueOf(await store.planRetention(rule));
      valueOf(await store.prune({ ...plan, runs: [], traces: [] }));
    }
  }
}

const [folder = '', seed = '0'] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const { store } = valueOf(await openStore({ folder, program: 'store-kill writer' }));
tell('open');
const known = valueOf(await store.runs());
if (known.length === 0) valueOf(await store.putRun(killRun));
const note = Number(known[0]?.note ?? '0');
const next = valueOf(await store.nextSequences(RUN));
await Promise.all([
  ...deviceNames.map((device) => recordOn(store, device, Math.max(0, (next.get(device) ?? 0) - REPEATED), random)),
  disturb(store, note + 1, random),
]);
