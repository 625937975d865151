/**
 * Stretches of a row on a canvas: one by one while there are few, as a strip of pixels (darker where more of the time is covered)
 * when there are more than anybody could tell apart.
 */
import { pixelColumns, type IntervalTrack, type PixelColumns } from './interval-track.js';
import type { Plot } from './hit-test.js';
import type { MarkPictures } from './draw-marks.js';
import type { ThemeColors } from './theme-colors.js';
import { xOf, type TimeView } from './time-view.js';
import { fills, type Fill, type LaneLayer } from './timeline-model.js';

/** More stretches than pixels divided by this are drawn as a strip. */
const PIXELS_EACH = 3;
/** So that a short stretch is still seen. */
const FAINTEST = 0.35;
const THINNEST = 1.5;

export interface Row {
  readonly top: number;
  readonly height: number;
}

/** Everything that drawing of a lane needs. */
export interface Stage {
  readonly context: CanvasRenderingContext2D;
  readonly colors: ThemeColors;
  readonly view: TimeView;
  readonly plot: Plot;
  readonly strips: StripPainter;
  readonly marks: MarkPictures;
}

type Rgb = readonly [number, number, number];

/** A colour of the theme as numbers: whatever CSS notation it has, the canvas knows it. */
function rgbOf(context: CanvasRenderingContext2D, color: string): Rgb {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** Draws strips of one pixel's height into a canvas of its own and stretches them into place. Kept from picture to picture. */
export class StripPainter {
  readonly #canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  readonly #rgb = new Map<string, Rgb>();
  #columns: PixelColumns = pixelColumns(1);
  #image: ImageData;

  constructor() {
    this.#canvas.width = 1;
    this.#canvas.height = 1;
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('this browser gives no 2D canvas');
    this.#context = context;
    this.#image = context.createImageData(1, 1);
  }

  /** `colorOf` gives the colour of a value in the track. `ratio`: pixels of the screen for one of CSS. */
  paint(stage: Stage, track: IntervalTrack, row: Row, ratio: number, colorOf: (value: number) => string): void {
    const { context, view, plot } = stage;
    const width = Math.max(1, Math.round(plot.width * ratio));
    this.#resize(width);
    track.fillColumns(view.fromMs, view.toMs, this.#columns);
    this.#fillImage(colorOf);
    this.#context.putImageData(this.#image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#canvas, 0, 0, width, 1, plot.left, row.top, plot.width, row.height);
  }

  #resize(width: number): void {
    if (this.#columns.share.length === width) return;
    this.#canvas.width = width;
    this.#columns = pixelColumns(width);
    this.#image = this.#context.createImageData(width, 1);
  }

  #fillImage(colorOf: (value: number) => string): void {
    const { share, top } = this.#columns;
    const { data } = this.#image;
    for (let pixel = 0; pixel < share.length; pixel += 1) {
      const value = top[pixel] ?? 0;
      const at = pixel * 4;
      if (value === 0) {
        data[at + 3] = 0;
        continue;
      }
      const [red, green, blue] = this.#rgbOf(colorOf(value - 1));
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
      data[at + 3] = 255 * (FAINTEST + (1 - FAINTEST) * (share[pixel] ?? 0));
    }
  }

  #rgbOf(color: string): Rgb {
    const made = this.#rgb.get(color);
    if (made !== undefined) return made;
    const rgb = rgbOf(this.#context, color);
    this.#rgb.set(color, rgb);
    return rgb;
  }
}

export function fillOf(value: number): Fill {
  return fills[value] ?? 'alive';
}

/** Draws a layer: `one` draws a single stretch from `x` to `end`. */
export function drawLayer(
  stage: Stage,
  layer: LaneLayer,
  row: Row,
  ratio: number,
  colorOf: (value: number) => string,
  one: (index: number, x: number, end: number) => void,
): void {
  const { view, plot } = stage;
  const { track } = layer;
  const first = track.firstEndingAfter(view.fromMs);
  const end = track.firstStartingAfter(view.toMs);
  if ((end - first) * PIXELS_EACH > plot.width) {
    stage.strips.paint(stage, track, row, ratio, colorOf);
    return;
  }
  for (let index = first; index < end; index += 1) {
    const x = Math.max(plot.left - 8, xOf(view, track.start(index), plot.left, plot.width));
    const right = Math.min(plot.left + plot.width + 8, xOf(view, track.end(index), plot.left, plot.width));
    one(index, x, Math.max(x + THINNEST, right));
  }
}

/** Slanted lines over a rectangle: not observed.. */
export function drawHatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const step = 6;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  for (let at = -Math.ceil(height / step) * step; at < width + step; at += step) {
    context.moveTo(x + at, y + height);
    context.lineTo(x + at + height, y);
  }
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}
