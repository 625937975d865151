/** Observations by outcome and app, in order of time, for look-ups around a moment. */
import type { OutcomeName } from '../android/outcomes.js';
import type { ObservedOutcome } from './analysis.js';
import { countBefore } from './sorted-search.js';

export class OutcomeIndex {
  readonly #groups = new Map<string, ObservedOutcome[]>();

  constructor(observed: readonly ObservedOutcome[]) {
    for (const seen of observed) {
      const key = `${seen.outcome} ${seen.package}`;
      const group = this.#groups.get(key);
      if (group === undefined) this.#groups.set(key, [seen]);
      else group.push(seen);
    }
    for (const group of this.#groups.values()) group.sort((a, b) => a.at.elapsedMs - b.at.elapsedMs);
  }

  /** Up to `onEachSide` observations before and behind a moment. */
  around(outcome: OutcomeName, packageName: string, elapsedMs: number, onEachSide: number): readonly ObservedOutcome[] {
    const group = this.#groups.get(`${outcome} ${packageName}`) ?? [];
    const at = countBefore(group.length, (index) => group[index]!.at.elapsedMs < elapsedMs);
    return group.slice(Math.max(0, at - onEachSide), at + onEachSide);
  }
}
