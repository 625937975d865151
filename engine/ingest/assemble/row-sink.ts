/** Where assembly puts events: a trace builder that knows how to take a fact's moment and proof along. */
import { packageOf } from '../../android/components.js';
import type { Trust } from '../../trace/columns.js';
import type { NewEvent, TraceBuilder } from '../../trace/trace-builder.js';
import type { TimedFact } from '../clock/moments.js';
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
  constructor(
    readonly builder: TraceBuilder,
    readonly identities: Identities,
    /** Wall time (UTC when the zone is known) at elapsed 0 of a fact's own clock; NaN when unknown. */
    readonly wallOf: (elapsed: number) => number,
    readonly trustOf: (fact: TimedFact) => Trust,
  ) {}

  /** An event that a line proves. */
  proven(kind: number, fact: TimedFact, details: RowDetails = {}): void {
    this.builder.add({
      kind,
      elapsed: fact.elapsed,
      uptime: fact.uptime,
      wall: this.wallOf(fact.elapsed),
      provenance: fact.provenance,
      trust: this.trustOf(fact),
      ...details,
    });
  }

  /** An event that must have happened, although no line shows it. */
  inferred(kind: number, at: InferredMoment, details: RowDetails = {}): void {
    this.builder.add({ kind, wall: this.wallOf(at.elapsed), ...at, ...details } satisfies NewEvent);
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
