/** Predicted outcomes as they are found, in flat arrays; turned into objects when the replay is over. */
import { isSilent, outcomeNames, type OutcomeName } from '../android/outcomes.js';
import type { Moment } from './moment.js';
import type { OutcomeColumns } from './outcome-columns.js';
import { widened } from './widened.js';

// So few that the arrays need no memory outside the heap, which costs more than many a replay.
const FIRST_CAPACITY = 8;
const GROWTH = 2;

const codeOf = Object.fromEntries(outcomeNames.map((name, code) => [name, code])) as Record<OutcomeName, number>;
const silentByCode = outcomeNames.map(isSilent);

export interface LoggedOutcome {
  readonly outcome: OutcomeName;
  readonly uptime: number;
  /** The outcome lies between these two moments of elapsed time; they are equal when nothing is uncertain. */
  readonly earliestElapsed: number;
  readonly latestElapsed: number;
  /** Index into `Program.services`. */
  readonly service: number;
  /** The limited type it is about (`ServiceType`), 0 when none. */
  readonly type: number;
  /** Row of the trace that caused it, or -1 when a timer did. */
  readonly row: number;
  /** Ledger entries written before it: the reasons lie below this index. */
  readonly ledgerEnd: number;
}

export class OutcomeLog {
  #outcome = new Uint8Array(FIRST_CAPACITY);
  #service = new Int32Array(FIRST_CAPACITY);
  #type = new Int32Array(FIRST_CAPACITY);
  #row = new Int32Array(FIRST_CAPACITY);
  #ledgerEnd = new Int32Array(FIRST_CAPACITY);
  #uptime = new Float64Array(FIRST_CAPACITY);
  #elapsed = new Float64Array(FIRST_CAPACITY);
  #latestElapsed = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  /** `wanted`: `told` leaves out what nobody on the device is told of. */
  constructor(
    readonly now: Moment,
    readonly wanted: 'all' | 'told' = 'all',
  ) {}

  get length(): number {
    return this.#length;
  }

  write(outcome: OutcomeName, service: number, type: number, ledgerEnd: number): void {
    const code = codeOf[outcome];
    if (this.wanted === 'all' || !silentByCode[code]!) this.#append(code, service, type, ledgerEnd);
  }

  #append(code: number, service: number, type: number, ledgerEnd: number): void {
    if (this.#length === this.#outcome.length) this.#grow();
    const at = this.#length++;
    const { now } = this;
    this.#outcome[at] = code;
    this.#service[at] = service;
    this.#type[at] = type;
    this.#row[at] = now.row;
    this.#ledgerEnd[at] = ledgerEnd;
    this.#uptime[at] = now.uptime;
    this.#elapsed[at] = now.elapsed;
    this.#latestElapsed[at] = now.latestElapsed;
  }

  *outcomes(): Generator<LoggedOutcome> {
    for (let at = 0; at < this.#length; at++) {
      yield {
        outcome: outcomeNames[this.#outcome[at]!]!,
        uptime: this.#uptime[at]!,
        earliestElapsed: this.#elapsed[at]!,
        latestElapsed: this.#latestElapsed[at]!,
        service: this.#service[at]!,
        type: this.#type[at]!,
        row: this.#row[at]!,
        ledgerEnd: this.#ledgerEnd[at]!,
      };
    }
  }

  /**
   * What was written, as it lies here: nothing is copied, so nothing may be written any more.
   * @param earlierBy by how much an outcome may lie earlier, because its service may have begun earlier than the trace shows;
   *   `null`: none does
   */
  columns(earlierBy: ((service: number, type: number, row: number) => number) | null): OutcomeColumns {
    const length = this.#length;
    const elapsed = this.#elapsed.subarray(0, length);
    return {
      length,
      outcome: this.#outcome.subarray(0, length),
      service: this.#service.subarray(0, length),
      type: this.#type.subarray(0, length),
      row: this.#row.subarray(0, length),
      uptime: this.#uptime.subarray(0, length),
      elapsed,
      earliestElapsed:
        earlierBy === null
          ? elapsed
          : elapsed.map((at, index) => at - earlierBy(this.#service[index]!, this.#type[index]!, this.#row[index]!)),
      latestElapsed: this.#latestElapsed.subarray(0, length),
    };
  }

  #grow(): void {
    const capacity = this.#outcome.length * GROWTH;
    this.#outcome = widened(this.#outcome, new Uint8Array(capacity));
    this.#service = widened(this.#service, new Int32Array(capacity));
    this.#type = widened(this.#type, new Int32Array(capacity));
    this.#row = widened(this.#row, new Int32Array(capacity));
    this.#ledgerEnd = widened(this.#ledgerEnd, new Int32Array(capacity));
    this.#uptime = widened(this.#uptime, new Float64Array(capacity));
    this.#elapsed = widened(this.#elapsed, new Float64Array(capacity));
    this.#latestElapsed = widened(this.#latestElapsed, new Float64Array(capacity));
  }
}
