/** An outcome of the documented reading, as the object of a prediction. The moment is the one the ledger stands at. */
import { isSilent, type OutcomeName } from '../android/outcomes.js';
import type { Ledger } from '../replay/ledger.js';
import type { PredictedEvent } from '../replay/prediction.js';
import type { Program } from '../replay/program.js';
import type { LimitedType } from './documented-account.js';

export function documentedEvent(
  program: Program,
  ledger: Ledger,
  outcome: OutcomeName,
  service: number,
  type: LimitedType | null,
): PredictedEvent {
  const { component, app } = program.services[service]!;
  const { packageName, uid } = program.apps[app]!;
  const { now, length } = ledger;
  const { uptime, elapsed, row } = now;
  return {
    outcome,
    silent: isSilent(outcome),
    packageName,
    uid,
    component,
    type,
    uptimeMs: uptime,
    elapsedMs: elapsed,
    earliestElapsedMs: elapsed,
    latestElapsedMs: elapsed,
    row,
    ledgerEnd: length,
    service,
    rule: 'documented-reading',
    source: 'Guide "Foreground service timeouts"',
  };
}
