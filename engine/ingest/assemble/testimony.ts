/**
 * What lines tell beside inputs and outcomes, for whoever asks why something differs: the clocks that the probe read, what it said
 * of itself, and what the system only noted. Nothing of it moves the trace.
 */
import type { Trust } from '../../trace/columns.js';
import type { TimedFact } from '../clock/moments.js';
import type { FactBody } from '../fact.js';
import type { Provenance } from '../record.js';

interface Told<Body> {
  readonly body: Body;
  /** On the trace's clock. */
  readonly elapsed: number;
  readonly uptime: number;
  readonly provenance: Provenance;
  readonly trust: Trust;
}

export type ProbeLine = Told<Extract<FactBody, { readonly kind: 'probe-line' }>>;
export type OnlyNoted = Told<Extract<FactBody, { readonly kind: 'limit-only-noted' }>>;

/** All in order of elapsed time. */
export interface Testimony {
  /** An app's word about itself: a claim. */
  readonly probeLines: readonly ProbeLine[];
  /** Of the system: no claims. */
  readonly onlyNoted: readonly OnlyNoted[];
}

export function testimonyOf(facts: readonly TimedFact[]): Testimony {
  const probeLines: ProbeLine[] = [];
  const onlyNoted: OnlyNoted[] = [];
  for (const { body, elapsed, uptime, provenance, trust } of facts) {
    const told = { elapsed, uptime, provenance, trust };
    if (body.kind === 'probe-line') probeLines.push({ ...told, body });
    else if (body.kind === 'limit-only-noted' && trust !== 'claim') onlyNoted.push({ ...told, body });
  }
  return { probeLines, onlyNoted };
}
