/**
 * What the recording itself says for or against a cause: the probe's clocks, what it did, what the system only noted. An app's
 * words prove nothing about the system, but a guess has to yield to them.
 */
import { packageOf } from '../android/components.js';
import type { OnlyNoted, ProbeLine, Testimony } from '../ingest/assemble/testimony.js';
import type { ProvenMoment } from './analysis.js';
import type { PlacedReading } from './clock-readings.js';
import { countBefore } from './sorted-search.js';
import type { WallClock } from './wall-clock.js';

/** Two clocks are read one after the other. */
const READING_MS = 50;

/** Of the probe's, or of somebody who asked the device. */
type Reading = ProbeLine | PlacedReading;

interface ClockReadings {
  readonly before: Reading;
  readonly after: Reading;
}

export class Witness {
  /** Of the device's clocks, in order of time. */
  readonly #readings: readonly Reading[];

  constructor(
    readonly testimony: Testimony,
    readonly clock: WallClock,
    asked: readonly PlacedReading[] = [],
  ) {
    const all: readonly Reading[] = [...testimony.probeLines, ...asked];
    this.#readings = asked.length === 0 ? all : all.toSorted((a, b) => a.elapsed - b.elapsed);
  }

  /** The nearest readings of the clocks around a stretch of time, if both are of one boot. */
  readingsAround(fromElapsed: number, toElapsed: number): ClockReadings | undefined {
    const readings = this.#readings;
    const before = readings[countBefore(readings.length, (at) => readings[at]!.elapsed <= fromElapsed) - 1];
    const after = readings[countBefore(readings.length, (at) => readings[at]!.elapsed < toElapsed)];
    if (before === undefined || after?.body.boot !== before.body.boot) return undefined;
    return { before, after };
  }

  /** The readings on both sides of a setting of the wall clock that stands at this moment of the trace. */
  readingsOfClockSet(elapsed: number): ClockReadings | undefined {
    const all = this.#readings;
    for (let at = 1; at < all.length; at++) {
      const readings = { before: all[at - 1]!, after: all[at]! };
      if (readings.before.elapsed > elapsed) return undefined;
      if (readings.after.elapsed < elapsed || readings.before.body.boot !== readings.after.body.boot) continue;
      if (this.wallSetBetween(readings) !== 0) return readings;
    }
    return undefined;
  }

  /** How the wall clock was set between two readings, by the elapsed time that they tell; 0 when it was not. */
  wallSetBetween({ before, after }: ClockReadings): number {
    const by = after.body.wallMs - before.body.wallMs - (after.body.elapsedMs - before.body.elapsedMs);
    return Math.abs(by) <= READING_MS ? 0 : by;
  }

  /** Deep sleep between two readings. */
  sleepBetween({ before, after }: ClockReadings): number {
    const by = after.body.elapsedMs - before.body.elapsedMs - (after.body.uptimeMs - before.body.uptimeMs);
    return by <= READING_MS ? 0 : by;
  }

  /** The probe tells when its activity comes and goes; `undefined` where it does not tell of that time. */
  wasOnScreen(packageName: string, fromElapsed: number, toElapsed: number): boolean | undefined {
    const own = this.testimony.probeLines.filter(({ body }) => packageOf(body.processName) === packageName);
    const first = own[0];
    const last = own.at(-1);
    if (first === undefined || last === undefined || first.elapsed > fromElapsed || last.elapsed < toElapsed)
      return undefined;
    return own.some(({ body, elapsed }) => body.event === 'activity' && elapsed <= toElapsed);
  }

  /** The same app goes on writing. */
  isAliveAfter(packageName: string, elapsed: number): boolean {
    return this.testimony.probeLines.some(
      (line) => line.elapsed > elapsed && packageOf(line.body.processName) === packageName,
    );
  }

  /** The main thread of the app hangs at a moment, by its own word. */
  hangAt(packageName: string, elapsed: number): ProbeLine | undefined {
    const told = this.testimony.probeLines.filter(
      (line) =>
        line.elapsed <= elapsed &&
        packageOf(line.body.processName) === packageName &&
        (line.body.event === 'hang' || line.body.event === 'hang-end'),
    );
    const last = told.at(-1);
    return last?.body.event === 'hang' ? last : undefined;
  }

  /** That the app stopped the service itself, by its own word. */
  stopOf(component: string, fromElapsed: number, toElapsed: number): ProbeLine | undefined {
    return this.testimony.probeLines.find(
      ({ body, elapsed }) =>
        elapsed >= fromElapsed &&
        elapsed <= toElapsed &&
        body.component === component &&
        (body.event === 'stop-self' || body.event === 'stop-foreground'),
    );
  }

  /** The system wrote what it would have thrown about then. */
  notedAbout(
    what: OnlyNoted['body']['what'],
    component: string,
    elapsed: number,
    reach: number,
  ): OnlyNoted | undefined {
    return this.testimony.onlyNoted.find(
      (note) =>
        note.body.what === what &&
        (note.body.component === undefined || note.body.component === component) &&
        Math.abs(note.elapsed - elapsed) <= reach,
    );
  }

  proven(told: Reading | OnlyNoted): ProvenMoment {
    const moment = this.clock.moment(told.elapsed, told.uptime);
    if (!('provenance' in told)) return { ...moment, source: null, line: null, text: null };
    const { source, line, rawText } = told.provenance;
    return { ...moment, source, line, text: rawText };
  }
}
