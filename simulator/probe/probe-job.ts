import type { RunningJob } from '../apps/app-code.js';
import { performCommand } from './commands.js';
import { Order } from './order.js';
import type { ProbeParts } from './probe-parts.js';
import { Script } from './script.js';

/** One job that runs (`ProbeJobService.java`): does its `steps`, of which `finish` ends it. */
export class ProbeJob {
  readonly #script: Script;
  readonly #order: Order;

  constructor(
    private readonly probe: ProbeParts,
    private readonly job: RunningJob,
  ) {
    const { context, journal } = probe;
    this.#order = new Order(job.extras);
    const note = (event: string): void => this.#note(event);
    this.#script = new Script(context, journal, function* (step, order) {
      if (step.action !== 'finish') return yield* performCommand(probe, step, order);
      note('job-finish');
      context.jobFinished(job.id);
      return true;
    });
  }

  *started(): Generator<number, void, void> {
    this.#note('job-start');
    yield* this.#script.run(this.#order.text('steps', 'finish'), this.#order);
  }

  stopped(reason: number): void {
    this.#note('job-stop', reason);
    this.#script.cancel();
  }

  #note(event: string, reason?: number): void {
    const kind = this.#order.text('kind', '');
    this.probe.journal.write(event, this.#order.run, { reason, kind, job: this.job.id });
  }
}
