/** Where assembly puts events: a trace builder that knows how to take a fact's moment and proof along. */
import { packageOf } from '../../android/components.js';
import { MS_PER_MINUTE } from '../../time.js';
import type { TraceBuilder } from '../../trace/trace-builder.js';
import type { ResolvedClock, TimedFact } from '../clock/moments.js';
import type { Identities } from './identities.js';

export interface RowDetails {
  readonly uid?: number;
  readonly process?: string;
  readonly service?: string;
  readonly types?: number;
  readonly argument?: number;
  readonly note?: string;
}

/** A moment that no line shows, only implies. */
export interface InferredMoment {
  readonly elapsed: number;
  readonly uptime: number;
  readonly earlierBy?: number;
}

export class RowSink {
  readonly #zoneMs: number;

  constructor(
    readonly builder: TraceBuilder,
    readonly identities: Identities,
    readonly clock: Pick<ResolvedClock, 'calendar' | 'jumps' | 'localAtZero'>,
  ) {
    this.#zoneMs = (clock.calendar.zoneMinutes ?? 0) * MS_PER_MINUTE;
  }

  /** An event that a line proves. Its wall time is UTC when the zone is known, else local time as if it were UTC. */
  proven(kind: number, fact: TimedFact, details: RowDetails = {}): void {
    const wall = this.clock.calendar.isDated ? fact.local - this.#zoneMs : Number.NaN;
    const { elapsed, uptime, provenance, trust } = fact;
    this.builder.add({ kind, elapsed, uptime, wall, provenance, trust, ...details });
  }

  /** An event that must have happened, although no line shows it. */
  inferred(kind: number, at: InferredMoment, details: RowDetails = {}): void {
    const { elapsed, uptime, earlierBy } = at;
    const wall = this.#wallAt(elapsed);
    this.builder.add({ kind, elapsed, uptime, wall, ...(earlierBy === undefined ? {} : { earlierBy }), ...details });
  }

  #wallAt(elapsed: number): number {
    let jumped = 0;
    for (const jump of this.clock.jumps) if (jump.elapsed <= elapsed) jumped += jump.jumpMs;
    return this.clock.localAtZero + elapsed + jumped - this.#zoneMs;
  }

  /** uid, process and component of a service, as the columns want them. */
  service(component: string, user = 0): { uid: number; process: string; service: string } {
    return {
      uid: this.identities.uidOf(packageOf(component), user),
      process: this.identities.processOf(component),
      service: component,
    };
  }
}
