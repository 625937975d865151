/** The marks of a what-if: observed ones stay, predicted ones come from the other policy, and where each lay before stays as a ghost. */
import type { Analysis, ObservedOutcome, PredictedOutcome, WhatIfAnswer } from '../../../app/api/contract.js';
import { markOf } from '../components/mark-kinds.js';
import { t } from '../messages/translate.js';
import { roundDuration } from './time-text.js';
import type { PlacedMark } from './judged-marks.js';

/** Names an outcome so that it is found again under another policy: what, of whom, and which one of its kind in time order. */
export function followed(predicted: readonly PredictedOutcome[]): ReadonlyMap<string, PredictedOutcome> {
  const counts = new Map<string, number>();
  const sorted = predicted.filter((outcome) => !outcome.silent).sort((a, b) => a.at.elapsedMs - b.at.elapsedMs);
  return new Map(
    sorted.map((outcome) => {
      const kind = `${outcome.outcome} ${outcome.package} ${outcome.service ?? ''} ${outcome.type ?? ''}`;
      const order = counts.get(kind) ?? 0;
      counts.set(kind, order + 1);
      return [`${kind} ${order}`, outcome];
    }),
  );
}

/** `+30 m`, `new`, `as before`. */
function movedWords(before: PredictedOutcome | undefined, now: PredictedOutcome): string {
  if (before === undefined) return t('what-if.new');
  const by = now.at.elapsedMs - before.at.elapsedMs;
  if (by === 0) return '';
  return by > 0 ? t('what-if.later', { by: roundDuration(by) }) : t('what-if.earlier', { by: roundDuration(-by) });
}

function place(outcome: PredictedOutcome | ObservedOutcome, mark: Partial<PlacedMark['mark']>): PlacedMark {
  return {
    package: outcome.package,
    service: outcome.service,
    mark: {
      kind: markOf(outcome.outcome),
      tone: 'ink',
      silent: false,
      predictedMs: null,
      observedMs: null,
      predicted: null,
      observed: null,
      verdict: null,
      agreed: false,
      difference: '',
      ghostMs: null,
      ...mark,
    },
  };
}

export function whatIfMarks(analysis: Analysis, whatIf: WhatIfAnswer): PlacedMark[] {
  const before = followed(analysis.predicted);
  const now = followed(whatIf.predicted);
  const moved = [...now].map(([key, outcome]) => {
    const old = before.get(key);
    return place(outcome, {
      predictedMs: outcome.at.elapsedMs,
      predicted: outcome.id,
      difference: movedWords(old, outcome),
      ghostMs: old === undefined || old.at.elapsedMs === outcome.at.elapsedMs ? null : old.at.elapsedMs,
    });
  });
  const gone = [...before]
    .filter(([key]) => !now.has(key))
    .map(([, outcome]) =>
      place(outcome, { tone: 'muted', predictedMs: outcome.at.elapsedMs, difference: t('what-if.gone'), silent: true }),
    );
  const observed = analysis.observed.map((outcome) =>
    place(outcome, { observedMs: outcome.at.elapsedMs, observed: outcome.id }),
  );
  return [...moved, ...gone, ...observed];
}
