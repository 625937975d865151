/**
 * Steps of the clock between records that follow one another: backward at all (interleaved writers, a clock that was set)
 * or forward by more than a minute (deep sleep, a silent log, a clock that was set). What a step means is decided later.
 */
import type { Stamp } from '../record.js';
import { Clock, NO_ZONE, stampOf } from './header.js';

export interface ClockStep {
  /** Line of the later record. */
  readonly line: number;
  readonly fromStamp: Stamp;
  readonly toStamp: Stamp;
  /** Negative for a backward step. */
  readonly deltaMs: number;
  readonly kind: 'backward' | 'forward';
}

const SMALLEST_FORWARD_STEP_MS = 60_000;
const MOST_STEPS_KEPT = 10_000;
const MS_PER_MINUTE = 60_000;

export class ClockSteps {
  /** The first 10,000 steps. */
  readonly kept: ClockStep[] = [];
  backward = 0;
  forward = 0;
  /** Stamp of the first record that has one. */
  first: Stamp | undefined;
  private clock: number = Clock.none;
  private ms = Number.NaN;
  private zone = NO_ZONE;
  private isContinuous = false;

  /** Stamp of the last record that has one. */
  get last(): Stamp | undefined {
    return this.clock === Clock.none ? undefined : stampOf(this.clock, this.ms, this.zone);
  }

  /** Takes the stamp of the next record. Records without a time are left out; another clock starts anew. */
  next(clock: number, ms: number, zoneMinutes: number, line: number): void {
    if (clock === this.clock && zoneMinutes === this.zone && this.isContinuous) {
      const delta = ms - this.ms;
      if (delta < 0 || delta > SMALLEST_FORWARD_STEP_MS) this.step(clock, ms, zoneMinutes, delta, line);
      this.ms = ms;
      return;
    }
    if (clock !== Clock.none) this.nextAfterChange(clock, ms, zoneMinutes, line);
  }

  /** The next record is of another text: the way to it is no step. */
  restart(): void {
    this.isContinuous = false;
  }

  private nextAfterChange(clock: number, ms: number, zoneMinutes: number, line: number): void {
    this.first ??= stampOf(clock, ms, zoneMinutes);
    if (this.isContinuous && clock === this.clock && zoneMinutes !== NO_ZONE && this.zone !== NO_ZONE) {
      // Both stamps are moments: a new zone alone is no step.
      const delta = ms - this.ms - (zoneMinutes - this.zone) * MS_PER_MINUTE;
      if (delta < 0 || delta > SMALLEST_FORWARD_STEP_MS) this.step(clock, ms, zoneMinutes, delta, line);
    }
    this.isContinuous = true;
    this.clock = clock;
    this.ms = ms;
    this.zone = zoneMinutes;
  }

  private step(clock: number, ms: number, zoneMinutes: number, deltaMs: number, line: number): void {
    const kind = deltaMs < 0 ? 'backward' : 'forward';
    if (kind === 'backward') this.backward++;
    else this.forward++;
    if (this.kept.length >= MOST_STEPS_KEPT) return;
    const fromStamp = stampOf(this.clock, this.ms, this.zone);
    this.kept.push({ line, fromStamp, toStamp: stampOf(clock, ms, zoneMinutes), deltaMs, kind });
  }
}
