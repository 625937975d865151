/** What the device did meanwhile: processes, screen and sleep, reboots, gaps. One thin row each, below the services. */
import type { Analysis, Span } from '../../../../engine/compare/analysis.js';
import { formatDuration } from '../../../../engine/time-format.js';
import { markup, type Markup } from './escape.js';
import { fitTail, fitText, textWidth } from './label-rows.js';
import { markShape } from './mark-shapes.js';
import { GUTTER, type Frame } from './picture.js';
import { maxProcessLanes, maxSpansPerLane } from './report-limits.js';
import { positionOf } from './time-axis.js';

const ROW_HEIGHT = 22;
const BAR_HEIGHT = 14;

interface WorldLane {
  readonly name: string;
  readonly subject: string;
  readonly spans: readonly Span[];
}

/** Rows in a fixed order; empty ones are not drawn. Process names beyond the bound are counted. */
export function worldLanes(analysis: Analysis): { readonly lanes: WorldLane[]; readonly processesLeftOut: number } {
  const subjects = [...new Set(analysis.spans.filter((span) => span.lane === 'process').map((span) => span.subject))];
  const spansOf = (...lanes: readonly Span['lane'][]): Span[] =>
    analysis.spans.filter((span) => lanes.includes(span.lane));
  const lanes: WorldLane[] = subjects.slice(0, maxProcessLanes).map((subject) => ({
    name: 'process',
    subject,
    spans: analysis.spans.filter((span) => span.lane === 'process' && span.subject === subject),
  }));
  lanes.push({ name: 'screen, sleep', subject: '', spans: spansOf('screen', 'sleep') });
  lanes.push({ name: 'reboot', subject: '', spans: rebootsOf(analysis) });
  lanes.push({ name: 'gap, not observed', subject: '', spans: spansOf('gap') });
  return {
    lanes: lanes.filter((lane) => lane.spans.length > 0),
    processesLeftOut: Math.max(0, subjects.length - maxProcessLanes),
  };
}

/** The boot that the log begins with is no reboot. */
function rebootsOf(analysis: Analysis): Span[] {
  const first = analysis.span?.first.elapsedMs ?? 0;
  return analysis.spans.filter((span) => span.lane === 'boot' && span.fromElapsedMs > first);
}

function classOf(span: Span): string {
  if (span.lane === 'process') return /^B?TOP\b|^BOUND_TOP/.test(span.value) ? 'span-top' : 'span-alive';
  return `span-${span.lane}`;
}

function spanTitle(span: Span): string {
  return `${span.subject} ${span.value}, ${formatDuration(Math.max(0, span.toElapsedMs - span.fromElapsedMs))}`.trim();
}

function drawSpan(frame: Frame, span: Span, y: number): Markup {
  const x = positionOf(frame.scale, span.fromElapsedMs);
  if (span.lane === 'boot') {
    return markup`<g><title>${spanTitle(span)}</title>${markShape('reboot', 'solid', 'silent', x, y + BAR_HEIGHT / 2)}</g>`;
  }
  const width = Math.max(1.5, positionOf(frame.scale, span.toElapsedMs) - x);
  const fill =
    span.lane === 'gap'
      ? markup` fill="url(#${frame.prefix}-hatch)"`
      : span.lane === 'sleep'
        ? markup` fill="url(#${frame.prefix}-dots)"`
        : null;
  const label = width >= textWidth(span.value) + 10 ? span.value : '';
  return markup`<g><title>${spanTitle(span)}</title><rect class="${classOf(span)}"${fill} x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}"/>${
    label === ''
      ? null
      : markup`<text class="span-text ${classOf(span)}-text" x="${(x + width / 2).toFixed(1)}" y="${y + BAR_HEIGHT - 3}">${label}</text>`
  }</g>`;
}

/** Of the process the end tells most; what kind of row it is stays. */
function shownName({ name, subject }: WorldLane): string {
  const room = GUTTER - 16;
  return subject === '' ? fitText(name, room) : `${name} ${fitTail(subject, room - textWidth(`${name} `))}`;
}

/** Draws the rows from `top` on. */
export function drawWorldLanes(
  frame: Frame,
  lanes: readonly WorldLane[],
  top: number,
): { readonly markup: Markup; readonly height: number } {
  const rows = lanes.map((lane, index) => {
    const y = top + index * ROW_HEIGHT;
    const name = lane.subject === '' ? lane.name : `${lane.name} ${lane.subject}`;
    return markup`<g class="lane"><text class="lane-sub" x="0" y="${y + 11}">${shownName(lane)}<title>${name}</title></text>${lane.spans
      .slice(0, maxSpansPerLane)
      .map((span) => drawSpan(frame, span, y))}</g>`;
  });
  return { markup: markup`${rows}`, height: lanes.length * ROW_HEIGHT };
}

/** Gaps as a faint hatch behind everything, so that nobody reads silence as agreement. */
export function gapShadows(frame: Frame, analysis: Analysis, top: number, bottom: number): Markup {
  const gaps = analysis.spans.filter((span) => span.lane === 'gap').slice(0, maxSpansPerLane);
  return markup`${gaps.map((span) => {
    const x = positionOf(frame.scale, span.fromElapsedMs);
    const width = Math.max(1, positionOf(frame.scale, span.toElapsedMs) - x);
    return markup`<rect class="gap-shadow" fill="url(#${frame.prefix}-hatch)" x="${x.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${bottom - top}"/>`;
  })}`;
}

export function patterns(prefix: string): Markup {
  return markup`<defs><pattern id="${prefix}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0,0V6"/></pattern><pattern id="${prefix}-dots" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="dot" cx="1.5" cy="1.5" r="0.9"/></pattern></defs>`;
}
