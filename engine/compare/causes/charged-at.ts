/** How much of a budget had been used at a moment, by the ledger of a prediction. */
import { ServiceType } from '../../android/service-types.js';
import { LedgerCode } from '../../replay/ledger.js';
import type { Prediction } from '../../replay/prediction.js';

export interface ChargedBudget {
  readonly totalMs: number;
  /** The type the budget is of (`ServiceType`). */
  readonly type: number;
  readonly budget: number;
}

/** `undefined` when the service was not being charged at that moment. */
export function chargedAt(prediction: Prediction, component: string, uptimeMs: number): ChargedBudget | undefined {
  let budget = -1;
  for (const entry of prediction.ledger.entries()) {
    if (entry.uptime > uptimeMs) break;
    if (entry.code === LedgerCode.charging && prediction.program.services[entry.service]?.component === component)
      ({ budget } = entry);
  }
  if (budget < 0) return undefined;
  let total = 0;
  let running = 0;
  let since = 0;
  for (const entry of prediction.ledger.entries()) {
    if (entry.uptime > uptimeMs || entry.budget !== budget) continue;
    switch (entry.code) {
      case LedgerCode.charging:
        running = entry.first;
        total = entry.second;
        since = entry.uptime;
        break;
      case LedgerCode.charged:
      case LedgerCode.poisoned:
        total = entry.second;
        since = entry.uptime;
        break;
      case LedgerCode.released:
        running = entry.first;
        break;
      case LedgerCode.reset:
        total = 0;
        running = 0;
        break;
      default:
        break;
    }
  }
  const type = budget % 2 === 0 ? ServiceType.dataSync : ServiceType.mediaProcessing;
  return { totalMs: total + (running > 0 ? uptimeMs - since : 0), type, budget };
}
