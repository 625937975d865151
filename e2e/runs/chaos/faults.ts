/** What goes wrong, how often, and for how long. Milliseconds of virtual time. */

export const faultKinds = [
  'kill of the lab',
  'cancel',
  'lost cable',
  'reboot',
  'freeze',
  'silence',
  'adb server restart',
  'sleep of the computer',
] as const;
export type FaultKind = (typeof faultKinds)[number];
export type FaultCounts = Record<FaultKind, number>;

export const noFaults = (): FaultCounts => ({
  'kill of the lab': 0,
  cancel: 0,
  'lost cable': 0,
  reboot: 0,
  freeze: 0,
  silence: 0,
  'adb server restart': 0,
  'sleep of the computer': 0,
});

export type Random = () => number;

/** By the chance of a call to a device; the rest of them works. */
export type CallFault = 'lost before' | 'lost after' | 'reboot' | 'silence' | 'freeze' | 'server' | 'sleep';
const chances: readonly (readonly [CallFault, number])[] = [
  ['lost before', 0.008],
  ['lost after', 0.008],
  ['reboot', 0.005],
  ['silence', 0.004],
  ['freeze', 0.004],
  ['server', 0.003],
  ['sleep', 0.002],
];

export function faultOfCall(random: Random): CallFault | null {
  let chance = random();
  for (const [fault, share] of chances) {
    if (chance < share) return fault;
    chance -= share;
  }
  return null;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const between = (random: Random, least: number, most: number): number => Math.round(least + random() * (most - least));

/** Mostly seconds; now and then longer than the lab waits for anything (15 minutes). */
export function cableMs(random: Random): number {
  const chance = random();
  if (chance < 0.7) return between(random, 10, 3 * SECOND);
  return chance < 0.95 ? between(random, 3 * SECOND, 2 * MINUTE) : between(random, 2 * MINUTE, 30 * MINUTE);
}
/** Now and then so quick that nobody asked meanwhile. */
export const restartMs = (random: Random): number =>
  random() < 0.3 ? between(random, 1, 20) : between(random, 5 * SECOND, 2 * MINUTE);
export const freezeMs = (random: Random): number => between(random, SECOND, 40 * SECOND);
export const serverMs = (random: Random): number => between(random, SECOND, 20 * SECOND);
export const sleepMs = (random: Random): number => between(random, MINUTE, 600 * MINUTE);
export const latencyMs = (random: Random): number => between(random, 1, 30);
