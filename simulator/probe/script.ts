import type { AppContext, Callback } from '../apps/app-code.js';
import type { Journal } from './journal.js';
import type { Order } from './order.js';
import { parseSteps, printedStep, UnreadableText, type Step } from './step.js';

/** Something that can perform steps: a service, the activity, a job, the app itself. False: not an action of it. */
export type Actor = (step: Step, order: Order) => Generator<number, boolean, void>;

/** Performs the steps of an order on the main thread: those without a time at once, the others at their uptime. */
export class Script {
  constructor(
    private readonly context: AppContext,
    private readonly journal: Journal,
    private readonly actor: Actor,
  ) {}

  *run(text: string, order: Order): Generator<number, void, void> {
    const began = this.context.uptime();
    let steps: readonly Step[];
    try {
      steps = parseSteps(text);
    } catch (error) {
      if (!(error instanceof UnreadableText)) throw error;
      this.#refuse(text, error.message, order);
      return;
    }
    for (const step of steps) {
      if (step.afterMs === 0) yield* this.#perform(step, order);
      else
        this.context.main.post((): Callback => this.#perform(step, order), {
          atUptime: began + step.afterMs,
          owner: this,
        });
    }
  }

  /** Steps whose time has not come are forgotten. */
  cancel(): void {
    this.context.main.cancel(this);
  }

  *#perform(step: Step, order: Order): Generator<number, void, void> {
    try {
      if (!(yield* this.actor(step, order))) this.#refuse(printedStep(step), 'unknown here', order);
    } catch (error) {
      if (!(error instanceof UnreadableText)) throw error;
      this.#refuse(printedStep(step), error.message, order);
    }
  }

  #refuse(step: string, why: string, order: Order): void {
    this.journal.write('step-refused', order.run, { step, why });
  }
}
