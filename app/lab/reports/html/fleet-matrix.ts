/**
 * Devices × scenarios with the verdict of every case:
 *
 *     device                    dataSync six hours            shortService
 *     Pixel 8, Android 15       ◉ 2 as predicted              ▼ late by 61 ms, 1 of 2
 *     Galaxy S24, Android 14    ░ interrupted: cable pulled   not planned
 */
import type { Run, RunDevice } from '../../runs/run.js';
import { markOf } from '../marks.js';
import {
  caseStateWords,
  differs,
  isIncomplete,
  isUnjudged,
  standingOf,
  type PartStanding,
  type ReportPart,
  type ReportSubject,
} from '../subject.js';
import { countWords, outcomeWords, verdictWords } from '../words.js';
import { cutText } from '../visible-text.js';
import { markup, type Markup } from './escape.js';
import { markIcon } from './mark-shapes.js';
import { judgedOutcomes, worstFirst } from './overview.js';
import { table } from './table.js';

/** With more scenarios than this the columns have numbers, and a list below tells their names. */
const NAMED_COLUMNS = 6;
/** Characters of a reason in a cell; the case says all of it. */
const REASON_LENGTH = 80;

const toneOf: Readonly<Record<PartStanding, 'agree' | 'small' | 'wrong' | 'unknown'>> = {
  agree: 'agree',
  small: 'small',
  wrong: 'wrong',
  unknown: 'unknown',
  quiet: 'agree',
  unplayed: 'unknown',
};

/** The class of a part's colour; shape and words say the same. What was cut off is never shown as agreement. */
export function standingClass(part: ReportPart): string {
  return `tone-${isIncomplete(part) && !differs(part) ? 'unknown' : toneOf[standingOf(part)]}`;
}

function unplayedCell(part: ReportPart): Markup {
  const played = part.played?.case;
  const words = played === undefined ? 'not compared' : caseStateWords(played.state);
  const reason =
    played?.reason == null ? null : markup`<span class="sub">${cutText(played.reason, REASON_LENGTH)}</span>`;
  return markup`${markIcon('gap', 'hollow', 'unknown')} <span class="verdict">${words}</span>${reason}`;
}

/** The worst verdict of a case, and of how many. */
function judgedCell(part: ReportPart): Markup {
  const outcomes = part.analysis === null ? [] : judgedOutcomes(part.analysis).sort(worstFirst);
  const [worst] = outcomes;
  if (worst === undefined && isUnjudged(part)) {
    return markup`${markIcon('gap', 'hollow', 'unknown')} <span class="verdict">nothing to judge</span><span class="sub">outcomes were predicted; the recording shows none of it</span>`;
  }
  if (worst === undefined) {
    return markup`${markIcon('quiet', 'agreed', 'agree')} <span class="verdict">as predicted</span><span class="sub">no outcome was due, none came</span>`;
  }
  const voice = worst.observed === null ? 'hollow' : worst.tone === 'agree' ? 'agreed' : 'solid';
  const icon = markIcon(markOf(worst.verdict.outcome), voice, worst.tone);
  const isAgreed = worst.tone === 'agree';
  const words = isAgreed && outcomes.length > 1 ? `${outcomes.length} as predicted` : verdictWords(worst.verdict);
  const one = outcomeWords(worst.verdict.outcome);
  const about =
    isAgreed && outcomes.length > 1 ? [] : [outcomes.length === 1 ? one : `${one}; worst of ${outcomes.length}`];
  const cut = isIncomplete(part) && part.played !== null ? [caseStateWords(part.played.case.state)] : [];
  const sub = [...about, ...cut].join('; ');
  return markup`${icon} <strong class="verdict tone-${worst.tone}">${words}</strong>${
    sub === '' ? null : markup`<span class="sub">${sub}</span>`
  }`;
}

function cell(part: ReportPart | undefined, detailed: ReadonlySet<ReportPart>): Markup {
  if (part === undefined) return markup`<span class="sub">not planned</span>`;
  const content = standingOf(part) === 'unplayed' ? unplayedCell(part) : judgedCell(part);
  const box = markup`<span class="cell ${standingClass(part)}">${content}</span>`;
  return detailed.has(part) ? markup`<a class="cell-link" href="#${part.id}">${box}</a>` : box;
}

export function deviceLine(device: RunDevice): string {
  const release = device.release === null ? 'Android release not known' : `Android ${device.release}`;
  const model = device.model === null ? '' : `${device.model}, `;
  const kind = device.kind === 'phone' ? '' : `, ${device.kind}`;
  return `${model}${release}${kind}`;
}

/** The matrix; cases in `detailed` are links to what is said of them further down. */
export function fleetMatrix(subject: ReportSubject, run: Run, detailed: ReadonlySet<ReportPart>): Markup {
  if (run.devices.length === 0 || run.scenarios.length === 0) {
    return markup`<p class="empty">This run names no device or no scenario, so there is nothing to compare.</p>`;
  }
  const byPlace = new Map(
    subject.parts.map((part) => [JSON.stringify([part.played?.device.id, part.played?.scenario.id]), part]),
  );
  const isNamed = run.scenarios.length <= NAMED_COLUMNS;
  const legend = markup`<ol class="scenarios">${run.scenarios.map((scenario) => markup`<li>${scenario.name}</li>`)}</ol>`;
  const matrix = table<RunDevice>({
    caption: `${countWords(run.devices.length, 'device')} and ${countWords(run.scenarios.length, 'scenario')}: the worst verdict of every case`,
    rows: run.devices,
    columns: [
      {
        title: 'device',
        kind: 'words',
        cell: (device) => markup`<strong>${device.name}</strong><span class="sub">${deviceLine(device)}</span>`,
      },
      ...run.scenarios.map((scenario, index) => ({
        title: isNamed ? scenario.name : `S${index + 1}`,
        kind: 'words' as const,
        cell: (device: RunDevice) => cell(byPlace.get(JSON.stringify([device.id, scenario.id])), detailed),
      })),
    ],
  });
  return markup`<div class="matrix">${matrix}${isNamed ? null : legend}</div>`;
}
