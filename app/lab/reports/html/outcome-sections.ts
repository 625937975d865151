/** The verdict table, and outcome by outcome the chain of reasons and the lines that prove it. */
import type { Analysis, PredictedOutcome } from '../../../../engine/compare/analysis.js';
import { markOf } from '../marks.js';
import { momentWords } from '../moments.js';
import { countWords, differenceWords, outcomeWords, serviceName, verdictWords, withDifference } from '../words.js';
import { markup, type Markup } from './escape.js';
import { markIcon } from './mark-shapes.js';
import { causeLine, judgedOutcomes, proofLine, trustNote, type JudgedOutcome } from './overview.js';
import { maxEvidenceLines, maxTableRows } from './report-limits.js';
import { breakable, factList, table } from './table.js';

const MAX_DETAILS = 300;

export function verdictTable(analysis: Analysis, prefix: string): Markup {
  const outcomes = judgedOutcomes(analysis);
  if (outcomes.length === 0) return markup`<p class="empty">There is no outcome to judge.</p>`;
  const voiceOf = (row: JudgedOutcome): 'hollow' | 'solid' => (row.observed === null ? 'hollow' : 'solid');
  return table<JudgedOutcome>({
    caption: `${countWords(outcomes.length, 'verdict')}; difference is observed minus predicted, on the clock that stops in deep sleep (uptime)`,
    rowId: (row) => `${prefix}-v${row.index + 1}`,
    rows: outcomes,
    columns: [
      { title: '#', kind: 'num', cell: (row) => markup`<a href="#${prefix}-d${row.index + 1}">${row.index + 1}</a>` },
      {
        title: 'outcome',
        kind: 'words',
        cell: (row) =>
          markup`${markIcon(markOf(row.verdict.outcome), voiceOf(row), row.tone)} ${outcomeWords(row.verdict.outcome)}`,
      },
      {
        title: 'service',
        kind: 'mono',
        cell: (row) => breakable(serviceName(row.verdict.package, row.verdict.service)),
      },
      {
        title: 'predicted',
        kind: 'time',
        cell: (row) => (row.predicted === null ? '–' : momentWords(row.predicted.at)),
      },
      { title: 'observed', kind: 'time', cell: (row) => (row.observed === null ? '–' : momentWords(row.observed.at)) },
      { title: 'difference', kind: 'num', cell: (row) => differenceWords(row.verdict) },
      {
        title: 'verdict',
        kind: 'words',
        cell: (row) => markup`<strong class="verdict tone-${row.tone}">${verdictWords(row.verdict)}</strong>`,
      },
      { title: 'cause', kind: 'words', cell: (row) => causeLine(row.verdict) ?? '–' },
    ],
  });
}

function reasons(predicted: PredictedOutcome): Markup {
  return markup`<ol class="because">${predicted.because.map((reason) => markup`<li>${reason}</li>`)}</ol><p class="rule">Rule <span class="id">${predicted.rule}</span>, read from <span class="id">${predicted.source}</span>.</p>`;
}

function evidence(analysis: Analysis, outcome: JudgedOutcome): Markup {
  const { observed, verdict } = outcome;
  if (observed === null) return markup`<p class="note">No line shows this outcome.</p>`;
  const lines = observed.evidence.length > 0 ? observed.evidence : [observed.at];
  const left = lines.length - maxEvidenceLines;
  const ofCause = verdict.cause?.evidence ?? [];
  return markup`${lines.slice(0, maxEvidenceLines).map((line) => proofLine(analysis, line))}${
    left > 0 ? markup`<p class="left-out">${countWords(left, 'more line')}.</p>` : null
  }${trustNote(observed)}${
    ofCause.length > 0
      ? markup`<p class="note">For the cause:</p>${ofCause.slice(0, maxEvidenceLines).map((line) => proofLine(analysis, line))}`
      : null
  }`;
}

function detail(analysis: Analysis, outcome: JudgedOutcome, prefix: string): Markup {
  const { verdict, predicted, observed, index, tone } = outcome;
  const open = tone === 'agree' ? null : markup` open`;
  return markup`<details class="outcome" id="${prefix}-d${index + 1}"${open}><summary>${markIcon(
    markOf(verdict.outcome),
    observed === null ? 'hollow' : 'solid',
    tone,
  )} #${index + 1} ${outcomeWords(verdict.outcome)} of <span class="id">${serviceName(verdict.package, verdict.service)}</span>: <strong class="verdict tone-${tone}">${verdictWords(
    verdict,
  )}</strong></summary>${factList([
    [
      'predicted',
      predicted === null ? 'not predicted' : markup`<span class="time">${momentWords(predicted.at)}</span>`,
    ],
    ['why', predicted === null ? 'no rule of the policy leads to it' : reasons(predicted)],
    [
      'observed',
      observed === null
        ? 'not observed'
        : markup`<span class="time">${withDifference(momentWords(observed.at), verdict)}</span>`,
    ],
    ['proof', evidence(analysis, outcome)],
    ['cause', causeLine(verdict) ?? (tone === 'agree' ? 'none needed' : 'no cause was found')],
  ])}</details>`;
}

/** Every judged outcome with its reasons and its proof; what differs is open from the start. */
export function outcomeDetails(analysis: Analysis, prefix: string): Markup {
  const outcomes = judgedOutcomes(analysis);
  const left = outcomes.length - MAX_DETAILS;
  return markup`${outcomes.length === 0 ? markup`<p class="empty">No outcome was predicted and none was observed.</p>` : null}${outcomes
    .slice(0, MAX_DETAILS)
    .map((outcome) => detail(analysis, outcome, prefix))}${
    left > 0 ? markup`<p class="left-out">${countWords(left, 'more outcome')} not detailed here.</p>` : null
  }${otherPredictions(analysis)}`;
}

/** Silent changes, and predictions that no verdict speaks of: shown with their reasons, never judged. */
function otherPredictions(analysis: Analysis): Markup | null {
  const judged = new Set(judgedOutcomes(analysis).map((outcome) => outcome.verdict.predicted));
  const rows = analysis.predicted.filter((outcome) => !judged.has(outcome.id));
  if (rows.length === 0) return null;
  return table<PredictedOutcome>({
    caption: 'Predicted and not judged: nobody is told of these on a device',
    rows,
    maxRows: maxTableRows,
    columns: [
      {
        title: 'outcome',
        kind: 'words',
        cell: (row) => markup`${markIcon(markOf(row.outcome), 'hollow', 'silent')} ${outcomeWords(row.outcome)}`,
      },
      { title: 'service', kind: 'mono', cell: (row) => breakable(serviceName(row.package, row.service)) },
      { title: 'predicted', kind: 'time', cell: (row) => momentWords(row.at) },
      { title: 'why', kind: 'words', cell: (row) => row.because.join('; ') },
      { title: 'rule', kind: 'mono', cell: (row) => `${row.rule} (${row.source})` },
    ],
  });
}
