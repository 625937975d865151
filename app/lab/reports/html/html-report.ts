/**
 * One self-contained HTML file of one or several analyses, or of a run. The same subject gives the same bytes, but for the
 * footer.
 */
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { spanWords } from '../moments.js';
import { subjectHeadline, subjectOfAnalyses, type Generated, type ReportSubject } from '../subject.js';
import { headline } from '../words.js';
import { analysisBody, heading2, heading3, toneClass } from './analysis-body.js';
import { renderPage } from './document.js';
import { markup, type Markup } from './escape.js';
import { runReport } from './run-report.js';

const product = markup`<p class="product">Curfew report: what Android was predicted to stop, and what it did</p>`;

function single(analysis: Analysis): Markup {
  return markup`<main>${product}
<h1 class="verdict-line ${toneClass(analysis)}">${headline(analysis)}</h1>
${analysisBody(analysis, 'a1', heading2)}</main>`;
}

function several(subject: ReportSubject): Markup {
  const read = subject.parts.flatMap(({ id, title, analysis }) => (analysis === null ? [] : [{ id, title, analysis }]));
  return markup`<main class="multi">${product}
<h1>${subjectHeadline(subject)}</h1>
<nav aria-label="Contents"><ol>${read.map(
    ({ id, title, analysis }) =>
      markup`<li><a href="#${id}"><span class="id">${title}</span></a> <span class="verdict-words">${headline(analysis)}</span></li>`,
  )}</ol></nav>
${read.map(
  ({
    id,
    title,
    analysis,
  }) => markup`<article id="${id}"><p class="product"><span class="id">${title}</span>, ${spanWords(analysis)}</p>
<h2 class="verdict-line ${toneClass(analysis)}">${headline(analysis)}</h2>
${analysisBody(analysis, id, heading3)}</article>
`,
)}</main>`;
}

function contentOf(subject: ReportSubject): Markup {
  const [first] = subject.parts;
  if (subject.run !== null) return runReport(subject, subject.run);
  return subject.parts.length === 1 && first?.analysis != null ? single(first.analysis) : several(subject);
}

/** The whole report as one HTML text. `generated` is `null` where another file beside it tells when it was written. */
export function renderHtml(subject: ReportSubject, generated: Generated | null): string {
  return renderPage(subject.title, contentOf(subject), generated);
}

/** The same for analyses of logs. With several of them a list of contents leads to each. */
export function renderHtmlReport(analyses: Analysis | readonly Analysis[], generated: Generated): string {
  return renderHtml(subjectOfAnalyses('curfew' in analyses ? [analyses] : analyses), generated);
}
