/**
 * The course of one outcome while one value grows: where it stays, where it moves with every step, where it is gone.
 *
 *     1h … 3h at 22:39   3h … 6h later with every step   6h30m … gone
 */
export interface Stretch {
  readonly kind: 'stays' | 'later' | 'earlier' | 'gone';
  /** First and last index of the values. Stretches of moves share their ends with their neighbours. */
  readonly from: number;
  readonly to: number;
}

/** `moments`: elapsed milliseconds by value; NaN: it does not come. */
export function courseOf(moments: ArrayLike<number>): Stretch[] {
  const stretches: { kind: Stretch['kind']; from: number; to: number }[] = [];
  for (let at = 0; at < moments.length; at++) {
    const last = stretches.at(-1);
    const moment = moments[at]!;
    const before = at === 0 ? Number.NaN : moments[at - 1]!;
    if (Number.isNaN(moment)) {
      if (last?.kind === 'gone') last.to = at;
      else stretches.push({ kind: 'gone', from: at, to: at });
    } else if (Number.isNaN(before) || last === undefined) stretches.push({ kind: 'stays', from: at, to: at });
    else {
      const kind = moment === before ? 'stays' : moment > before ? 'later' : 'earlier';
      // A single moment becomes the beginning of whatever comes next.
      if (last.kind === kind || last.from === last.to) {
        last.kind = kind;
        last.to = at;
      } else stretches.push({ kind, from: last.to, to: at });
    }
  }
  return stretches;
}
