/** The judged outcomes of a timeline as a list: what differs first, then in time order. */
import type { Verdict } from '../../../../app/api/contract.js';
import type { Hit } from '../../timeline/hit-test.js';
import type { LaneLayout } from '../../timeline/lane-layout.js';
import { firstOf, lastOf } from '../../timeline/mark-track.js';
import type { LaneMark, TimelineModel } from '../../timeline/timeline-model.js';

export interface OutcomeRow {
  readonly verdict: Verdict;
  readonly mark: LaneMark;
  readonly service: string;
  readonly hit: Hit;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What a person has to look at first. */
function urgency({ verdict }: OutcomeRow): number {
  if (verdict.verdict === 'as-predicted') return 2;
  return verdict.verdict === 'not-observable' || verdict.verdict === 'interrupted' ? 1 : 0;
}

export function outcomeRows(model: TimelineModel, layout: LaneLayout): readonly OutcomeRow[] {
  const rows = layout.lanes.flatMap((placed): OutcomeRow[] => {
    const { lane } = placed;
    if (lane.kind !== 'service') return [];
    return lane.marks.marks.flatMap((mark, index) => {
      const verdict = mark.verdict === null ? undefined : model.analysis?.verdicts[mark.verdict];
      if (verdict === undefined) return [];
      const hit: Hit = { kind: 'mark', lane: placed, index, mark, also: 0 };
      return [{ verdict, mark, service: lane.title, hit, firstMs: firstOf(mark), lastMs: lastOf(mark) }];
    });
  });
  return rows.sort((a, b) => urgency(a) - urgency(b) || a.firstMs - b.firstMs);
}
