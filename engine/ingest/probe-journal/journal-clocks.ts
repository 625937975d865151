/**
 * What the three clocks of the lines tell: every line is a moment whose uptime, elapsed time and wall clock are all known, which no
 * log line of the system is. Between two lines of one boot the clocks show deep sleep (elapsed time ran on, uptime did not) and a wall
 * clock that was set (wall time and elapsed time differ).
 */
import { durationMs, elapsedMs, uptimeMs, wallMs } from '../../time.js';
import type { DurationMs, ElapsedMs, UptimeMs, WallMs } from '../../time.js';
import type { Provenance } from '../record.js';
import type { JournalEntry } from './journal-entry.js';

/** One moment on all three clocks. */
export interface ClockAnchor {
  readonly uptime: UptimeMs;
  readonly elapsed: ElapsedMs;
  readonly wall: WallMs;
  readonly provenance: Provenance;
}

/** Between two anchors the device slept so long, or its wall clock was set by so much; when exactly, no line says. */
export interface ClockShift {
  readonly from: ElapsedMs;
  readonly to: ElapsedMs;
  readonly by: DurationMs;
}

export interface BootClocks {
  readonly boot: string;
  /** In order of elapsed time. Only where a clock changed against the others, and the first and the last line. */
  readonly anchors: readonly ClockAnchor[];
  readonly sleeps: readonly ClockShift[];
  /** `by` is negative where the clock was set back. */
  readonly wallChanges: readonly ClockShift[];
  /** Lines whose clocks run against those before them: no device writes that. They are not used. */
  readonly contradictions: number;
}

/** Reading three clocks takes time, and a wall clock that a server corrects drifts: less than this is no change. */
const NOTICED_MS = 50;

/** @param entries  merged (`mergeJournals`): boot by boot, in order of elapsed time */
export function clocksOfBoots(entries: readonly JournalEntry[]): BootClocks[] {
  const boots = new Map<string, BootReader>();
  for (const entry of entries) {
    const { boot } = entry.line;
    const reader = boots.get(boot) ?? new BootReader(boot);
    boots.set(boot, reader);
    reader.take(entry);
  }
  return [...boots.values()].map((reader) => reader.clocks());
}

class BootReader {
  readonly #anchors: ClockAnchor[] = [];
  readonly #sleeps: ClockShift[] = [];
  readonly #wallChanges: ClockShift[] = [];
  #last: ClockAnchor | undefined;
  #contradictions = 0;

  constructor(readonly boot: string) {}

  take({ line, provenance }: JournalEntry): void {
    const next: ClockAnchor = {
      uptime: uptimeMs(line.up),
      elapsed: elapsedMs(line.elapsed),
      wall: wallMs(line.wall),
      provenance,
    };
    const before = this.#anchors.at(-1);
    const last = this.#last;
    if (before === undefined || last === undefined) {
      this.#anchors.push(next);
      this.#last = next;
      return;
    }
    const passed = next.elapsed - last.elapsed;
    const ran = next.uptime - last.uptime;
    if (passed < 0 || ran < 0 || ran > passed + NOTICED_MS) {
      this.#contradictions++;
      return;
    }
    this.#last = next;
    // Against the last anchor, not the last line: many small corrections add up to one that is noticed.
    const slept = lag(next) - lag(before);
    const set = offset(next) - offset(before);
    if (slept <= NOTICED_MS && Math.abs(set) <= NOTICED_MS) return;
    if (last !== before) this.#anchors.push(last);
    this.#anchors.push(next);
    const span = { from: last.elapsed, to: next.elapsed };
    if (slept > NOTICED_MS) this.#sleeps.push({ ...span, by: durationMs(slept) });
    if (Math.abs(set) > NOTICED_MS) this.#wallChanges.push({ ...span, by: durationMs(set) });
  }

  clocks(): BootClocks {
    const last = this.#last;
    const anchors = last === undefined || last === this.#anchors.at(-1) ? this.#anchors : [...this.#anchors, last];
    const { boot } = this;
    return {
      boot,
      anchors,
      sleeps: this.#sleeps,
      wallChanges: this.#wallChanges,
      contradictions: this.#contradictions,
    };
  }
}

/** Deep sleep since boot. */
function lag({ elapsed, uptime }: ClockAnchor): number {
  return elapsed - uptime;
}

/** When the device booted, by the wall clock of this moment. */
function offset({ wall, elapsed }: ClockAnchor): number {
  return wall - elapsed;
}
