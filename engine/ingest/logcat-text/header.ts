/**
 * The header of one line, taken apart in place: positions and numbers only, so that a line that nobody wants costs no
 * object and no string. One `Header` is filled over and over; the layouts write it, the reader reads it.
 */
import type { LogLevel, Stamp } from '../record.js';

/** What `Header.ms` counts; the number form of `Stamp['clock']`. */
export const Clock = { none: 0, yearLess: 1, local: 2, epoch: 3, monotonic: 4, timeOfDay: 5 } as const;

/** `Header.zoneMinutes` when no zone is printed. */
export const NO_ZONE = 0x7fff;
/** `Header.pid` and `Header.tid` when the layout does not print them. */
export const NO_ID = -1;

export class Header {
  clock: number = Clock.none;
  /** Milliseconds on `clock`. It starts as NaN so that the engine keeps it as a double from the first store on. */
  ms = Number.NaN;
  zoneMinutes = NO_ZONE;
  /** The uid column or name as printed; empty range when absent. */
  uidStart = 0;
  uidEnd = 0;
  pid = NO_ID;
  tid = NO_ID;
  /** Code of `levels`. */
  level = 0;
  /** The tag without the spaces that pad it; may be empty. */
  tagStart = 0;
  tagEnd = 0;
  messageStart = 0;
  messageEnd = 0;
  /** Scratch of `ids.ts`: starts and ends of up to three tokens between colons. */
  readonly idRanges = new Int32Array(6);

  /** Forgets what a layout that does not print everything would leave from the line before. */
  clear(): void {
    this.clock = Clock.none;
    this.zoneMinutes = NO_ZONE;
    this.uidStart = 0;
    this.uidEnd = 0;
    this.pid = NO_ID;
    this.tid = NO_ID;
    this.level = 0;
  }
}

/**
 * Takes the header of the line `bytes[start, end)` apart. `false`: the line has another layout; the header then holds
 * anything. It must be linear in the length of the line and may not keep `bytes`.
 */
export type ParseHeader = (bytes: Uint8Array, start: number, end: number, header: Header) => boolean;

export const levels: readonly LogLevel[] = ['?', 'V', 'D', 'I', 'W', 'E', 'F'];

/** The stamp as an object of the record contract. */
export function stampOf(clock: number, ms: number, zoneMinutes: number): Stamp {
  switch (clock) {
    case Clock.yearLess:
      return zoneMinutes === NO_ZONE
        ? { clock: 'year-less', localMs: ms }
        : { clock: 'year-less', localMs: ms, zoneMinutes };
    case Clock.local:
      return zoneMinutes === NO_ZONE ? { clock: 'local', localMs: ms } : { clock: 'local', localMs: ms, zoneMinutes };
    case Clock.epoch:
      return { clock: 'epoch', epochMs: ms };
    case Clock.monotonic:
      return { clock: 'monotonic', sinceBootMs: ms };
    case Clock.timeOfDay:
      return { clock: 'time-of-day', ofDayMs: ms };
    default:
      return { clock: 'none' };
  }
}
