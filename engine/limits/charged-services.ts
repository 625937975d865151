/**
 * Which services really run on which budget. The platform does not know: it only counts, and its count leaks when a
 * process dies (spec/fgs-limits.md 2.9). The rules ask here only to tell a person what the platform forgot.
 */
import { NONE } from '../replay/ledger.js';

export class ChargedServices {
  readonly #budgetOf: Int32Array;
  readonly #running: Int32Array;
  /** Uptime since boot at which the process of a service that waits for its restart died. */
  readonly #lostHostAt: Float64Array;

  constructor(services: number, budgets: number) {
    this.#budgetOf = new Int32Array(services).fill(NONE);
    this.#running = new Int32Array(budgets);
    this.#lostHostAt = new Float64Array(services);
  }

  join(service: number, budget: number): void {
    this.leave(service);
    this.#budgetOf[service] = budget;
    this.#running[budget]!++;
  }

  /** The service runs on no budget any more. Returns the budget it ran on, or `NONE`. */
  leave(service: number): number {
    const budget = this.#budgetOf[service]!;
    if (budget === NONE) return NONE;
    this.#budgetOf[service] = NONE;
    this.#lostHostAt[service] = 0;
    this.#running[budget]!--;
    return budget;
  }

  isAnyOn(budget: number): boolean {
    return this.#running[budget]! > 0;
  }

  /** The process died, and the service waits for a restart: until then the platform counts on. */
  loseHost(service: number, uptime: number): void {
    if (this.#budgetOf[service] !== NONE) this.#lostHostAt[service] = uptime;
  }

  /** When the service ceased to run: the death of the process it waits for, else `now`. */
  ceasedAt(service: number, isWaiting: boolean, now: number): number {
    return isWaiting && this.#lostHostAt[service]! > 0 ? this.#lostHostAt[service]! : now;
  }

  forgetAll(): void {
    this.#budgetOf.fill(NONE);
    this.#running.fill(0);
    this.#lostHostAt.fill(0);
  }
}
