import type { ActivityPhase, Extras } from '../apps/app-code.js';
import { performCommand } from './commands.js';
import { Order } from './order.js';
import type { ProbeParts } from './probe-parts.js';
import { Script } from './script.js';

/** The activity that brings the probe to the top of the screen (`ScreenActivity.java`). */
export class ScreenActivity {
  readonly #script: Script;
  #order = new Order(new Map());

  constructor(private readonly probe: ProbeParts) {
    const { context, journal } = probe;
    this.#script = new Script(context, journal, function* (step, order) {
      if (step.action === 'leave') context.moveTaskToBack();
      else if (step.action === 'finish') context.finishActivity();
      else return yield* performCommand(probe, step, order);
      return true;
    });
  }

  phase(phase: ActivityPhase): void {
    if (phase === 'destroy') this.#script.cancel();
    this.probe.journal.write('activity', this.#order.run, { phase });
  }

  *take(extras: Extras): Generator<number, void, void> {
    this.#order = new Order(extras);
    yield* this.#script.run(this.#order.text('steps', ''), this.#order);
  }
}
