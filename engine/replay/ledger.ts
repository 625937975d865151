/**
 * The ledger: every change of a budget or of a deadline, in the order in which it happened. Reasons, the budget curve and
 * `curfew explain` are read from it; the rules only write. Flat arrays that grow: nothing is allocated per entry.
 */
import type { Moment } from './moment.js';
import { widened } from './widened.js';

export const LedgerCode = {
  /** A service of the type began to be charged. first: services running after · second: total so far */
  charging: 1,
  /** Time was charged. first: milliseconds · second: total after */
  charged: 2,
  /** The device's whole uptime was charged (bug P). first: milliseconds · second: total after · detail: a `PoisonCause` */
  poisoned: 3,
  /** A service of the type ended its charge. first: services running after */
  released: 4,
  /** The budget was set back to full. first: a `ResetReason` · second: total before */
  reset: 5,
  /** The window's anchor moved. first: old anchor · second: new anchor (elapsed since boot) */
  reAnchored: 6,
  /** A deadline was set. first: uptime of the deadline, Infinity when there is none for now · second: what was left of the budget */
  armed: 7,
  /** A deadline was taken away. */
  disarmed: 8,
  /** The timer fired but the process was TOP lately. first: uptime it was last TOP · second: new deadline */
  moved: 9,
  /** The deadline came: onTimeout. first: total · second: uptime of the first start */
  expired: 10,
  /** The grace ended: crash. */
  graceEnded: 11,
  /** A start was refused because the budget is exhausted. first: uptime when it was exceeded · second: what was used, under the documented reading */
  denied: 12,
  /** A timer fired and found nothing to do. first: a `StaleReason` · second: uptime at which the process went, where that is it */
  stale: 13,
  /** Running time that nobody will charge. first: milliseconds · second: a `LossReason` */
  uncharged: 14,
  /** The hosting process became TOP / left TOP. */
  enteredTop: 15,
  leftTop: 16,
  /** The hosting process died. first: uptime at which it was last TOP, 0 when it never was */
  processDied: 17,
  /** A start was refused because the app may not start from the background. */
  deniedBackground: 18,
  /** shortService: deadline set (first: its uptime), reached, process demoted, ANR. */
  shortArmed: 19,
  shortExpired: 20,
  shortDemoted: 21,
  shortAnr: 22,
  /** startForegroundService: promise made (first: uptime by which it must be kept), broken, ANR. */
  promised: 23,
  promiseBroken: 24,
  promiseAnr: 25,
  /** A start was refused: types that BOOT_COMPLETED may not start; shortService on a service that is not started. */
  deniedBoot: 26,
  deniedType: 27,
  /** Stopped because the app is idle. */
  idleStopped: 28,
  /** The process of a service that waited for its restart is back. */
  restarted: 29,
  /** A service is executing (first: uptime by which it must be done); it was not done by then: ANR. */
  executionBegun: 30,
  executionOverdue: 31,
} as const;

/** `appCame`: an app's process came on screen, which resets at once under the documented reading only. */
export const ResetReason = {
  top: 1,
  topSinceExceeded: 2,
  windowPassed: 3,
  onlyLogged: 4,
  appCame: 5,
  reboot: 6,
} as const;
/**
 * Why the budget knew no start to count from (spec/fgs-limits.md 2.9, bug P). 1 to 4, as in `ResetReason`: startForeground of a
 * service that was in the foreground has just set the budget back (P1). `boundBefore`: the service was in the foreground without
 * being charged, because it was only bound, and was started now (P5). `resetWhileRunning`: another service's start had set the
 * budget back while this one ran (P3). `notCharged`: a stop of a service that nothing was charged for any more (P2, P4).
 */
export const PoisonCause = { boundBefore: 5, resetWhileRunning: 6, notCharged: 7 } as const;
export const LossReason = { parallelStart: 1, processDeath: 2 } as const;
export const StaleReason = { processGone: 1, notLimited: 2 } as const;

/** No service, no budget or no row. */
export const NONE = -1;

// So few that the arrays need no memory outside the heap, which costs more than many a replay.
const FIRST_CAPACITY = 8;

export interface LedgerEntry {
  readonly code: number;
  readonly uptime: number;
  readonly elapsed: number;
  /** Index into `Program.services`, or -1. */
  readonly service: number;
  /** Budget: app × 2 + (0 dataSync, 1 mediaProcessing), or -1. */
  readonly budget: number;
  /** Row of the trace that caused it, or -1 when a timer did. */
  readonly row: number;
  readonly first: number;
  readonly second: number;
  readonly detail: number;
}

export class Ledger {
  #code = new Uint8Array(FIRST_CAPACITY);
  #uptime = new Float64Array(FIRST_CAPACITY);
  #elapsed = new Float64Array(FIRST_CAPACITY);
  #first = new Float64Array(FIRST_CAPACITY);
  #second = new Float64Array(FIRST_CAPACITY);
  #service = new Int32Array(FIRST_CAPACITY);
  #budget = new Int32Array(FIRST_CAPACITY);
  #row = new Int32Array(FIRST_CAPACITY);
  #detail = new Uint8Array(FIRST_CAPACITY);
  #length = 0;
  #byBudget: Map<number, number[]> | undefined;

  /** Entries written so far, also by a ledger that keeps none. */
  written = 0;

  /** `isKept`: false for a replay whose reasons nobody asks for; nothing is kept then, and `length` stays 0. */
  constructor(
    readonly now: Moment,
    readonly isKept = true,
  ) {}

  get length(): number {
    return this.#length;
  }

  write(code: number, service: number, budget: number, first: number, second: number, detail = 0): void {
    this.written++;
    if (this.isKept) this.#keep(code, service, budget, first, second, detail);
  }

  #keep(code: number, service: number, budget: number, first: number, second: number, detail: number): void {
    if (this.#length === this.#code.length) this.#grow();
    const at = this.#length++;
    this.#code[at] = code;
    this.#uptime[at] = this.now.uptime;
    this.#elapsed[at] = this.now.elapsed;
    this.#first[at] = first;
    this.#second[at] = second;
    this.#service[at] = service;
    this.#budget[at] = budget;
    this.#row[at] = this.now.row;
    this.#detail[at] = detail;
  }

  entry(at: number): LedgerEntry {
    return {
      code: this.#code[at]!,
      uptime: this.#uptime[at]!,
      elapsed: this.#elapsed[at]!,
      first: this.#first[at]!,
      second: this.#second[at]!,
      service: this.#service[at]!,
      budget: this.#budget[at]!,
      row: this.#row[at]!,
      detail: this.#detail[at]!,
    };
  }

  *entries(): Generator<LedgerEntry> {
    for (let at = 0; at < this.#length; at++) yield this.entry(at);
  }

  /** The entries about one budget, in their order. To be asked when the replay is over. */
  *entriesOfBudget(budget: number): Generator<LedgerEntry> {
    this.#byBudget ??= this.#sortByBudget();
    for (const at of this.#byBudget.get(budget) ?? []) yield this.entry(at);
  }

  #sortByBudget(): Map<number, number[]> {
    const byBudget = new Map<number, number[]>();
    for (let at = 0; at < this.#length; at++) {
      const budget = this.#budget[at]!;
      const entries = byBudget.get(budget);
      if (entries === undefined) byBudget.set(budget, [at]);
      else entries.push(at);
    }
    return byBudget;
  }

  #grow(): void {
    const capacity = this.#code.length * 2;
    this.#code = widened(this.#code, new Uint8Array(capacity));
    this.#uptime = widened(this.#uptime, new Float64Array(capacity));
    this.#elapsed = widened(this.#elapsed, new Float64Array(capacity));
    this.#first = widened(this.#first, new Float64Array(capacity));
    this.#second = widened(this.#second, new Float64Array(capacity));
    this.#service = widened(this.#service, new Int32Array(capacity));
    this.#budget = widened(this.#budget, new Int32Array(capacity));
    this.#row = widened(this.#row, new Int32Array(capacity));
    this.#detail = widened(this.#detail, new Uint8Array(capacity));
  }
}
