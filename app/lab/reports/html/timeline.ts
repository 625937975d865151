/** The timeline of one analysis: services with outcomes first, the rest folded, the world below, time at the bottom. */
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { countWords, headline } from '../words.js';
import { markup, type Markup } from './escape.js';
import { markIcon } from './mark-shapes.js';
import { AXIS_HEIGHT, frameOf, gridLines, millisecondsPerUnit, picture, timeAxis, type Frame } from './picture.js';
import { maxServiceLanes, openServiceLanes } from './report-limits.js';
import { drawServiceLane } from './service-lane.js';
import { serviceLanes, type ServiceLane } from './timeline-lanes.js';
import { drawWorldLanes, gapShadows, patterns, worldLanes } from './world-lanes.js';
import { markMeaning, type MarkKind } from '../marks.js';

/** Marks of the two voices that lie closer than this cover each other. */
const TOUCHING_UNITS = 5;

function drawLanes(
  analysis: Analysis,
  frame: Frame,
  lanes: readonly ServiceLane[],
  title: string,
): { markup: Markup; leftOut: string[] } {
  let y = 4;
  const drawn = lanes.map((lane) => {
    const result = drawServiceLane(frame, lane, y);
    y += result.height;
    return result;
  });
  const world = worldLanes(analysis);
  const worldTop = y + (lanes.length > 0 ? 8 : 0);
  const below = drawWorldLanes(frame, world.lanes, worldTop);
  const bottom = worldTop + below.height + 4;
  const sum = (pick: (leftOut: { bars: number; marks: number; labels: number }) => number): number =>
    drawn.reduce((total, lane) => total + pick(lane.leftOut), 0);
  const counts: readonly (readonly [number, string])[] = [
    [sum((out) => out.bars), 'session'],
    [sum((out) => out.marks), 'mark'],
    [sum((out) => out.labels), 'label'],
    [world.processesLeftOut, 'more process'],
  ];
  const leftOut = counts
    .filter(([amount]) => amount > 0)
    .map(([amount, what]) => countWords(amount, what, what.endsWith('s') ? `${what}es` : `${what}s`));
  const content = markup`${patterns(frame.prefix)}${gridLines(frame, 0, bottom)}${gapShadows(frame, analysis, 0, bottom)}${drawn.map(
    (lane) => lane.markup,
  )}${below.markup}${timeAxis(frame, bottom)}`;
  const description = `${headline(analysis)}. Services: ${lanes.map((lane) => lane.service).join(', ')}. The tables below say the same in words.`;
  return {
    markup: picture({ id: `${frame.prefix}-timeline`, height: bottom + AXIS_HEIGHT, title, description, content }),
    leftOut,
  };
}

function legend(lanes: readonly ServiceLane[]): Markup | null {
  if (lanes.every((lane) => lane.marks.length === 0)) return null;
  const kinds = [...new Set(lanes.flatMap((lane) => lane.marks.map((mark) => mark.kind)))] as readonly MarkKind[];
  return markup`<ul class="legend"><li>${markIcon('callback', 'hollow', 'silent')} hollow, above the axis: predicted</li><li>${markIcon(
    'callback',
    'solid',
    'silent',
  )} solid, below: observed</li><li>${markIcon('callback', 'agreed', 'agree')} ringed, on the axis: both agree</li>${kinds
    .filter((kind) => kind !== 'callback')
    .map((kind) => markup`<li>${markIcon(kind, 'solid', 'silent')} ${markMeaning[kind]}</li>`)}</ul>`;
}

const leftOutWords = (leftOut: readonly string[]): Markup | null =>
  leftOut.length === 0
    ? null
    : markup`<p class="left-out">Not drawn for want of room: ${leftOut.join(', ')}. The tables list them.</p>`;

/** The picture with its legend; a sentence when there is nothing to draw. */
export function timeline(analysis: Analysis, prefix: string): Markup {
  const frame = frameOf(analysis, prefix);
  if (frame === null) return markup`<p class="empty">No moment of this log is known, so there is no timeline.</p>`;
  const lanes = serviceLanes(analysis, millisecondsPerUnit(frame.scale) * TOUCHING_UNITS);
  if (lanes.length === 0 && analysis.spans.length === 0) {
    return markup`<p class="empty">No service and no process was seen, so there is no timeline.</p>`;
  }
  const open = lanes.slice(0, openServiceLanes);
  const folded = lanes.slice(openServiceLanes, maxServiceLanes);
  const main = drawLanes(analysis, frame, open, 'Timeline: what was predicted and what was observed');
  const undrawn = lanes.length - open.length - folded.length;
  const more =
    folded.length === 0
      ? null
      : drawLanes(analysis, { ...frame, prefix: `${prefix}-more` }, folded, 'Timeline of the other services');
  return markup`${legend(lanes)}${main.markup}${leftOutWords(main.leftOut)}${
    more === null
      ? null
      : markup`<details><summary>${countWords(folded.length, 'more service')}</summary>${more.markup}${leftOutWords(more.leftOut)}</details>`
  }${undrawn > 0 ? markup`<p class="left-out">${countWords(undrawn, 'service')} not drawn; the sessions table lists them.</p>` : null}`;
}
