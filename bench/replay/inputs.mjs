/** The files that are measured, made anew in a temporary folder for each run: seeded, so the same in every run. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadEngine } from './build-engine.mjs';
import { writeIntervals } from './intervals.mjs';

const MILLION = 1_000_000;
const FLEET_DEVICES = 50;

export function intervals(folder, name, count) {
  const file = path.join(folder, `${name}.bin`);
  const items = writeIntervals(file, count);
  return { file, bytes: statSync(file).size, items, itemName: 'intervals', eventsPerItem: 3 };
}

/** One device with about a million events: 200 apps, 75 days. */
export async function device(folder) {
  const { deviceTrace, wholeFleet, writeTrace } = await loadEngine();
  const trace = deviceTrace(1, { ...wholeFleet, days: Math.ceil(wholeFleet.days * 2.5) });
  const file = path.join(folder, 'device.arrow');
  writeFileSync(file, writeTrace(trace));
  return { file, bytes: statSync(file).size, items: trace.length, itemName: 'events', eventsPerItem: 1 };
}

/** Fifty devices of 200 apps over 30 days: 20 million events. */
export async function fleet(folder, onDevice) {
  const { deviceTrace, writeTrace } = await loadEngine();
  const file = path.join(folder, 'fleet');
  mkdirSync(file);
  let items = 0;
  let bytes = 0;
  for (let seed = 1; seed <= FLEET_DEVICES; seed++) {
    onDevice(seed, FLEET_DEVICES);
    const trace = deviceTrace(seed);
    const written = writeTrace(trace);
    writeFileSync(path.join(file, `device-${String(seed).padStart(2, '0')}.arrow`), written);
    items += trace.length;
    bytes += written.length;
  }
  return { file, bytes, items, itemName: 'events', eventsPerItem: 1 };
}

export const sizes = { intervals: MILLION, 'many-intervals': 10 * MILLION };
