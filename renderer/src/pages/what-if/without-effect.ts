/** Why a rule that was turned moves nothing, or not everything, in this log; one sentence each. */
import type { Analysis, WhatIfAnswer } from '../../../../app/api/contract.js';
import { formatDuration } from '../../../../engine/time-format.js';
import { t } from '../../messages/translate.js';
import type { RuleSetting, Turned } from './rule-settings.js';

/** The type of service that a setting is about; the others are about every one. */
const typeOf: Readonly<Record<string, string>> = {
  data_sync_fgs_timeout_duration: 'dataSync',
  media_processing_fgs_timeout_duration: 'mediaProcessing',
  short_fgs_timeout_duration: 'shortService',
  short_fgs_anr_extra_wait_duration: 'shortService',
};

export function withoutEffect(
  { sessions }: Pick<Analysis, 'sessions'>,
  settings: readonly RuleSetting[],
  turned: Turned,
  answer: Pick<WhatIfAnswer, 'budgets'>,
): readonly string[] {
  return settings.flatMap(({ key, label }) => {
    const asked = turned.config[key];
    const type = typeOf[key];
    if (asked === undefined || type === undefined) return [];
    const name = t(label);
    if (!sessions.some(({ types }) => types?.includes(type) === true)) return [t('what-if.no-service', { name, type })];
    // Where a log changes a limit on its way, the last value holds at its end.
    const other = answer.budgets.find((budget) => budget.type === type && budget.limitMs !== asked);
    return other === undefined ? [] : [t('what-if.set-by-log', { name, value: formatDuration(other.limitMs) })];
  });
}
