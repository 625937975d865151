/** What other rules change, counted: `2 moved · 0 new · 1 gone`. */
import type { Analysis, WhatIfAnswer } from '../../../../app/api/contract.js';
import { t } from '../../messages/translate.js';
import { followed } from '../../timeline/what-if-marks.js';

export function changesOf(analysis: Pick<Analysis, 'predicted'>, answer: WhatIfAnswer): string {
  const before = followed(analysis.predicted);
  const now = followed(answer.predicted);
  const added = [...now.keys()].filter((key) => !before.has(key)).length;
  const gone = [...before.keys()].filter((key) => !now.has(key)).length;
  const moved = [...now].filter(([key, outcome]) => {
    const old = before.get(key);
    return old !== undefined && old.at.elapsedMs !== outcome.at.elapsedMs;
  }).length;
  return added + gone + moved === 0 ? t('what-if.unchanged') : t('what-if.changes', { moved, added, gone });
}
