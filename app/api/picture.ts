/**
 * What a picture on paper (app/lab/reports) and a picture on screen (renderer) have in common: marks, clocks, ticks, places for
 * labels. Pure: a window may import all of it.
 */
export { markMeaning, markOf, type MarkKind } from '../lab/reports/marks.js';
export { markOutlines } from '../lab/reports/html/mark-shapes.js';
export { outcomeWords, serviceName, shortServiceName, toneOf, typesWords, verdictWords } from '../lab/reports/words.js';
export {
  fileName,
  momentWords,
  placeWords,
  sessionLengthWords,
  sessionStartWords,
  sessionStopWords,
  wallOfElapsed,
  wallStretches,
  type WallStretch,
} from '../lab/reports/moments.js';
export { timeTicks, type Tick } from '../lab/reports/html/time-axis.js';
export { fitText, textWidth } from '../lab/reports/html/label-rows.js';
export { visibleText } from '../lab/reports/visible-text.js';
