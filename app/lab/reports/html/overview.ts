/** The top of a report: the verdict in words, what the log is, and the outcomes at a glance with the line that proves each. */
import type {
  Analysis,
  Budget,
  ObservedOutcome,
  PredictedOutcome,
  ProvenMoment,
  Verdict,
} from '../../../../engine/compare/analysis.js';
import { formatDuration } from '../../../../engine/time-format.js';
import { isSilent } from '../../../../engine/android/outcomes.js';
import { markOf } from '../marks.js';
import { momentWords, placeWords, spanWords, yearWords, zoneWords } from '../moments.js';
import {
  countWords,
  outcomeWords,
  policyWords,
  releaseWords,
  serviceName,
  spokenVerdicts,
  toneOf,
  verdictWords,
  withDifference,
  type Tone,
} from '../words.js';
import { cutText } from '../visible-text.js';
import { markup, type Markup } from './escape.js';
import { markIcon } from './mark-shapes.js';
import { maxLineTextLength } from './report-limits.js';
import { factList } from './table.js';

const GLANCES = 6;
const toneOrder: Readonly<Record<Tone, number>> = { wrong: 0, small: 1, unknown: 2, agree: 3 };

/** A verdict with what it speaks of. */
export interface JudgedOutcome {
  readonly index: number;
  readonly verdict: Verdict;
  readonly tone: Tone;
  readonly predicted: PredictedOutcome | null;
  readonly observed: ObservedOutcome | null;
}

/** All verdicts a person is told, numbered as in the tables. */
export function judgedOutcomes(analysis: Analysis): JudgedOutcome[] {
  const predictions = new Map(analysis.predicted.map((outcome) => [outcome.id, outcome]));
  const observations = new Map(analysis.observed.map((outcome) => [outcome.id, outcome]));
  return analysis.verdicts.flatMap((verdict, index) =>
    isSilent(verdict.outcome)
      ? []
      : [
          {
            index,
            verdict,
            tone: toneOf(verdict, analysis.toleranceMs),
            predicted: verdict.predicted === null ? null : (predictions.get(verdict.predicted) ?? null),
            observed: verdict.observed === null ? null : (observations.get(verdict.observed) ?? null),
          },
        ],
  );
}

/** The budget that stood behind an outcome and ran out. */
function budgetBehind(analysis: Analysis, outcome: JudgedOutcome): Budget | undefined {
  const type = outcome.predicted?.type ?? outcome.observed?.type ?? null;
  return analysis.budgets.find(
    (budget) => budget.package === outcome.verdict.package && budget.type === type && budget.exceededAt !== null,
  );
}

/** `night.log:48213` and the text of the line. */
export function proofLine(analysis: Analysis, moment: ProvenMoment): Markup {
  const text = moment.text === null ? '' : cutText(moment.text, maxLineTextLength);
  return markup`<p class="proof"><span class="place">${placeWords(analysis, moment)}</span> <code><bdi>${text}</bdi></code></p>`;
}

const trustWords: Readonly<Record<ObservedOutcome['trust'], string | null>> = {
  system: null,
  claim: 'Written by an app, which may write anything: a claim, not proof.',
  unknown: 'The layout does not show who wrote this line.',
};

export function trustNote(observed: ObservedOutcome): Markup | null {
  const words = trustWords[observed.trust];
  return words === null ? null : markup`<p class="note">${words}</p>`;
}

function glance(analysis: Analysis, outcome: JudgedOutcome, prefix: string): Markup {
  const { verdict, predicted, observed, tone, index } = outcome;
  const budget = budgetBehind(analysis, outcome);
  const type = predicted?.type ?? observed?.type ?? null;
  const facts: (readonly [string, string])[] = [
    ['predicted', predicted === null ? 'not predicted' : momentWords(predicted.at)],
    ['observed', observed === null ? 'not observed' : withDifference(momentWords(observed.at), verdict)],
  ];
  if (budget?.exceededAt != null) {
    facts.push([
      `${budget.type} budget`,
      `${formatDuration(budget.limitMs)}, ran out ${momentWords(budget.exceededAt)}`,
    ]);
  }
  return markup`<li class="glance tone-${tone}"><p class="glance-head">${markIcon(
    markOf(verdict.outcome),
    observed === null ? 'hollow' : 'solid',
    tone,
  )} <a href="#${prefix}-v${index + 1}">#${index + 1}</a> <strong class="verdict">${verdictWords(verdict)}</strong> ${outcomeWords(
    verdict.outcome,
  )} of <span class="id">${serviceName(verdict.package, verdict.service)}</span>${type === null ? null : markup`, type <span class="id">${type}</span>`}</p>${factList(
    facts.map(([name, value]) => [name, markup`<span class="time">${value}</span>`]),
  )}${observed === null ? null : proofLine(analysis, observed.at)}${observed === null ? null : trustNote(observed)}${causeLine(verdict)}</li>`;
}

export function causeLine(verdict: Verdict): Markup | null {
  if (verdict.cause === null) return null;
  const { cause, standing, explanation } = verdict.cause;
  return markup`<p class="cause"><span class="standing standing-${standing}">${standing}</span> <span class="id">${cause}</span>: ${explanation}</p>`;
}

/** For sorting: the worst first, then in the order of the verdicts. */
export const worstFirst = (a: JudgedOutcome, b: JudgedOutcome): number =>
  toneOrder[a.tone] - toneOrder[b.tone] || a.index - b.index;

/** Up to six outcomes, the worst first. */
export function glances(analysis: Analysis, prefix: string): Markup {
  const outcomes = judgedOutcomes(analysis).sort(worstFirst);
  if (outcomes.length === 0) return emptyGlance(analysis);
  const left = outcomes.length - GLANCES;
  return markup`<ol class="glances">${outcomes.slice(0, GLANCES).map((outcome) => glance(analysis, outcome, prefix))}</ol>${
    left > 0 ? markup`<p class="left-out">${countWords(left, 'more outcome')} in the table of verdicts.</p>` : null
  }`;
}

function emptyGlance(analysis: Analysis): Markup {
  if (analysis.sessions.length === 0) {
    return markup`<p class="empty">No line of this log shows a service going to the foreground. There is nothing to predict and nothing to judge.</p>`;
  }
  const sessions = countWords(analysis.sessions.length, 'session');
  return markup`<p class="empty">${sessions} found. No time-limited service in this log reached a limit, and no outcome was seen. This is a result, not an error.</p>`;
}

/** What was read, from which device, judged by which policy and why. */
export function aboutTheLog(analysis: Analysis): Markup {
  const files = analysis.sources.map((source) => source.file);
  return factList([
    [
      files.length === 1 ? 'log' : 'logs',
      markup`<span class="id">${files.slice(0, 8).join(', ')}</span>${files.length > 8 ? ` and ${files.length - 8} more` : ''}`,
    ],
    ['time', markup`<span class="time">${spanWords(analysis)}</span>`],
    ['zone', zoneWords(analysis)],
    ['year', yearWords(analysis)],
    ['device', releaseWords(analysis)],
    ['policy', markup`<span class="id">${policyWords(analysis)}</span>: ${analysis.policyFrom}`],
    ['tolerance', `${formatDuration(analysis.toleranceMs)}; a difference up to this is as predicted`],
    ['verdicts', `${spokenVerdicts(analysis).length}, from ${countWords(analysis.sessions.length, 'session')}`],
  ]);
}
