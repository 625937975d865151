/** Predicted outcomes as they are found, in flat arrays; turned into objects when the replay is over. */
import { isSilent, outcomeNames, type OutcomeName } from '../android/outcomes.js';
import type { Moment } from './moment.js';
import type { OutcomeColumns } from './outcome-columns.js';

const FIRST_CAPACITY = 16;

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
  #times = new Float64Array(FIRST_CAPACITY * 3);
  #numbers = new Int32Array(FIRST_CAPACITY * 4);
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
    this.#times[at * 3] = now.uptime;
    this.#times[at * 3 + 1] = now.elapsed;
    this.#times[at * 3 + 2] = now.latestElapsed;
    this.#numbers[at * 4] = service;
    this.#numbers[at * 4 + 1] = type;
    this.#numbers[at * 4 + 2] = now.row;
    this.#numbers[at * 4 + 3] = ledgerEnd;
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

  /** `earlierBy`: by how much an outcome may lie earlier, because its service may have begun earlier than the trace shows. */
  columns(earlierBy: (service: number, type: number, row: number) => number): OutcomeColumns {
    const length = this.#length;
    const columns = {
      length,
      outcome: this.#outcome.slice(0, length),
      service: new Int32Array(length),
      type: new Int32Array(length),
      row: new Int32Array(length),
      uptime: new Float64Array(length),
      elapsed: new Float64Array(length),
      earliestElapsed: new Float64Array(length),
      latestElapsed: new Float64Array(length),
    };
    for (let at = 0; at < length; at++) {
      const service = this.#numbers[at * 4]!;
      const type = this.#numbers[at * 4 + 1]!;
      const row = this.#numbers[at * 4 + 2]!;
      const elapsed = this.#times[at * 3 + 1]!;
      columns.service[at] = service;
      columns.type[at] = type;
      columns.row[at] = row;
      columns.uptime[at] = this.#times[at * 3]!;
      columns.elapsed[at] = elapsed;
      columns.earliestElapsed[at] = elapsed - earlierBy(service, type, row);
      columns.latestElapsed[at] = this.#times[at * 3 + 2]!;
    }
    return columns;
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
