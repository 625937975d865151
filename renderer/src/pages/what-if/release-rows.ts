/** Where each outcome falls under each policy: rows of the strip, and of the table that says the same. */
import type { Analysis, PolicySummary, WhatIfAnswer } from '../../../../app/api/contract.js';
import { visibleText } from '../../../../app/api/picture.js';
import type { OutcomeName } from '../../../../engine/android/outcomes.js';
import { markOf } from '../../components/mark-kinds.js';
import { outcomeWords } from '../../components/verdict-words.js';
import { MarkTrack } from '../../timeline/mark-track.js';
import type { LaneMark } from '../../timeline/timeline-model.js';
import { followed } from '../../timeline/what-if-marks.js';

export interface ReleaseRow {
  readonly policy: string;
  /** What the policy is, in a sentence. */
  readonly title: string;
  readonly track: MarkTrack;
  /** Moment by outcome; an outcome that does not come is missing. */
  readonly moments: ReadonlyMap<string, number>;
}

function markAt(outcome: OutcomeName, elapsedMs: number, voice: 'predicted' | 'observed'): LaneMark {
  return {
    kind: markOf(outcome),
    tone: 'ink',
    silent: false,
    predictedMs: voice === 'predicted' ? elapsedMs : null,
    observedMs: voice === 'observed' ? elapsedMs : null,
    predicted: null,
    observed: null,
    verdict: null,
    agreed: false,
    difference: '',
    ghostMs: null,
  };
}

export function releaseRows(
  policies: readonly PolicySummary[],
  answers: readonly WhatIfAnswer[],
): readonly ReleaseRow[] {
  return answers.flatMap((answer, index) => {
    const policy = policies[index];
    if (policy === undefined) return [];
    const outcomes = followed(answer.predicted);
    return [
      {
        policy: policy.name,
        title: policy.title,
        track: new MarkTrack(
          [...outcomes.values()].map(({ outcome, at }) => markAt(outcome, at.elapsedMs, 'predicted')),
        ),
        moments: new Map([...outcomes].map(([key, { at }]) => [key, at.elapsedMs])),
      },
    ];
  });
}

export function observedTrack(analysis: Pick<Analysis, 'observed'>): MarkTrack {
  return new MarkTrack(analysis.observed.map(({ outcome, at }) => markAt(outcome, at.elapsedMs, 'observed')));
}

export interface FollowedOutcome {
  readonly key: string;
  readonly title: string;
}

/** Every outcome that any policy predicts, in the order of its earliest moment. */
export function outcomesOf(answers: readonly WhatIfAnswer[]): readonly FollowedOutcome[] {
  const earliest = new Map<string, { title: string; at: number }>();
  for (const { predicted } of answers) {
    for (const [key, { outcome, service, package: name, at }] of followed(predicted)) {
      const known = earliest.get(key);
      if (known !== undefined && known.at <= at.elapsedMs) continue;
      earliest.set(key, { title: visibleText(`${outcomeWords(outcome)} · ${service ?? name}`), at: at.elapsedMs });
    }
  }
  return [...earliest].sort(([, a], [, b]) => a.at - b.at).map(([key, { title }]) => ({ key, title }));
}
