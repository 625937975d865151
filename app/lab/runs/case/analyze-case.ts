/** From what was heard to the comparison: the same road as `curfew analyze`. */
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { analyze } from '../../../../engine/compare/analyze.js';
import { assemble } from '../../../../engine/ingest/assemble/assemble.js';
import type { IngestedSource } from '../../../../engine/ingest/ingested.js';
import type { Policy } from '../../../../engine/policy/policy.js';
import { writeTrace } from '../../../../engine/trace/arrow-file.js';
import type { ClockRelation } from '../../probe/clock-relation.js';
import type { FleetDevice } from '../../devices/fleet.js';
import { withProbeInputs, type ProbeAccount } from './probe-inputs.js';

export interface CaseToAnalyze {
  readonly sources: readonly IngestedSource[];
  readonly probe: ProbeAccount;
  readonly policy: Policy;
  readonly packageName: string;
  readonly toleranceMs: number;
  readonly device: FleetDevice;
  /** The device's clocks as the lab read them, before the first step and at the end. */
  readonly clocks?: readonly ClockRelation[];
}

export interface AnalyzedCase {
  readonly analysis: Analysis;
  /** The recorded trace as a file. */
  readonly trace: Uint8Array;
}

export function analyzeCase(given: CaseToAnalyze): AnalyzedCase {
  const { sources, probe, policy, packageName, toleranceMs, device, clocks = [] } = given;
  const clockReadings = clocks.flatMap(({ bootId: boot, wallMs, elapsedMs, sleptMs }) =>
    sleptMs === null ? [] : [{ boot, wallMs, elapsedMs, uptimeMs: elapsedMs - sleptMs }],
  );
  const assembly = withProbeInputs(assemble(sources), probe);
  const { release, fingerprint } = device;
  const policyFrom = `the release of the device${release === null ? '' : `, Android ${release}`}, with the settings that it had`;
  const { analysis } = analyze(sources, assembly, { policy, policyFrom, packageName, toleranceMs, clockReadings });
  return {
    analysis: {
      ...withoutWhatCameAfter(analysis),
      // The log need not tell it: the device was asked.
      device: { release, fingerprint, releaseFrom: release === null ? null : 'the device' },
    },
    trace: writeTrace(assembly.trace),
  };
}

/**
 * What would have come after the last line of the log. In a log that broke off it is interrupted; here the scenario ended,
 * and the end was meant. Predictions are in time order, so that the numbers of the others stay.
 */
function withoutWhatCameAfter(analysis: Analysis): Analysis {
  const last = analysis.span?.last.elapsedMs ?? Number.POSITIVE_INFINITY;
  const isAfter = (id: number | null): boolean => id !== null && (analysis.predicted[id]?.at.elapsedMs ?? 0) > last;
  return {
    ...analysis,
    predicted: analysis.predicted.filter(({ id }) => !isAfter(id)),
    verdicts: analysis.verdicts.filter(({ predicted, observed }) => observed !== null || !isAfter(predicted)),
  };
}
