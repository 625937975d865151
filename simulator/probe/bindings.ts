import type { AppContext } from '../apps/app-code.js';
import type { Journal } from './journal.js';
import { componentOf } from './component-name.js';

/** Bindings that this process holds to services of the app, one for each. */
export class Bindings {
  /** Service → the run that asked. */
  readonly #held = new Map<string, string | undefined>();

  constructor(
    private readonly context: AppContext,
    private readonly journal: Journal,
  ) {}

  bind(service: string, run: string | undefined): void {
    const isHeld = this.#held.has(service);
    if (!isHeld) this.#held.set(service, run);
    const isAccepted = !isHeld && this.context.bindService(service);
    this.#write(isAccepted ? 'bind-asked' : 'bind-refused', service, run);
  }

  unbind(service: string, run: string | undefined): void {
    const isHeld = this.#held.delete(service);
    if (isHeld) this.context.unbindService(service);
    this.#write(isHeld ? 'unbind-asked' : 'unbind-refused', service, run);
  }

  changed(service: string, change: 'connected' | 'disconnected'): void {
    if (this.#held.has(service)) this.#write(change, service, this.#held.get(service));
  }

  #write(event: string, service: string, run: string | undefined): void {
    this.journal.write(event, run, { service: componentOf(this.context, service) });
  }
}
