import { ServiceType } from '../../engine/android/service-types.js';
import { StartResult, type StartCommand } from '../apps/app-code.js';
import { performCommand } from './commands.js';
import { componentOf } from './component-name.js';
import type { Members } from './journal.js';
import { Order } from './order.js';
import type { ProbeParts } from './probe-parts.js';
import { Script } from './script.js';
import { wholeNumber, type Step } from './step.js';

const START_FLAG_REDELIVERY = 1;
/** From Android 16 on both overloads of onTimeout are called for a shortService, one right after the other. */
const SAME_CALL_MS = 1000;

/** A service that does what its order says and writes down what the system does to it (`ProbeService.java`). */
export class ProbeService {
  readonly #script: Script;
  readonly #slot: string;
  #order = new Order(new Map());
  #answeredAt = -SAME_CALL_MS;

  constructor(
    private readonly probe: ProbeParts,
    private readonly className: string,
  ) {
    this.#slot = className.slice(className.lastIndexOf('.') + 1);
    this.#script = new Script(probe.context, probe.journal, (step, order) => this.#perform(step, order));
    this.note('service-create');
  }

  *started({ extras, flags, startId, returns: tell }: StartCommand): Generator<number, void, void> {
    const { saved } = this.probe.context;
    const restart = extras === undefined || (flags & START_FLAG_REDELIVERY) !== 0;
    this.#order = new Order(extras ?? saved.get(this.#slot) ?? new Map<string, string>());
    saved.set(this.#slot, this.#order.extras);
    const returns = restartsAs(this.#order.text('sticky', ''));
    this.note('start-command', { startId, flags, restart, returns });
    yield* this.#script.run(this.#order.text(restart ? 'onRestart' : 'steps', 'foreground'), this.#order);
    tell(returns);
  }

  *timedOut(overload: 1 | 2, startId: number, types: number): Generator<number, void, void> {
    this.note('timeout', overload === 1 ? { overload, startId } : { overload, startId, types });
    const now = this.probe.context.uptime();
    if (overload === 2 && types === ServiceType.shortService && now - this.#answeredAt < SAME_CALL_MS) return;
    this.#answeredAt = now;
    yield* this.#script.run(this.#order.text('onTimeout', 'stopSelf'), this.#order);
  }

  destroyed(): void {
    this.#script.cancel();
    this.note('service-destroy');
  }

  /** A line about this service. */
  note(event: string, members: Members = {}): void {
    const service = componentOf(this.probe.context, this.className);
    this.probe.journal.write(event, this.#order.run, { ...members, service });
  }

  *#perform(step: Step, order: Order): Generator<number, boolean, void> {
    const { context } = this.probe;
    switch (step.action) {
      case 'foreground':
        yield* this.#foreground(step.value === '' ? ServiceType.manifest : wholeNumber(step.value));
        return true;
      case 'stopForeground':
        context.stopForeground(this.className);
        this.note('stop-foreground');
        return true;
      case 'stopSelf':
        this.note('stop-self');
        context.stopSelf(this.className);
        return true;
      default:
        return yield* performCommand(this.probe, step, order);
    }
  }

  *#foreground(asked: number): Generator<number, void, void> {
    const { context } = this.probe;
    const answer = context.startForeground(this.className, asked);
    if (typeof answer === 'number') return this.note('foreground', { asked, types: answer });
    const types = asked === ServiceType.manifest ? context.declaredTypes(this.className) : asked;
    this.note('foreground-refused', { asked, types, ...answer });
    yield* this.#script.run(this.#order.text('onRefused', 'stopSelf'), this.#order);
  }
}

function restartsAs(sticky: string): StartResult {
  if (sticky === 'sticky') return StartResult.sticky;
  return sticky === 'redeliver' ? StartResult.redeliver : StartResult.notSticky;
}
