/** The way from one answer of a what-if to the next, so that the eye can follow the marks. */
import type { Budget, Moment, WhatIfAnswer } from '../../../app/api/contract.js';
import { followed } from './what-if-marks.js';

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** On its way a moment has no wall clock of its own; the picture derives one. */
function mixMoment(from: Moment, to: Moment, share: number): Moment {
  return {
    wall: null,
    elapsedMs: mix(from.elapsedMs, to.elapsedMs, share),
    uptimeMs: mix(from.uptimeMs, to.uptimeMs, share),
  };
}

function mixBudget(from: Budget, to: Budget, share: number): Budget {
  if (from.curve.length !== to.curve.length) return to;
  return {
    ...to,
    limitMs: mix(from.limitMs, to.limitMs, share),
    exceededAt:
      from.exceededAt === null || to.exceededAt === null
        ? to.exceededAt
        : mixMoment(from.exceededAt, to.exceededAt, share),
    curve: to.curve.map((point, index) => {
      const before = from.curve[index] ?? point;
      return {
        elapsedMs: mix(before.elapsedMs, point.elapsedMs, share),
        leftMs: mix(before.leftMs, point.leftMs, share),
      };
    }),
  };
}

/** `share` 0 is `from`, 1 is `to` itself. What only one of them has appears and goes at once. */
export function between(from: WhatIfAnswer, to: WhatIfAnswer, share: number): WhatIfAnswer {
  if (share >= 1) return to;
  const before = followed(from.predicted);
  const keys = new Map([...followed(to.predicted)].map(([key, outcome]) => [outcome, key]));
  const budgetOf = ({ package: name, type, uid }: Budget): string => `${name} ${uid ?? ''} ${type}`;
  const budgets = new Map(from.budgets.map((budget) => [budgetOf(budget), budget]));
  return {
    ...to,
    predicted: to.predicted.map((outcome) => {
      const key = keys.get(outcome);
      const old = key === undefined ? undefined : before.get(key);
      return old === undefined ? outcome : { ...outcome, at: mixMoment(old.at, outcome.at, share) };
    }),
    budgets: to.budgets.map((budget) => {
      const old = budgets.get(budgetOf(budget));
      return old === undefined ? budget : mixBudget(old, budget, share);
    }),
  };
}

/** Fast at first, calm at the end. */
export function eased(share: number): number {
  return 1 - (1 - share) ** 3;
}
