/** The timeline of a predicted scenario as an SVG file of its own: style, light and dark, and words for those who do not see it. */
import { Markup, markup, renderDocument } from '../../lab/reports/html/escape.js';
import {
  AXIS_HEIGHT,
  frameOf,
  gridLines,
  PICTURE_WIDTH,
  timeAxis,
  type Frame,
} from '../../lab/reports/html/picture.js';
import { drawServiceLane } from '../../lab/reports/html/service-lane.js';
import { styleSheet } from '../../lab/reports/html/style.js';
import { drawWorldLanes, patterns, worldLanes } from '../../lab/reports/html/world-lanes.js';
import { maxServiceLanes } from '../../lab/reports/html/report-limits.js';
import { outcomeWords } from '../../lab/reports/words.js';
import { sinceZero } from '../../../engine/replay/reasons.js';
import { invariant } from '../../../engine/result.js';
import { analysisForFrame, predictionLanes } from './prediction-lanes.js';
import type { PredictedScenario } from './predicted-scenario.js';

const MARGIN = 16;
const TITLE_HEIGHT = 44;

export function predictionPicture(predicted: PredictedScenario): string {
  const analysis = analysisForFrame(predicted);
  const found = frameOf(analysis, 'prediction');
  invariant(found !== null, 'a scenario has a beginning and an end');
  const frame = { ...found, clockName: 'since the beginning' };
  let y = TITLE_HEIGHT;
  const drawn = predictionLanes(predicted)
    .slice(0, maxServiceLanes)
    .map((lane) => {
      const { markup: picture, height } = drawServiceLane(frame, lane, y);
      y += height;
      return picture;
    });
  const world = drawWorldLanes(frame, worldLanes(analysis).lanes, y + 8);
  const bottom = y + 8 + world.height + 4;
  const content = markup`${patterns(frame.prefix)}${gridLines(frame, TITLE_HEIGHT, bottom)}${drawn}${world.markup}${timeAxis(frame, bottom)}`;
  return `${renderDocument(svgOf(predicted, frame, bottom + AXIS_HEIGHT, content))}\n`;
}

function svgOf(
  { scenario, policy, prediction }: PredictedScenario,
  frame: Frame,
  height: number,
  content: Markup,
): Markup {
  const title = `${scenario.name}: predicted under ${policy.name}`;
  const outcomes = prediction.outcomes
    .filter(({ silent }) => silent !== true)
    .slice(0, 50)
    .map(({ outcome, service, elapsedMs }) => {
      const at = sinceZero({ uptime: elapsedMs, elapsed: elapsedMs });
      return `${at} ${outcomeWords(outcome)}${service === null ? '' : ` of ${service}`}`;
    });
  const description = outcomes.length === 0 ? 'Nothing happens.' : outcomes.join('; ');
  const width = PICTURE_WIDTH + 2 * MARGIN;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" viewBox="${-MARGIN} 0 ${width} ${height + MARGIN}" width="${width}" height="${height + MARGIN}" aria-labelledby="${frame.prefix}-title ${frame.prefix}-desc">
<title id="${frame.prefix}-title">${title}</title>
<desc id="${frame.prefix}-desc">${description}</desc>
<style>${sheet}</style>
<rect class="paper" x="${-MARGIN}" width="${width}" height="${height + MARGIN}"/>
<text class="lane-name" x="0" y="24">${title}</text>
${content}
</svg>`;
}

/** What is predicted is neither right nor wrong yet: plain ink, where reports draw what is not judged. */
const plainMarks =
  '.mark.tone-unknown{color:var(--ink)}.mark.tone-unknown .body{stroke-dasharray:none}.label.tone-unknown{fill:var(--ink)}';

/** As CDATA, because selectors hold characters that mean something in XML. */
const sheet = Markup.ofConstant(`<![CDATA[${styleSheet}.paper{fill:var(--paper)}${plainMarks}]]>`);
