/** Predicted outcomes as they are found, in flat arrays; turned into objects when the replay is over. */
import { outcomeNames, type OutcomeName } from '../android/outcomes.js';
import { NONE } from './ledger.js';

const FIRST_CAPACITY = 16;

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
  #times = new Float64Array(FIRST_CAPACITY * 3);
  #numbers = new Int32Array(FIRST_CAPACITY * 4);
  #length = 0;

  uptime = 0;
  earliestElapsed = 0;
  latestElapsed = 0;
  row = NONE;

  get length(): number {
    return this.#length;
  }

  write(outcome: OutcomeName, service: number, type: number, ledgerEnd: number): void {
    if (this.#length === this.#outcome.length) this.#grow();
    const at = this.#length++;
    this.#outcome[at] = outcomeNames.indexOf(outcome);
    this.#times.set([this.uptime, this.earliestElapsed, this.latestElapsed], at * 3);
    this.#numbers.set([service, type, this.row, ledgerEnd], at * 4);
  }

  *outcomes(): Generator<LoggedOutcome> {
    for (let at = 0; at < this.#length; at++) {
      yield {
        outcome: outcomeNames[this.#outcome[at]!]!,
        uptime: this.#times[at * 3]!,
        earliestElapsed: this.#times[at * 3 + 1]!,
        latestElapsed: this.#times[at * 3 + 2]!,
        service: this.#numbers[at * 4]!,
        type: this.#numbers[at * 4 + 1]!,
        row: this.#numbers[at * 4 + 2]!,
        ledgerEnd: this.#numbers[at * 4 + 3]!,
      };
    }
  }

  #grow(): void {
    const capacity = this.#outcome.length * 2;
    const outcome = new Uint8Array(capacity);
    const times = new Float64Array(capacity * 3);
    const numbers = new Int32Array(capacity * 4);
    outcome.set(this.#outcome);
    times.set(this.#times);
    numbers.set(this.#numbers);
    this.#outcome = outcome;
    this.#times = times;
    this.#numbers = numbers;
  }
}
