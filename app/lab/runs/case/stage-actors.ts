/**
 * The services of a scenario as they are at a moment of it, as far as orders depend on it: who lives, who is bound, and which
 * start's script still reaches whom. Steps and predicted outcomes move them on.
 */
import { ServiceType } from '../../../../engine/android/service-types.js';
import type { ScenarioOutcome } from '../../../../engine/scenario/predict-scenario.js';
import type { Scenario, ScenarioService } from '../../../../engine/scenario/scenario.js';
import type { Cast } from '../../probe/cast-services.js';
import type { ServiceOrder } from '../../probe/orders.js';

/** A start that is still being written: what the service does afterwards is added to its script. */
export interface OpenStart {
  readonly atMs: number;
  readonly call: ServiceOrder['call'];
  readonly isByShell: boolean;
  readonly script: string[];
  types: number | null;
}

export interface Actor {
  readonly service: ScenarioService;
  /** Class of the probe. */
  readonly className: string;
  exists: boolean;
  isStarted: boolean;
  isBound: boolean;
  /** The order whose script still reaches it; `null` after the death of its process. */
  start: OpenStart | null;
  /** When the app stops it in answer to onTimeout. */
  stopsAt: number | null;
}

export class StageActors {
  readonly #actors: ReadonlyMap<string, Actor>;

  constructor({ services }: Scenario, cast: Cast) {
    this.#actors = new Map(
      services.map((service) => [
        service.name,
        {
          service,
          className: cast.get(service.name)?.name ?? '',
          exists: false,
          isStarted: false,
          isBound: false,
          start: null,
          stopsAt: null,
        },
      ]),
    );
  }

  named(name: string): Actor | undefined {
    return this.#actors.get(name);
  }

  in(process: string): readonly Actor[] {
    return [...this.#actors.values()].filter(({ service }) => service.process === process);
  }

  get isAnyAlive(): boolean {
    return [...this.#actors.values()].some(({ exists }) => exists);
  }

  /** What the app itself has done by now. */
  react(nowMs: number): void {
    for (const actor of this.#actors.values()) if (actor.stopsAt !== null && actor.stopsAt <= nowMs) this.stop(actor);
  }

  /** Outcomes after which a service is not what it was. */
  outcome({ outcome, service, elapsedMs }: ScenarioOutcome): void {
    const actor = service === null ? undefined : this.#actors.get(service);
    if (actor === undefined) return;
    const { onTimeout, process } = actor.service;
    if (outcome === 'timeout-callback' && onTimeout.do === 'stopSelf') actor.stopsAt = elapsedMs + onTimeout.afterMs;
    else if (outcome === 'service-stopped-idle') this.stop(actor);
    else if (outcome === 'crash-did-not-stop' || outcome === 'crash-did-not-start') this.processDies(process);
  }

  /** Sticky and bound services come back without an order; the others are gone. */
  processDies(process: string): void {
    for (const actor of this.in(process)) {
      const isShort = actor.start?.types === ServiceType.shortService;
      const comesBack = actor.isStarted && actor.service.sticky && !isShort;
      actor.start = null;
      actor.stopsAt = null;
      if (!comesBack) actor.isStarted = false;
      if (!comesBack && !actor.isBound) this.remove(actor);
    }
  }

  stop(actor: Actor): void {
    actor.isStarted = false;
    actor.stopsAt = null;
    if (!actor.isBound) this.remove(actor);
  }

  remove(actor: Actor): void {
    actor.exists = false;
    actor.isStarted = false;
    actor.isBound = false;
    actor.start = null;
    actor.stopsAt = null;
  }

  removeAll(): void {
    for (const actor of this.#actors.values()) this.remove(actor);
  }
}
