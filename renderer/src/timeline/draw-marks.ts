/** Marks on a canvas: the shapes of `mark-kinds.ts`, hollow, solid or ringed. */
import { markShapes, type MarkKind, type Tone, type Voice } from '../components/mark-kinds.js';
import type { ThemeColors } from './theme-colors.js';

interface Paths {
  readonly body: Path2D | null;
  readonly strokes: Path2D | null;
  readonly inner: Path2D | null;
}

const known = new Map<MarkKind, Paths>();

function pathsOf(kind: MarkKind): Paths {
  const made = known.get(kind);
  if (made !== undefined) return made;
  const { body, strokes, inner } = markShapes[kind];
  const path = (text: string | undefined): Path2D | null => (text === undefined ? null : new Path2D(text));
  const paths = { body: path(body), strokes: path(strokes), inner: path(inner) };
  known.set(kind, paths);
  return paths;
}

function drawBody(
  context: CanvasRenderingContext2D,
  body: Path2D,
  voice: Voice,
  tone: Tone,
  colors: ThemeColors,
): void {
  context.fillStyle = voice === 'predicted' ? colors.paper : colors.tones[tone];
  context.fill(body);
  context.lineWidth = 1.5;
  if (tone === 'unknown') context.setLineDash([2.5, 1.5]);
  context.stroke(body);
  context.setLineDash([]);
}

function drawStrokes(context: CanvasRenderingContext2D, strokes: Path2D, voice: Voice, colors: ThemeColors): void {
  const color = context.strokeStyle;
  context.strokeStyle = colors.paper;
  context.lineWidth = 5;
  context.stroke(strokes);
  context.strokeStyle = color;
  context.lineWidth = voice === 'predicted' ? 1.7 : 2.4;
  context.stroke(strokes);
}

interface DrawableMark {
  readonly kind: MarkKind;
  readonly voice: Voice;
  readonly tone: Tone;
}

/** Half the side of a picture of a mark, its line included; the ring of an agreement needs more. */
const HALF = 8;
const HALF_WITH_RING = 11;
const halfOf = ({ voice }: DrawableMark): number => (voice === 'agreed' ? HALF_WITH_RING : HALF);

/**
 * The marks of one theme as small pictures: a full timeline has thousands, and copying is far cheaper than drawing paths.
 * Centred on whole and half pixels of the screen, so that their edges stay sharp.
 */
export class MarkPictures {
  readonly #colors: ThemeColors;
  readonly #ratio: number;
  readonly #made = new Map<string, HTMLCanvasElement>();

  /** `ratio`: pixels of the screen for one of CSS. */
  constructor(colors: ThemeColors, ratio: number) {
    this.#colors = colors;
    this.#ratio = ratio;
  }

  fits(colors: ThemeColors, ratio: number): boolean {
    return this.#colors === colors && this.#ratio === ratio;
  }

  /** Centred on `x`, `y`. */
  draw(context: CanvasRenderingContext2D, mark: DrawableMark, x: number, y: number): void {
    const picture = this.#pictureOf(mark);
    const sharp = (value: number): number => Math.round(value * this.#ratio * 2) / (this.#ratio * 2);
    const half = halfOf(mark);
    context.drawImage(picture, sharp(x) - half, sharp(y) - half, 2 * half, 2 * half);
  }

  #pictureOf(mark: DrawableMark): HTMLCanvasElement {
    const key = `${mark.kind} ${mark.voice} ${mark.tone}`;
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const half = halfOf(mark);
    const picture = document.createElement('canvas');
    picture.width = Math.ceil(2 * half * this.#ratio);
    picture.height = picture.width;
    const context = picture.getContext('2d');
    if (context === null) throw new Error('this browser gives no 2D canvas');
    context.scale(picture.width / (2 * half), picture.width / (2 * half));
    context.translate(half, half);
    drawShape(context, mark, this.#colors);
    this.#made.set(key, picture);
    return picture;
  }
}

function drawShape(context: CanvasRenderingContext2D, { kind, voice, tone }: DrawableMark, colors: ThemeColors): void {
  const { body, strokes, inner } = pathsOf(kind);
  context.strokeStyle = colors.tones[tone];
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (voice === 'agreed') {
    context.beginPath();
    context.arc(0, 0, 9, 0, 2 * Math.PI);
    context.fillStyle = colors.paper;
    context.fill();
    context.lineWidth = 1.5;
    context.stroke();
  }
  if (body !== null) drawBody(context, body, voice, tone, colors);
  if (strokes !== null) drawStrokes(context, strokes, voice, colors);
  if (inner !== null) {
    context.strokeStyle = voice === 'predicted' ? colors.tones[tone] : colors.paper;
    context.lineWidth = 1.7;
    context.stroke(inner);
  }
}
