/** What the killed writer writes, known to the judge too: every value follows from its place. */
import { createHash } from 'node:crypto';
import { sampleRun } from '../../app/lab/runs/run-fixture.js';
import type { Run } from '../../app/lab/runs/run.js';
import type { Observation } from '../../app/lab/store/store.js';

export const RUN = 'kill';
const devices = ['emulator-5554', 'R58M123ABC'] as const;
export const deviceNames: readonly string[] = devices;

/** No case refers to a trace: the library holds only what the writer adds. */
export const killRun: Run = {
  ...sampleRun(RUN),
  cases: sampleRun(RUN).cases.map((each) => ({ ...each, trace: null })),
};

export function observationAt(device: string, sequence: number): Observation {
  const text = `11-22 20:00:01.${String(sequence % 1_000).padStart(3, '0')}  1743  2107 I am_proc_start: [0,${sequence},10423,${device}]`;
  const padding = 'x'.repeat((sequence * 37) % 300);
  return {
    run: RUN,
    device,
    sequence,
    receivedMs: 1_795_377_600_000 + sequence,
    source: 'logcat',
    text: text + padding,
  };
}

/** Content of the file number `number` of the library. */
export function fileAt(number: number): Uint8Array {
  return new TextEncoder().encode(`log ${number}\n`.repeat(1 + (number % 400)));
}

export function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Deterministic numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
