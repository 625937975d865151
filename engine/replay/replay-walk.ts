/**
 * The walk of a replay: one pass over the rows, with the platform's handler queue in between. Where the rows stand app by app,
 * the device is walked once for each app: no app's calls concern another's, and the rows about no app are few.
 *
 *     for each row:   run the messages that are due at or before the row's uptime, then let the row act
 *     after the last: run what is still pending, up to the horizon
 *
 * A message that is due at the very instant of a row runs first: it was in the queue before the row's call came in.
 * Deterministic: no clock, no randomness; same trace and policy, same prediction.
 */
import { MS_PER_DAY } from '../time.js';
import { EndlessGuard } from './endless-guard.js';
import { HandlerQueue } from './handler-queue.js';
import { Ledger, NONE } from './ledger.js';
import { Moment } from './moment.js';
import { OutcomeLog } from './outcome-log.js';
import { PlatformState } from './platform-state.js';
import { CLOCKS_ONLY, type Program } from './program.js';
import type { ReplayOptions } from './replay-options.js';

/** A trace that does not tell when the device booted is taken to begin this long after it. It matters for bug P only. */
const ASSUMED_UPTIME = 7 * MS_PER_DAY;

/** Stamps with microseconds are decimals of a millisecond: a difference below this is no sleep but rounding. */
const CLOCK_RESOLUTION = 0.001;

export abstract class ReplayWalk {
  protected readonly now = new Moment();
  protected readonly queue = new HandlerQueue();
  protected readonly ledger: Ledger;
  protected readonly outcomes: OutcomeLog;
  protected readonly state: PlatformState;
  /** Messages and reactions that one replay may run. A recording is bounded by its rows, a plan is not. */
  protected readonly mostActions: number = Number.POSITIVE_INFINITY;
  protected readonly guard = new EndlessGuard();
  /** The row replayed last, or the one that is being replayed; -1 before the first. */
  #at = NONE;
  /** The rows about no app that do more than tell how the clocks stand, and which of them comes next for the app at hand. */
  readonly #acts: readonly number[];
  #nextAct = 0;
  /** Its row of the trace; Infinity when there is none. */
  #rowOfNextAct = Number.POSITIVE_INFINITY;

  constructor(
    readonly program: Program,
    readonly options: ReplayOptions,
  ) {
    this.ledger = new Ledger(this.now, options.reasons !== 'none');
    this.outcomes = new OutcomeLog(this.now, options.outcomes);
    this.state = new PlatformState(program, this.now);
    this.#acts = actsOf(program);
    this.#begin();
  }

  /** Uptime and elapsed time of the row replayed last. */
  protected get rowUptime(): number {
    return this.#at === NONE ? this.program.firstUptime : this.program.uptime[this.#at]!;
  }

  protected get rowElapsed(): number {
    return this.#at === NONE ? this.program.firstElapsed : this.program.elapsed[this.#at]!;
  }

  #begin(): void {
    const { firstUptime, firstElapsed, trace } = this.program;
    this.#at = NONE;
    this.now.set(firstUptime, firstElapsed, firstElapsed, NONE);
    if (trace.meta.zero === 'boot') this.state.begin(0, 0, false);
    else this.state.begin(firstUptime - ASSUMED_UPTIME, firstElapsed - ASSUMED_UPTIME, true);
  }

  protected walk(): void {
    const { length, rowsOfApp } = this.program;
    if (rowsOfApp === null) {
      for (let at = 0; at < length && !this.guard.isCut; at++) this.#step(at);
      this.#end();
      return;
    }
    for (const app of this.state.apps) {
      this.state.walked = [app];
      this.#begin();
      this.queue.clear();
      this.beginApp();
      this.#walkApp(rowsOfApp[app.index]!, rowsOfApp[app.index + 1]!);
      this.#end();
    }
    this.state.walked = this.state.apps;
  }

  /** The rows of an app, and those about no app between them. */
  #walkApp(from: number, to: number): void {
    const { row, uptime } = this.program;
    // Who wants reasons wants them for each row.
    const rowsOfRun = this.ledger.isKept ? null : this.program.rowsOfRun;
    this.#noteAct(0);
    for (let at = from; at < to;) {
      const rows = rowsOfRun === null ? 0 : rowsOfRun[at]!;
      if (rows !== 0 && this.#playsRun(at, rows)) {
        at += rows;
        continue;
      }
      this.#passDeviceRows(row[at]!, uptime[at]!);
      this.#step(at++);
    }
    this.nextDue(Number.NEGATIVE_INFINITY);
    this.#passDeviceRows(Number.POSITIVE_INFINITY, Number.MAX_VALUE);
  }

  /** A whole run of a service at once, where nothing else comes between its rows. False: it has to be played row by row. */
  #playsRun(at: number, rows: number): boolean {
    const { program } = this;
    const last = at + rows - 1;
    if (this.nothingDueBefore() <= program.uptime[last]! || program.row[last]! > this.#rowOfNextAct || this.guard.isCut)
      return false;
    if (!this.actAtOnce(at)) return false;
    this.#at = last;
    return true;
  }

  /**
   * The rows about no app that come before a row. Clocks need to be seen only while something is due before `uptime`: a sleep
   * makes its moment uncertain.
   */
  #passDeviceRows(before: number, uptime: number): void {
    if (this.#rowOfNextAct >= before && this.nothingDueBefore() > uptime) return;
    const { kind, row, rowsOfApp } = this.program;
    const deviceRows = rowsOfApp![0]!;
    for (let device = this.#deviceRowAfter(this.#at); device < deviceRows && row[device]! < before; device++)
      if (kind[device] !== CLOCKS_ONLY || this.nothingDueBefore() <= uptime) this.#step(device);
    while (this.#rowOfNextAct < before) this.#noteAct(this.#nextAct + 1);
  }

  #noteAct(index: number): void {
    this.#nextAct = index;
    const next = this.#acts[index];
    this.#rowOfNextAct = next === undefined ? Number.POSITIVE_INFINITY : this.program.row[next]!;
  }

  /** The first row about no app behind row `at`; clocks of that very row tell what is known. */
  #deviceRowAfter(at: number): number {
    const { row, rowsOfApp } = this.program;
    const deviceRows = rowsOfApp![0]!;
    if (at < deviceRows) return at + 1;
    let low = 0;
    let high = deviceRows;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (row[middle]! <= row[at]!) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #step(at: number): void {
    const { program } = this;
    const rowUptime = program.uptime[at]!;
    const rowElapsed = program.elapsed[at]!;
    if (this.nothingDueBefore() <= rowUptime) {
      const slept = rowElapsed - this.rowElapsed - (rowUptime - this.rowUptime);
      this.#runMessages(rowUptime, slept > CLOCK_RESOLUTION ? slept : 0);
    }
    this.#at = at;
    if (this.guard.isCut) return;
    this.now.set(rowUptime, rowElapsed, rowElapsed, program.row[at]!);
    this.act(at);
  }

  #end(): void {
    if (!this.guard.isCut)
      this.#runMessages(Math.max(this.rowUptime, this.program.lastUptime) + this.options.horizon, 0);
  }

  /** What belongs to the device is as it was before the first row. */
  protected abstract beginApp(): void;

  /**
   * Runs messages due up to `untilUptime`. `slept`: for how long the device slept between the row before and that moment;
   * a message in between may lie before the sleep or after it, so that its elapsed time is an interval.
   */
  #runMessages(untilUptime: number, slept: number): void {
    while (this.nextDue(untilUptime) <= untilUptime) {
      // A deadline in the past is due now, not then.
      const at = Math.max(this.takeNext(), this.now.uptime, this.rowUptime);
      const earliest = this.rowElapsed + (at - this.rowUptime);
      this.now.set(at, earliest, earliest + slept, NONE);
      const written = this.ledger.written;
      this.actOnTaken();
      if (this.guard.note(at, this.ledger.written > written, this.mostActions)) return;
    }
  }

  /** An uptime before which nothing is due. Asked for every row. */
  protected nothingDueBefore(): number {
    return this.queue.nextAt;
  }

  /** Uptime at which something is due next; Infinity when nothing is pending. Only what is due up to `until` can be taken. */
  protected nextDue(until: number): number {
    this.queue.settle(until);
    return this.queue.nextAt;
  }

  /** Takes what is due next and returns when it was due. */
  protected takeNext(): number {
    this.queue.take();
    return this.queue.takenAt;
  }

  protected actOnTaken(): void {
    this.handle(this.queue.takenWhat, this.queue.takenSubject, this.queue.takenTicket);
  }

  /** A message of the queue is due. */
  protected abstract handle(what: number, subject: number, ticket: number): void;

  /** A row of the program happens. */
  protected abstract act(at: number): void;

  /**
   * All rows of a run (`Program.rowsOfRun`) happen, from `at` on; no message is due before the last of them. False: nothing was
   * changed, because the run is not as simple as that under this policy.
   */
  protected abstract actAtOnce(at: number): boolean;
}

function actsOf({ kind, rowsOfApp }: Program): number[] {
  const acts = [];
  const deviceRows = rowsOfApp?.[0] ?? 0;
  for (let at = 0; at < deviceRows; at++) if (kind[at] !== CLOCKS_ONLY) acts.push(at);
  return acts;
}
