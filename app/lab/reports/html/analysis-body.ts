/** What a report says about one analysis, section by section; the same for a log and for a case of a run. */
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { worstTone } from '../words.js';
import { budgetCurves } from './budget-curve.js';
import { markup, type Markup } from './escape.js';
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
import { timeline } from './timeline.js';

/** The heading of a section, at the level where the body stands. */
export type Heading = (text: string) => Markup;
export const heading2: Heading = (text) => markup`<h2>${text}</h2>`;
export const heading3: Heading = (text) => markup`<h3>${text}</h3>`;
export const heading4: Heading = (text) => markup`<h4>${text}</h4>`;

export const toneClass = (analysis: Analysis): string => `tone-${worstTone(analysis) ?? 'unknown'}`;

/** Where there is no outcome at all, the glance has said so; two empty sections would say it again. */
function outcomes(analysis: Analysis, prefix: string, heading: Heading): Markup | null {
  if (analysis.verdicts.length + analysis.predicted.length + analysis.observed.length === 0) return null;
  return markup`<section>${heading('Verdicts')}${verdictTable(analysis, prefix)}</section>
<section>${heading('Reasons and proof')}${outcomeDetails(analysis, prefix)}</section>
`;
}

/** Timeline, budgets and verdicts. `prefix` is unique in the document and begins every anchor. */
export function picturesAndVerdicts(analysis: Analysis, prefix: string, heading: Heading): Markup {
  return markup`<section>${heading('Timeline')}${timeline(analysis, prefix)}${spansTable(analysis)}</section>
<section>${heading('Budgets')}${budgetCurves(analysis, prefix)}</section>
${outcomes(analysis, prefix, heading)}`;
}

/** What the verdicts stand on. */
export function ground(analysis: Analysis, heading: Heading): Markup {
  return markup`<section>${heading('Sessions')}${sessionsTable(analysis)}</section>
<div class="notes"><section>${heading('What was assumed')}${assumptions(analysis)}</section>
<section>${heading('Clock')}${clockNotes(analysis)}</section>
<section>${heading('What could not be observed')}${notObservable(analysis)}</section></div>
<section>${heading('Noted while reading')}${notUnderstood(analysis)}</section>
<section>${heading('Sources')}${sourcesTable(analysis)}</section>`;
}

export function analysisBody(analysis: Analysis, prefix: string, heading: Heading): Markup {
  return markup`<section>${aboutTheLog(analysis)}</section>
<section>${heading('At a glance')}${glances(analysis, prefix)}</section>
${picturesAndVerdicts(analysis, prefix, heading)}${ground(analysis, heading)}`;
}
