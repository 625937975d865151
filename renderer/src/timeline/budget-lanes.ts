/** The lanes of budgets: what is left of each, those that ran out first. */
import type { Budget } from '../../../app/api/contract.js';
import { visibleText } from '../../../app/api/picture.js';
import { CurveTrack } from './curve-track.js';
import type { BudgetLane } from './timeline-model.js';

function curveOf(budget: Budget): CurveTrack {
  const points = [...budget.curve].sort((a, b) => a.elapsedMs - b.elapsedMs);
  return new CurveTrack(
    Float64Array.from(points, (point) => point.elapsedMs),
    Float64Array.from(points, (point) => point.leftMs),
  );
}

const budgetKey = (budget: Budget): string => `${budget.package} ${budget.uid ?? ''} ${budget.type}`;

/** In a what-if the log's own curve stays as a ghost. */
export function budgetLanes(budgets: readonly Budget[], before: readonly Budget[] | null): BudgetLane[] {
  const ghosts = new Map((before ?? []).map((budget) => [budgetKey(budget), budget]));
  const sorted = [...budgets].sort((a, b) => Number(b.exceededAt !== null) - Number(a.exceededAt !== null));
  return sorted.map((budget) => {
    const ghost = ghosts.get(budgetKey(budget));
    return {
      kind: 'budget',
      key: `budget ${budgetKey(budget)}`,
      title: visibleText(budget.type),
      sub: visibleText(budget.package),
      type: budget.type,
      limitMs: budget.limitMs,
      curve: curveOf(budget),
      exceededMs: budget.exceededAt?.elapsedMs ?? null,
      ghost: ghost === undefined ? null : curveOf(ghost),
    };
  });
}
