/** What was left of a budget over time, as the points of a curve: the ledger's charges, with what runs drawn as a slope. */
import { LedgerCode } from './ledger.js';
import type { Prediction } from './prediction.js';

export interface CurvePoint {
  readonly elapsedMs: number;
  readonly leftMs: number;
}

/**
 * The curve of one app's budget (`budget`: app × 2 + 0 dataSync, 1 mediaProcessing). Left-over never goes below 0.
 * Between two points the curve is a straight line: level while nothing runs, falling while a service of the type runs.
 */
export function budgetCurve(prediction: Prediction, budget: number, limitMs: number): CurvePoint[] {
  const points: CurvePoint[] = [];
  const push = (elapsedMs: number, totalMs: number): void => {
    const leftMs = Math.max(0, limitMs - totalMs);
    const last = points.at(-1);
    if (last?.elapsedMs === elapsedMs && last.leftMs === leftMs) return;
    points.push({ elapsedMs, leftMs });
  };
  let total = 0;
  for (const entry of prediction.ledger.entriesOfBudget(budget)) {
    switch (entry.code) {
      case LedgerCode.charging:
        total = entry.second;
        push(entry.elapsed, total);
        break;
      case LedgerCode.charged:
        total = entry.second;
        push(entry.elapsed, total);
        break;
      case LedgerCode.expired:
        push(entry.elapsed, entry.first);
        break;
      case LedgerCode.poisoned:
        push(entry.elapsed, total);
        total = entry.second;
        push(entry.elapsed, total);
        break;
      case LedgerCode.reset:
        push(entry.elapsed, total);
        total = 0;
        push(entry.elapsed, total);
        break;
      case LedgerCode.uncharged:
        // What ran since the last charge is forgotten: the curve jumps back to what the platform believes.
        push(entry.elapsed, total + entry.first);
        push(entry.elapsed, total);
        break;
      default:
        break;
    }
  }
  return points;
}
