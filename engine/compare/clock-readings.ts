/**
 * Readings of a device's clocks that stand in no log: a lab asks the device before and after it plays. They say what a log
 * that was silent cannot: how much of the time was deep sleep.
 */
import type { Assembly } from '../ingest/assemble/assemble.js';
import { MS_PER_MINUTE } from '../time.js';

export interface ClockReading {
  /** `/proc/sys/kernel/random/boot_id`: readings of two boots say nothing about each other. */
  readonly boot: string;
  /** Epoch milliseconds. */
  readonly wallMs: number;
  /** Milliseconds since the boot, with deep sleep and without. */
  readonly elapsedMs: number;
  readonly uptimeMs: number;
}

/** Placed on the trace's own clock. */
export interface PlacedReading {
  readonly elapsed: number;
  readonly uptime: number;
  readonly body: ClockReading;
}

/** In order of time. A log without a time has no place for them. */
export function readingsOnTrace(readings: readonly ClockReading[], clock: Assembly['clock']): readonly PlacedReading[] {
  if (Number.isNaN(clock.localAtZero)) return [];
  const zoneMs = (clock.calendar.zoneMinutes ?? 0) * MS_PER_MINUTE;
  return readings
    .map((body) => {
      const elapsed = withoutJumps(body.wallMs + zoneMs - clock.localAtZero, clock.jumps);
      return { elapsed, uptime: clock.uptime.uptimeAt(elapsed), body };
    })
    .sort((a, b) => a.elapsed - b.elapsed);
}

/** Jumps of the wall clock are taken out of the trace's clock. */
function withoutJumps(sinceZero: number, jumps: Assembly['clock']['jumps']): number {
  return jumps.reduce((left, { elapsed, jumpMs }) => (left >= elapsed + jumpMs ? left - jumpMs : left), sinceZero);
}
