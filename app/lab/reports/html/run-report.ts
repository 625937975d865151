/** The report of a run: verdict and matrix first, then what differs, one chapter a device, ledger and environment. */
import { formatDuration, formatWall } from '../../../../engine/time-format.js';
import type { ScenarioPrediction } from '../../../../engine/scenario/predict-scenario.js';
import type { Run, RunDevice } from '../../runs/run.js';
import {
  caseStateWords,
  differs,
  isIncomplete,
  isUnjudged,
  standingOf,
  subjectHeadline,
  unjudgedWords,
} from '../subject.js';
import type { PlayedCase, ReportPart, ReportSubject } from '../subject.js';
import { countWords, headline, outcomeWords } from '../words.js';
import { ground, heading4, picturesAndVerdicts } from './analysis-body.js';
import {
  changesInWords,
  deviceFactList,
  environmentFacts,
  environmentSection,
  ledgerSection,
} from './device-sections.js';
import { markup, type HtmlValue, type Markup } from './escape.js';
import { deviceLine, fleetMatrix, standingClass } from './fleet-matrix.js';
import { causeLine, judgedOutcomes, proofLine, worstFirst } from './overview.js';
import { maxDetailedCases, maxDifferences } from './report-limits.js';
import { factList } from './table.js';

const PREDICTED_WORDS = 6;

/** What is drawn of the cases: those that differ or did not end first, so that the bound never hides them. */
function detailedParts(subject: ReportSubject): ReadonlySet<ReportPart> {
  const urgency = (part: ReportPart): number =>
    differs(part) ? 0 : isIncomplete(part) || standingOf(part) === 'unknown' ? 1 : 2;
  const ordered = [...subject.parts].sort((a, b) => urgency(a) - urgency(b));
  return new Set(ordered.slice(0, maxDetailedCases));
}

function timeWords(begunAt: string | null, endedAt: string | null): string {
  if (begunAt === null) return 'not begun';
  return `${formatWall(begunAt)} to ${endedAt === null ? 'now' : formatWall(endedAt)}`;
}

function runFacts(run: Run): Markup {
  const facts: (readonly [string, HtmlValue])[] = [
    ['run', markup`${run.name} <span class="id">${run.id}</span>`],
    ['state', run.state],
    ['time', markup`<span class="time">${timeWords(run.begunAt, run.endedAt)}</span>`],
    ['devices', countWords(run.devices.length, 'device')],
    ['scenarios', countWords(run.scenarios.length, 'scenario')],
    ['tolerance', `${formatDuration(run.toleranceMs)}; a difference up to this is as predicted`],
    ['changes', changesInWords(run.devices.flatMap(({ changes }) => changes))],
    ['played by', `Curfew ${run.curfewVersion}${run.host === null ? '' : ` on ${run.host}`}`],
    ...(run.note === '' ? [] : [['note', run.note] as const]),
  ];
  return factList(facts);
}

/** The first verdict of every case that differs, with its cause and the line that proves it. */
function differences(subject: ReportSubject, detailed: ReadonlySet<ReportPart>): Markup {
  const parts = subject.parts.filter(differs);
  if (parts.length === 0) return markup`<p class="empty">No outcome differs from its prediction.</p>`;
  const left = parts.length - maxDifferences;
  return markup`<ol class="glances">${parts.slice(0, maxDifferences).map((part) => {
    const { analysis } = part;
    const [worst] = analysis === null ? [] : judgedOutcomes(analysis).sort(worstFirst);
    if (analysis === null || worst === undefined) return null;
    const title = detailed.has(part) ? markup`<a href="#${part.id}">${part.title}</a>` : part.title;
    return markup`<li class="glance tone-${worst.tone}"><p class="glance-head"><strong>${title}</strong></p><p>${headline(
      analysis,
    )}</p>${worst.observed === null ? null : proofLine(analysis, worst.observed.at)}${causeLine(worst.verdict)}</li>`;
  })}</ol>${left > 0 ? markup`<p class="left-out">${countWords(left, 'more case')} in the matrix.</p>` : null}`;
}

/** What nobody may read as agreement: cases without an end, and what the cases say they could not see. */
function notObserved(subject: ReportSubject): Markup {
  const lines = subject.parts.flatMap((part) => {
    const played = part.played?.case;
    if (played === undefined) return [];
    const reason = played.reason === null ? '' : `: ${played.reason}`;
    const state = played.state === 'done' ? [] : [`${caseStateWords(played.state)}${reason}`];
    const unjudged = isUnjudged(part) ? [unjudgedWords] : [];
    return [...state, ...unjudged, ...played.notObserved].map((line) => `${part.title}: ${line}`);
  });
  if (lines.length === 0) {
    return markup`<p class="empty">Every case was played to its end, and nothing is known to have been missed.</p>`;
  }
  const left = lines.length - maxDifferences;
  return markup`<ul class="sentences">${lines.slice(0, maxDifferences).map((line) => markup`<li>${line}</li>`)}</ul>${
    left > 0 ? markup`<p class="left-out">${countWords(left, 'more sentence')}, told with the cases.</p>` : null
  }`;
}

function planWords(prediction: ScenarioPrediction | null): string {
  if (prediction === null) return 'nothing was predicted before the run';
  const told = prediction.outcomes.filter(({ silent }) => silent !== true);
  if (told.length === 0) return 'no outcome is due';
  const words = told.slice(0, PREDICTED_WORDS).map(({ outcome, service, elapsedMs }) => {
    const of = service === null ? '' : ` of ${service}`;
    return `${outcomeWords(outcome)}${of} after ${formatDuration(elapsedMs)}`;
  });
  const left = told.length - words.length;
  return `${words.join('; ')}${left > 0 ? ` and ${countWords(left, 'more outcome')}` : ''}`;
}

function caseFacts({ case: one, scenario }: PlayedCase): Markup {
  const pace = scenario.compression === 1 ? 'at its own pace' : `${scenario.compression} times faster`;
  return factList([
    ['state', `${caseStateWords(one.state)}${one.reason === null ? '' : `: ${one.reason}`}`],
    ['time', markup`<span class="time">${timeWords(one.begunAt, one.endedAt)}</span>`],
    ['played', `${pace}, ${countWords(one.attempts, 'attempt')}`],
    ['app', markup`<span class="id">${scenario.packageName}</span>, target SDK ${scenario.targetSdk}`],
    ['before the run', planWords(one.prediction)],
    ...environmentFacts(one.environment),
    ...(one.trace === null ? [] : [['trace', markup`<span class="id">${one.trace.sha256}</span>`] as const]),
    ...one.notObserved.map((line) => ['not observed', line] as const),
  ]);
}

/** What agrees is shown in short: its pictures and verdicts; what differs, with all that it stands on. */
function caseSection(part: ReportPart): Markup {
  const { analysis, played } = part;
  if (played === null) return markup``;
  const words = analysis === null ? caseStateWords(played.case.state) : headline(analysis);
  const isShort = standingOf(part) === 'agree' || standingOf(part) === 'quiet';
  return markup`<section class="case" id="${part.id}"><h3 class="verdict-line ${standingClass(part)}">${played.scenario.name}: ${words}</h3>
${caseFacts(played)}
${
  analysis === null
    ? markup`<p class="empty">Nothing was recorded that could be compared.</p>`
    : markup`${picturesAndVerdicts(analysis, part.id, heading4)}${isShort ? null : ground(analysis, heading4)}`
}</section>
`;
}

function deviceArticle(device: RunDevice, index: number, parts: readonly ReportPart[], hidden: number): Markup {
  return markup`<article id="device-${index + 1}"><p class="product">${deviceLine(device)}</p>
<h2>${device.name}</h2>
${deviceFactList(device)}
${parts.map(caseSection)}${
    hidden > 0
      ? markup`<p class="left-out">${countWords(hidden, 'more case')} of this device: the matrix and the JSON tell them.</p>`
      : null
  }</article>
`;
}

export function runReport(subject: ReportSubject, run: Run): Markup {
  const detailed = detailedParts(subject);
  const tone = subject.parts.some((part) => standingOf(part) === 'wrong')
    ? 'wrong'
    : subject.parts.some(differs)
      ? 'small'
      : subject.parts.length === 0 || subject.parts.some((part) => isIncomplete(part) || standingOf(part) === 'unknown')
        ? 'unknown'
        : 'agree';
  const articles = run.devices.map((device, index) => {
    const own = subject.parts.filter((part) => part.played?.device.id === device.id);
    const shown = own.filter((part) => detailed.has(part));
    return deviceArticle(device, index, shown, own.length - shown.length);
  });
  return markup`<main class="multi run"><p class="product">Curfew report of a run: what Android was predicted to stop, and what it did</p>
<h1 class="verdict-line tone-${tone}">${subjectHeadline(subject)}</h1>
${runFacts(run)}
<section><h2>Devices and scenarios</h2>${fleetMatrix(subject, run, detailed)}</section>
<section><h2>What differs</h2>${differences(subject, detailed)}</section>
<section><h2>What was not observed</h2>${notObserved(subject)}</section>
<nav aria-label="Contents"><h2>One chapter a device</h2><ol>${run.devices.map(
    (device, index) =>
      markup`<li><a href="#device-${index + 1}">${device.name}</a> <span class="verdict-words">${deviceLine(device)}</span></li>`,
  )}<li><a href="#ledger">Changes to the devices</a></li><li><a href="#environment">Limits in force</a></li></ol></nav>
${articles}<article id="ledger"><h2>Changes to the devices</h2>${ledgerSection(run)}</article>
<article id="environment"><h2>Limits in force</h2>${environmentSection(subject)}</article></main>`;
}
