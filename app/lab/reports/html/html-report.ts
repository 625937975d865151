/**
 * One self-contained HTML file of one or several analyses. No script, no request: the style sheet is allowed by its hash,
 * everything else is forbidden by the content security policy. The same analyses give the same bytes, but for the footer.
 */
import { createHash } from 'node:crypto';
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { spanWords } from '../moments.js';
import { countWords, headline, worstTone } from '../words.js';
import { budgetCurves } from './budget-curve.js';
import { markup, Markup, renderDocument } from './escape.js';
import {
  assumptions,
  clockNotes,
  notObservable,
  notUnderstood,
  sessionsTable,
  sourcesTable,
  spansTable,
} from './ground-sections.js';
import { outcomeDetails, verdictTable } from './outcome-sections.js';
import { aboutTheLog, glances } from './overview.js';
import { styleSheet } from './style.js';
import { timeline } from './timeline.js';

/** What differs from one rendering to the next; it stands in the footer and nowhere else. */
interface Generated {
  /** ISO 8601. */
  readonly at: string;
  /** Version of this program. */
  readonly version: string;
}

function contentSecurityPolicy(): string {
  const hash = createHash('sha256').update(styleSheet, 'utf8').digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

type Heading = (text: string) => Markup;
const heading2: Heading = (text) => markup`<h2>${text}</h2>`;
const heading3: Heading = (text) => markup`<h3>${text}</h3>`;

/** Where there is no outcome at all, the glance has said so; two empty sections would say it again. */
function outcomes(analysis: Analysis, prefix: string, heading: Heading): Markup | null {
  if (analysis.verdicts.length + analysis.predicted.length + analysis.observed.length === 0) return null;
  return markup`<section>${heading('Verdicts')}${verdictTable(analysis, prefix)}</section>
<section>${heading('Reasons and proof')}${outcomeDetails(analysis, prefix)}</section>
`;
}

function body(analysis: Analysis, prefix: string, heading: Heading): Markup {
  return markup`<section>${aboutTheLog(analysis)}</section>
<section>${heading('At a glance')}${glances(analysis, prefix)}</section>
<section>${heading('Timeline')}${timeline(analysis, prefix)}${spansTable(analysis)}</section>
<section>${heading('Budgets')}${budgetCurves(analysis, prefix)}</section>
${outcomes(analysis, prefix, heading)}<section>${heading('Sessions')}${sessionsTable(analysis)}</section>
<section>${heading('What was assumed')}${assumptions(analysis)}</section>
<section>${heading('Clock')}${clockNotes(analysis)}</section>
<section>${heading('What could not be observed')}${notObservable(analysis)}</section>
<section>${heading('Noted while reading')}${notUnderstood(analysis)}</section>
<section>${heading('Sources')}${sourcesTable(analysis)}</section>`;
}

const toneClass = (analysis: Analysis): string => `tone-${worstTone(analysis) ?? 'unknown'}`;

function single(analysis: Analysis): Markup {
  return markup`<main><p class="product">Curfew report: what Android was predicted to stop, and what it did</p>
<h1 class="verdict-line ${toneClass(analysis)}">${headline(analysis)}</h1>
${body(analysis, 'a1', heading2)}</main>`;
}

function nameOf(analysis: Analysis, index: number): string {
  const [first] = analysis.sources;
  if (first === undefined) return `Analysis ${index + 1}`;
  const more = analysis.sources.length - 1;
  return more > 0 ? `${first.file} and ${more} more` : first.file;
}

function several(analyses: readonly Analysis[]): Markup {
  const differing = analyses.filter((analysis) => {
    const tone = worstTone(analysis);
    return tone === 'wrong' || tone === 'small';
  }).length;
  const summary =
    differing === 0
      ? 'no outcome differs from its prediction'
      : `${differing} with an outcome that differs from its prediction`;
  return markup`<main class="multi"><p class="product">Curfew report: what Android was predicted to stop, and what it did</p>
<h1>${countWords(analyses.length, 'log')}: ${summary}</h1>
<nav aria-label="Contents"><ol>${analyses.map(
    (analysis, index) =>
      markup`<li><a href="#a${index + 1}"><span class="id">${nameOf(analysis, index)}</span></a> <span class="verdict-words">${headline(analysis)}</span></li>`,
  )}</ol></nav>
${analyses.map(
  (
    analysis,
    index,
  ) => markup`<article id="a${index + 1}"><p class="product"><span class="id">${nameOf(analysis, index)}</span>, ${spanWords(analysis)}</p>
<h2 class="verdict-line ${toneClass(analysis)}">${headline(analysis)}</h2>
${body(analysis, `a${index + 1}`, heading3)}</article>
`,
)}</main>`;
}

/** The whole report as one HTML text. With several analyses a list of contents leads to each. */
export function renderHtmlReport(analyses: Analysis | readonly Analysis[], generated: Generated): string {
  const list: readonly Analysis[] = 'curfew' in analyses ? [analyses] : analyses;
  const [first] = list;
  const content = list.length === 1 && first !== undefined ? single(first) : several(list);
  const title = list.length === 1 && first !== undefined ? headline(first) : countWords(list.length, 'log');
  const style = Markup.ofConstant(styleSheet);
  return renderDocument(markup`${Markup.ofConstant('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Markup.ofConstant(contentSecurityPolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} – Curfew</title>
<style>${style}</style>
</head>
<body>
${content}
<footer id="generated">Written ${generated.at} by Curfew ${generated.version}.</footer>
</body>
</html>
`);
}
