/** What the verdicts stand on: sessions, the state of the device, assumptions, what was noted while reading, sources. */
import type { Analysis, Session, SourceSummary, Span } from '../../../../engine/compare/analysis.js';
import { formatDuration, formatLocal, formatWall } from '../../../../engine/time-format.js';
import {
  fileName,
  placeWords,
  sessionLengthWords,
  sessionStartWords,
  sessionStopWords,
  wallOfElapsed,
  wallStretches,
} from '../moments.js';
import { countWords, formatCount, outcomeWords, serviceName, typesWords } from '../words.js';
import { cutText } from '../visible-text.js';
import { markup, type HtmlValue, type Markup } from './escape.js';
import { maxLineTextLength } from './report-limits.js';
import { breakable, table } from './table.js';

/** A type is one word, however narrow its column. */
function typesCell(session: Session): HtmlValue {
  if (session.types === null || session.types.length === 0) return typesWords(session);
  return markup`${session.types.map((type, index) => markup`${index === 0 ? '' : ' | '}<span class="short">${type}</span>`)}`;
}

export function sessionsTable(analysis: Analysis): Markup {
  if (analysis.sessions.length === 0) return markup`<p class="empty">No session was found.</p>`;
  return table<Session>({
    caption: `${countWords(analysis.sessions.length, 'session')} of services in the foreground; lengths are uptime`,
    rows: analysis.sessions,
    columns: [
      { title: 'service', kind: 'mono', cell: (row) => breakable(serviceName(row.package, row.component)) },
      { title: 'types', kind: 'words', cell: typesCell },
      { title: 'start', kind: 'time', cell: (row) => sessionStartWords(row) },
      { title: 'stop', kind: 'time', cell: (row) => sessionStopWords(row) },
      { title: 'length', kind: 'num', cell: (row) => sessionLengthWords(analysis, row) },
      { title: 'why it stopped', kind: 'words', cell: (row) => row.stop?.reason ?? '–' },
      {
        title: 'lines',
        kind: 'mono',
        cell: (row) =>
          [placeWords(analysis, row.start), ...(row.stop === null ? [] : [placeWords(analysis, row.stop)])].join(', '),
      },
    ],
  });
}

/** The table twin of the lower lanes of the timeline. */
export function spansTable(analysis: Analysis): Markup | null {
  if (analysis.spans.length === 0) return null;
  const stretches = wallStretches(analysis);
  const time = (elapsedMs: number): string => {
    const local = wallOfElapsed(stretches, elapsedMs);
    return local === null ? `+${formatDuration(elapsedMs)}` : formatLocal(local);
  };
  return markup`<details class="twin"><summary>Processes, screen, sleep, gaps and boots as a table</summary>${table<Span>(
    {
      caption: 'State of the device over time',
      rows: analysis.spans,
      columns: [
        { title: 'lane', kind: 'words', cell: (row) => row.lane },
        { title: 'of', kind: 'mono', cell: (row) => (row.subject === '' ? '–' : breakable(row.subject)) },
        { title: 'value', kind: 'mono', cell: (row) => row.value },
        { title: 'from', kind: 'time', cell: (row) => time(row.fromElapsedMs) },
        { title: 'to', kind: 'time', cell: (row) => time(row.toElapsedMs) },
        {
          title: 'length',
          kind: 'num',
          cell: (row) => formatDuration(Math.max(0, row.toElapsedMs - row.fromElapsedMs)),
        },
      ],
    },
  )}</details>`;
}

const sentences = (list: readonly HtmlValue[], none: string): Markup =>
  list.length === 0
    ? markup`<p class="empty">${none}</p>`
    : markup`<ul class="sentences">${list.map((one) => markup`<li>${one}</li>`)}</ul>`;

export function assumptions(analysis: Analysis): Markup {
  return sentences(analysis.assumptions, 'Nothing was assumed.');
}

export function clockNotes(analysis: Analysis): Markup {
  return sentences(analysis.clock.notes, 'The clock ran without jumps.');
}

/** What these sources could not have shown, so that nobody reads silence as agreement. */
export function notObservable(analysis: Analysis): Markup {
  const unseen = analysis.verdicts.filter(({ verdict }) => verdict === 'not-observable' || verdict === 'interrupted');
  const typeless = analysis.sessions.filter((session) => session.types === null).length;
  const gaps = analysis.spans.filter((span) => span.lane === 'gap');
  const gapMs = gaps.reduce((total, gap) => total + Math.max(0, gap.toElapsedMs - gap.fromElapsedMs), 0);
  const list = [
    ...unseen
      .slice(0, 50)
      .map(
        (verdict) =>
          `${outcomeWords(verdict.outcome)} of ${serviceName(verdict.package, verdict.service)}: these sources could not have shown it.`,
      ),
    ...(unseen.length > 50 ? [`${unseen.length - 50} more outcomes of this kind.`] : []),
    ...(typeless > 0 ? [`Types of ${countWords(typeless, 'session')}: not stated in this log.`] : []),
    ...(gaps.length > 0
      ? [`${countWords(gaps.length, 'gap')}, ${formatDuration(gapMs)} in all: nothing was observed there.`]
      : []),
  ];
  return sentences(list, 'Everything that was predicted could have been seen in these sources.');
}

export function notUnderstood(analysis: Analysis): Markup {
  if (analysis.diagnostics.length === 0) return markup`<p class="empty">Nothing in the sources was odd.</p>`;
  return table<Analysis['diagnostics'][number]>({
    caption: 'What was odd in the sources, with the first place of each kind; the rest of the log was kept',
    rows: analysis.diagnostics,
    columns: [
      { title: 'what', kind: 'words', cell: (row) => row.what },
      { title: 'count', kind: 'num', cell: (row) => formatCount(row.count) },
      { title: 'first at', kind: 'mono', cell: (row) => `${fileName(analysis, row.first.source)}:${row.first.line}` },
      { title: 'text', kind: 'mono', cell: (row) => markup`<bdi>${cutText(row.first.text, maxLineTextLength)}</bdi>` },
    ],
  });
}

export function sourcesTable(analysis: Analysis): Markup {
  if (analysis.sources.length === 0) return markup`<p class="empty">No source was read.</p>`;
  return table<SourceSummary>({
    caption: countWords(analysis.sources.length, 'source'),
    rows: analysis.sources,
    columns: [
      { title: 'file', kind: 'mono', cell: (row) => row.file },
      { title: 'layout', kind: 'mono', cell: (row) => row.layout },
      { title: 'bytes', kind: 'num', cell: (row) => formatCount(row.bytes) },
      { title: 'lines', kind: 'num', cell: (row) => formatCount(row.lines) },
      { title: 'understood', kind: 'num', cell: (row) => formatCount(row.understood) },
      { title: 'first', kind: 'time', cell: (row) => (row.firstWall === null ? '–' : formatWall(row.firstWall)) },
      { title: 'last', kind: 'time', cell: (row) => (row.lastWall === null ? '–' : formatWall(row.lastWall)) },
    ],
  });
}
