/** An analysis as a careful person would write it into a terminal: the answer first, then what it stands on. */
import type { Analysis, Budget, ProvenMoment, Session, Verdict } from '../../../engine/compare/analysis.js';
import { formatDuration } from '../../../engine/time-format.js';
import { isSilent } from '../../../engine/android/outcomes.js';
import { markOf } from '../../lab/reports/marks.js';
import {
  fileName,
  momentWords,
  placeWords,
  sessionLengthWords,
  sessionStartWords,
  sessionStopWords,
  spanWords,
  zoneWords,
} from '../../lab/reports/moments.js';
import { cutText } from '../../lab/reports/visible-text.js';
import {
  countWords,
  formatCount,
  headline,
  outcomeWords,
  policyWords,
  releaseWords,
  serviceName,
  spokenVerdicts,
  toneOf,
  typesWords,
  verdictWords,
  withDifference,
  worstTone,
  type Tone,
} from '../../lab/reports/words.js';
import { markGlyph } from './mark-glyphs.js';
import { TerminalPage, type Style, type TextColumn, type TextOptions } from './terminal.js';

/** What is left out beyond these is counted in words; the JSON and the HTML hold more. */
const MAX_SESSIONS = 40;
const MAX_OUTCOMES = 60;
const MAX_DIAGNOSTICS = 8;
const MAX_REASONS = 12;
const MAX_PROOF_LENGTH = 600;

const styleOfTone: Readonly<Record<Tone, Style>> = { agree: 'green', small: 'yellow', wrong: 'red', unknown: 'dim' };

function leftOut(page: TerminalPage, total: number, shown: number, what: string): void {
  if (total > shown)
    page.paragraph(`${countWords(total - shown, what)} more, not listed here.`, { indent: 2, style: 'dim' });
}

function writeAbout(page: TerminalPage, analysis: Analysis): void {
  const facts: (readonly [string, string])[] = [
    ...analysis.sources.map((source, index): readonly [string, string] => [
      index === 0 ? 'log' : '',
      `${source.file} (${source.layout}, ${countWords(source.lines, 'line')}, ${formatCount(source.understood)} understood)`,
    ]),
    ['time', spanWords(analysis)],
    ['zone', zoneWords(analysis)],
    ['device', releaseWords(analysis)],
    ['policy', `${policyWords(analysis)}: ${analysis.policyFrom}`],
    ['tolerance', formatDuration(analysis.toleranceMs)],
  ];
  page.blank();
  for (const [label, value] of facts) page.labelled(label, value, { indent: 2, labelWidth: 9 });
}

const sessionColumns: readonly TextColumn[] = [
  { title: 'service', align: 'left' },
  { title: 'types', align: 'left' },
  { title: 'start', align: 'right' },
  { title: 'stop', align: 'right' },
  { title: 'length', align: 'right' },
  { title: 'why it stopped', align: 'left' },
  { title: 'lines', align: 'left' },
];

function writeSessions(page: TerminalPage, analysis: Analysis): void {
  page.heading(`Sessions (${formatCount(analysis.sessions.length)})`);
  if (analysis.sessions.length === 0) {
    page.paragraph('No line of this log shows a service going to the foreground.', { indent: 2 });
    return;
  }
  const rowOf = (session: Session): string[] => [
    serviceName(session.package, session.component),
    typesWords(session),
    sessionStartWords(session),
    sessionStopWords(session),
    sessionLengthWords(analysis, session),
    session.stop?.reason ?? '',
    [session.start, ...(session.stop === null ? [] : [session.stop])]
      .map((moment) => placeWords(analysis, moment))
      .join(', '),
  ];
  page.table(sessionColumns, analysis.sessions.slice(0, MAX_SESSIONS).map(rowOf), 2);
  leftOut(page, analysis.sessions.length, MAX_SESSIONS, 'session');
}

function proofWords(analysis: Analysis, moment: ProvenMoment): string {
  const text = moment.text === null ? '' : `  ${cutText(moment.text, MAX_PROOF_LENGTH)}`;
  return `${placeWords(analysis, moment)}${text}`;
}

function writeOutcome(page: TerminalPage, analysis: Analysis, verdict: Verdict, number: number): void {
  const predicted = analysis.predicted.find((outcome) => outcome.id === verdict.predicted);
  const observed = analysis.observed.find((outcome) => outcome.id === verdict.observed);
  const type = predicted?.type ?? observed?.type ?? null;
  const head =
    `${markGlyph[markOf(verdict.outcome)]} #${number} ${verdictWords(verdict)}: ${outcomeWords(verdict.outcome)} of ` +
    `${serviceName(verdict.package, verdict.service)}${type === null ? '' : `, type ${type}`}`;
  page.paragraph(head, { indent: 2, hang: 4, style: styleOfTone[toneOf(verdict, analysis.toleranceMs)] });
  const line = (label: string, value: string): void => {
    page.labelled(label, value, { indent: 6, labelWidth: 9 });
  };
  line('predicted', predicted === undefined ? 'not predicted' : momentWords(predicted.at));
  line('observed', observed === undefined ? 'not observed' : withDifference(momentWords(observed.at), verdict));
  const because = predicted?.because ?? [];
  because.slice(0, MAX_REASONS).forEach((reason, index) => {
    line(index === 0 ? 'because' : '', reason);
  });
  if (because.length > MAX_REASONS) line('', `${countWords(because.length - MAX_REASONS, 'more reason')}.`);
  if (observed !== undefined) {
    line('proof', proofWords(analysis, observed.at));
    if (observed.trust === 'claim') line('', 'Written by an app, which may write anything: a claim, not proof.');
    if (observed.trust === 'unknown') line('', 'The layout does not show who wrote this line.');
  }
  if (verdict.cause !== null) {
    line('cause', `${verdict.cause.cause} (${verdict.cause.standing}): ${verdict.cause.explanation}`);
    for (const moment of verdict.cause.evidence.slice(0, MAX_REASONS)) line('', proofWords(analysis, moment));
  }
}

function writeOutcomes(page: TerminalPage, analysis: Analysis): void {
  const spoken = spokenVerdicts(analysis);
  page.heading(`Predicted and observed (${formatCount(spoken.length)})`);
  if (spoken.length === 0) page.paragraph('There is no outcome to judge.', { indent: 2 });
  let shown = 0;
  analysis.verdicts.forEach((verdict, index) => {
    if (isSilent(verdict.outcome) || shown >= MAX_OUTCOMES) return;
    if (shown > 0) page.blank();
    writeOutcome(page, analysis, verdict, index + 1);
    shown += 1;
  });
  leftOut(page, spoken.length, MAX_OUTCOMES, 'outcome');
}

function writeSilent(page: TerminalPage, analysis: Analysis): void {
  const silent = analysis.predicted.filter((outcome) => outcome.silent);
  if (silent.length === 0) return;
  page.heading(`Silent changes (${formatCount(silent.length)})`);
  for (const outcome of silent.slice(0, MAX_OUTCOMES)) {
    const words = `${markGlyph[markOf(outcome.outcome)]} ${momentWords(outcome.at)}  ${outcomeWords(outcome.outcome)} of `;
    const text = `${words}${serviceName(outcome.package, outcome.service)}: ${outcome.because.join('; ')}`;
    page.paragraph(text, { indent: 2, hang: 4 });
  }
  leftOut(page, silent.length, MAX_OUTCOMES, 'silent change');
}

function budgetSentence(budget: Budget): string {
  const used = `${budget.type} of ${budget.package}: ${formatDuration(budget.totalMs)} used of ${formatDuration(budget.limitMs)}`;
  return budget.exceededAt === null ? `${used}.` : `${used}; ran out ${momentWords(budget.exceededAt)}.`;
}

function writeSentences(page: TerminalPage, heading: string, sentences: readonly string[]): void {
  if (sentences.length === 0) return;
  page.heading(heading);
  for (const sentence of sentences.slice(0, MAX_SESSIONS)) page.paragraph(`- ${sentence}`, { indent: 2, hang: 2 });
  leftOut(page, sentences.length, MAX_SESSIONS, 'line');
}

function writeDiagnostics(page: TerminalPage, analysis: Analysis): void {
  const { diagnostics } = analysis;
  if (diagnostics.length === 0) return;
  page.heading('Noted while reading');
  for (const one of diagnostics.slice(0, MAX_DIAGNOSTICS)) {
    const place = `${fileName(analysis, one.first.source)}:${one.first.line}`;
    const text = cutText(one.first.text, 120);
    page.paragraph(`- ${formatCount(one.count)} × ${one.what}; first at ${place}: ${text}`, { indent: 2, hang: 2 });
  }
  leftOut(page, diagnostics.length, MAX_DIAGNOSTICS, 'kind');
}

/** The whole analysis as text, ending with a line end. Escape sequences come only from here, and only with `colour`. */
export function formatAnalysis(analysis: Analysis, options: TextOptions): string {
  const page = new TerminalPage(options);
  const tone = worstTone(analysis);
  page.paragraph(headline(analysis), { style: tone === null || tone === 'unknown' ? 'bold' : styleOfTone[tone] });
  writeAbout(page, analysis);
  writeSessions(page, analysis);
  writeOutcomes(page, analysis);
  writeSilent(page, analysis);
  writeSentences(page, 'Budgets', analysis.budgets.map(budgetSentence));
  writeSentences(page, 'Assumed', analysis.assumptions);
  writeSentences(page, 'Clock', analysis.clock.notes);
  writeDiagnostics(page, analysis);
  return page.toString();
}
