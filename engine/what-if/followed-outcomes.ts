/**
 * Outcomes followed across answers: the first timeout callback of a service and type under one policy is the first under
 * every other. Moments lie in flat arrays by answer; NaN: it does not come.
 */
import type { OutcomeName } from '../android/outcomes.js';
import { isSilent } from '../android/outcomes.js';
import type { AnsweredOutcome } from './what-if.js';

export interface FollowedOutcome {
  readonly outcome: OutcomeName;
  readonly silent: boolean;
  readonly packageName: string;
  readonly component: string;
  readonly uid: number;
  readonly type: string | null;
  /** From 1: which one of its kind. */
  readonly nth: number;
  /** Elapsed milliseconds by answer. */
  readonly elapsed: Float64Array;
  /** The latest moments, where sleep hides the moment under some policy. */
  readonly latest: Float64Array | null;
}

/** Moments that are kept, over all outcomes and answers: 64 MiB. */
const MAX_MOMENTS = 1 << 23;
/** A microsecond, the finest that a log writes: below lies the rounding of sums. */
const RESOLUTION = 1_000;

interface Row extends Omit<FollowedOutcome, 'latest'> {
  latest: Float64Array | null;
}

export class FollowedOutcomes {
  readonly #rows: Row[] = [];
  readonly #rowOf = new Map<string, number>();
  readonly #mostRows: number;
  /** Outcomes that were not followed because there are too many, over all answers. */
  untold = 0;

  constructor(
    readonly answers: number,
    mostMoments = MAX_MOMENTS,
  ) {
    this.#mostRows = Math.max(1, Math.floor(mostMoments / Math.max(1, answers)));
  }

  add(answer: number, outcomes: readonly AnsweredOutcome[]): void {
    const counts = new Map<string, number>();
    for (const outcome of outcomes) {
      const kind = `${outcome.outcome} ${outcome.uid} ${outcome.type ?? ''} ${outcome.component}`;
      const nth = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, nth);
      const row = this.#row(`${nth} ${kind}`, outcome, nth);
      if (row === undefined) {
        this.untold++;
        continue;
      }
      row.elapsed[answer] = rounded(outcome.elapsedMs);
      if (outcome.latestElapsedMs > outcome.elapsedMs) {
        row.latest ??= new Float64Array(this.answers).fill(Number.NaN);
        row.latest[answer] = rounded(outcome.latestElapsedMs);
      }
    }
  }

  #row(key: string, outcome: AnsweredOutcome, nth: number): Row | undefined {
    const known = this.#rowOf.get(key);
    if (known !== undefined) return this.#rows[known];
    if (this.#rows.length >= this.#mostRows) return undefined;
    const { packageName, component, uid, type } = outcome;
    const row: Row = {
      outcome: outcome.outcome,
      silent: isSilent(outcome.outcome),
      packageName,
      component,
      uid,
      type,
      nth,
      elapsed: new Float64Array(this.answers).fill(Number.NaN),
      latest: null,
    };
    this.#rowOf.set(key, this.#rows.push(row) - 1);
    return row;
  }

  /** In the order in which they come under the base; then those that come only under others, by their first moment. */
  rows(): readonly FollowedOutcome[] {
    const orderOf = (row: Row): number => {
      const base = row.elapsed[0]!;
      return Number.isNaN(base) ? row.elapsed.reduce((least, at) => (at < least ? at : least), Infinity) : base;
    };
    const ordered = this.#rows.map((row, index) => ({
      row,
      index,
      isNew: Number.isNaN(row.elapsed[0]!),
      at: orderOf(row),
    }));
    ordered.sort((a, b) => Number(a.isNew) - Number(b.isNew) || a.at - b.at || a.index - b.index);
    return ordered.map(({ row }) => row);
  }
}

function rounded(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.round(milliseconds * RESOLUTION) / RESOLUTION : milliseconds;
}
