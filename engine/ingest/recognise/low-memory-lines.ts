/** Lines of `lowmemorykiller` (lmkd), which kills where memory runs out and tells the activity manager nothing of why. */
import type { FactBody } from '../fact.js';
import { nothing, type LineRule } from './line-rules.js';

export const lowMemoryLines: readonly LineRule[] = [{ prefix: 'Kill ', read: killed }];

/**
 * `Kill 'com.foo' (1234), uid 10212, oom_score_adj 200 to free 98216kB rss, 1024kB swap; reason: low watermark is breached`;
 * Android 9 and older print `Killing '...'` and no reason, and are left alone.
 */
function killed(message: string): readonly FactBody[] {
  const match = /^Kill '([^'\s]{1,200})' \((\d{1,10})\), uid (\d{1,10}), oom_score_adj (-?\d{1,5}) /.exec(message);
  if (match === null) return nothing;
  const reasonAt = message.indexOf('reason: ');
  const why = reasonAt < 0 ? '' : `: ${message.slice(reasonAt + 'reason: '.length).trim()}`;
  return [
    {
      kind: 'low-memory-kill',
      pid: Number(match[2]),
      processName: match[1] ?? '',
      uid: Number(match[3]),
      reason: `lowmemorykiller${why}`,
    },
  ];
}
