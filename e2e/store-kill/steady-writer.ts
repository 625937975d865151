/**
 * `node steady-writer.js FOLDER`: the same work every time, one step after the other, for faults that are counted. What is
 * refused is said (`refused CODE MESSAGE`) and the next step is tried; what was promised is said as by `writer.ts`.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../app/lab/store/open-store.js';
import type { Store, Stored } from '../../app/lab/store/store.js';
import type { StoreError } from '../../app/lab/store/store-error.js';
import { keepFile } from '../../app/lab/traces/trace-library.js';
import { deviceNames, fileAt, killRun, observationAt, RUN } from './workload.js';

const tell = (line: string): number => writeSync(1, `${line}\n`);
const refuse = ({ code, message }: StoreError): number => tell(`refused ${code} ${message.replaceAll('\n', ' ')}`);

/** Says `promise` when the work was done, the refusal when it was not. */
async function attempt(work: Stored<unknown>, promise: string): Promise<void> {
  const result = await work;
  if (result.ok) tell(promise);
  else refuse(result.error);
}

async function record(store: Store, device: string, from: number, to: number): Promise<void> {
  // A batch that was refused comes again with the next, as a recorder does that goes on.
  const next = await store.nextSequences(RUN);
  const start = next.ok ? (next.value.get(device) ?? 0) : from;
  const batch = Array.from({ length: to - start }, (_, index) => observationAt(device, start + index));
  await attempt(store.append(batch), `o ${device} ${to}`);
}

async function work(store: Store): Promise<void> {
  const runs = await store.runs();
  if (runs.ok && runs.value.length === 0) await attempt(store.putRun(killRun), 'run');
  for (const [from, to] of [
    [0, 1],
    [1, 40],
    [40, 400],
  ] as const)
    for (const device of deviceNames) await record(store, device, from, to);
  await attempt(store.updateRun(RUN, { note: '1' }), 'n 1');
  await attempt(keepFile(store, { title: 'log 7', content: fileAt(7), addedAt: killRun.createdAt }), 'f 7');
  await attempt(store.putCases(RUN, killRun.cases), 'cases');
  await attempt(store.backUp(), 'backup');
  for (const device of deviceNames) await record(store, device, 400, 500);
}

const opened = await openStore({ folder: process.argv[2] ?? '', program: 'store-kill steady writer' });
if (!opened.ok) refuse(opened.error);
else {
  tell('open');
  await work(opened.value.store);
  await opened.value.store.close();
  tell('closed');
}
