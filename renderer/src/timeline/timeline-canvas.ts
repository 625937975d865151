/**
 * The timeline on a canvas: holds what is seen and draws once per frame when something changed. Wheel and pointer come through
 * `timeline-pointer.ts`; everything that is shown is decided by the pure files beside it.
 */
import { MarkPictures } from './draw-marks.js';
import { StripPainter } from './draw-stretches.js';
import { hitTest, isSameHit, type Hit } from './hit-test.js';
import { AXIS_HEIGHT, layOut, type LaneLayout } from './lane-layout.js';
import { paintTimeline, plotOf, type Scene, type TimeSpan } from './paint-timeline.js';
import { readThemeColors, type ThemeColors } from './theme-colors.js';
import { inside, panned, showing, zoomed, type TimeView } from './time-view.js';
import type { TimelineModel } from './timeline-model.js';
import { TimelinePointer, type DragMode, type Point } from './timeline-pointer.js';
import { walk } from './walk.js';

export interface TimelineListener {
  /** What the pointer is over and where, from the corner of the picture; `null` when it left. */
  readonly onHover: (hit: Hit | null, x: number, y: number) => void;
  /** A click, or a step of the keyboard. */
  readonly onPin: (hit: Hit | null) => void;
  readonly onSelect: (span: TimeSpan | null) => void;
  readonly onView: (view: TimeView) => void;
}

const FIRST_VIEW: TimeView = { fromMs: 0, toMs: 1_000 };

export class TimelineCanvas {
  readonly #scroller: HTMLElement;
  readonly #content: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #listener: TimelineListener;
  readonly #strips = new StripPainter();
  readonly #resized: ResizeObserver;
  #colors: ThemeColors;
  #marks: MarkPictures;
  #model: TimelineModel | null = null;
  #layout: LaneLayout = { lanes: [], height: 0 };
  #view: TimeView = FIRST_VIEW;
  #width = 0;
  #height = 0;
  #ratio = 1;
  #hover: Hit | null = null;
  #pinned: Hit | null = null;
  #selection: TimeSpan | null = null;
  readonly #pointer: TimelinePointer;
  #frame = 0;

  /** `scroller` scrolls `content`, which is as high as all lanes; `canvas` sticks to its top. */
  constructor(scroller: HTMLElement, content: HTMLElement, canvas: HTMLCanvasElement, listener: TimelineListener) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this browser gives no 2D canvas');
    this.#scroller = scroller;
    this.#content = content;
    this.#canvas = canvas;
    this.#context = context;
    this.#listener = listener;
    this.#colors = readThemeColors(canvas);
    this.#marks = new MarkPictures(this.#colors, this.#ratio);
    this.#pointer = new TimelinePointer(scroller, canvas, {
      view: () => this.#view,
      panTo: (from, share) => {
        if (this.#model !== null) this.#look(panned(from, share, this.#model.whole));
      },
      zoomAt: (factor, anchorMs) => this.#zoomAt(factor, anchorMs),
      fit: () => this.fit(),
      select: (span) => this.#selected(span),
      hover: (point) => this.#hoverAt(point),
      click: (point) => this.#clickAt(point),
      redraw: () => this.#redraw(),
    });
    this.#resized = new ResizeObserver(() => this.#measure());
    this.#resized.observe(scroller);
    this.#measure();
  }

  destroy(): void {
    this.#pointer.destroy();
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  set dragMode(mode: DragMode) {
    this.#pointer.mode = mode;
  }

  get view(): TimeView {
    return this.#view;
  }

  get layout(): LaneLayout {
    return this.#layout;
  }

  /** A model of the same whole keeps the view: a what-if only moves marks. */
  show(model: TimelineModel): void {
    const before = this.#model?.whole;
    const isSame = before?.fromMs === model.whole.fromMs && before.toMs === model.whole.toMs;
    this.#model = model;
    this.#hover = null;
    this.#layOut();
    this.#look(isSame ? this.#view : model.whole);
  }

  /** To be called when the theme changed. */
  readColors(): void {
    this.#colors = readThemeColors(this.#canvas);
    this.#redraw();
  }

  pin(hit: Hit | null): void {
    this.#pinned = hit;
    this.#redraw();
  }

  select(span: TimeSpan | null): void {
    this.#selection = span;
    this.#redraw();
  }

  fit(): void {
    if (this.#model !== null) this.#look(this.#model.whole);
  }

  /** Zooms about the middle; below 1 looks closer. */
  zoom(factor: number): void {
    this.#zoomAt(factor, (this.#view.fromMs + this.#view.toMs) / 2);
  }

  pan(share: number): void {
    if (this.#model !== null) this.#look(panned(this.#view, share, this.#model.whole));
  }

  look(view: TimeView): void {
    if (this.#model !== null) this.#look(inside(view, this.#model.whole));
  }

  /** To the next or previous divergence or outcome; pins it. */
  step(what: 'divergences' | 'outcomes', step: 1 | -1): void {
    if (this.#model === null) return;
    const stop = walk(this.#model, this.#layout, what, this.#pinned, this.#view, step);
    if (stop === null) return;
    this.reveal(stop.hit, stop.firstMs, stop.lastMs);
    this.#listener.onPin(stop.hit);
  }

  /** Pins, and brings into sight what lies out of it. */
  reveal(hit: Hit, firstMs: number, lastMs: number): void {
    if (this.#model === null) return;
    this.#pinned = hit;
    const { fromMs, toMs } = this.#view;
    const isInSight = firstMs >= fromMs && lastMs <= toMs;
    const isApart = lastMs === firstMs || lastMs - firstMs > (toMs - fromMs) * 0.02;
    if (!isInSight || !isApart) this.#look(showing(this.#view, firstMs, lastMs, this.#model.whole));
    const { top, height } = hit.lane;
    const seen = this.#height - AXIS_HEIGHT;
    const scrollTop = this.#scroller.scrollTop;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + height > scrollTop + seen) this.#scroller.scrollTop = top + height - seen;
    this.#redraw();
  }

  /** Draws now; for a bench. */
  paint(): void {
    if (this.#model === null || this.#width === 0) return;
    if (!this.#marks.fits(this.#colors, this.#ratio)) this.#marks = new MarkPictures(this.#colors, this.#ratio);
    paintTimeline(this.#context, { strips: this.#strips, marks: this.#marks }, this.#scene(this.#model));
  }

  #scene(model: TimelineModel): Scene {
    return {
      model,
      layout: this.#layout,
      view: this.#view,
      width: this.#width,
      height: this.#height,
      ratio: this.#ratio,
      scrollTop: this.#scroller.scrollTop,
      colors: this.#colors,
      hover: this.#hover,
      pinned: this.#pinned,
      selection: this.#selection,
      pointerX: this.#pointer.at?.x ?? null,
    };
  }

  #redraw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.paint();
    });
  }

  #layOut(): void {
    if (this.#model === null) return;
    this.#layout = layOut(this.#model, plotOf(this.#width).width);
    this.#content.style.height = `${this.#layout.height + AXIS_HEIGHT}px`;
  }

  #measure(): void {
    this.#ratio = devicePixelRatio;
    this.#width = this.#scroller.clientWidth;
    this.#height = this.#scroller.clientHeight;
    this.#canvas.width = Math.max(1, Math.round(this.#width * this.#ratio));
    this.#canvas.height = Math.max(1, Math.round(this.#height * this.#ratio));
    this.#canvas.style.width = `${this.#width}px`;
    this.#canvas.style.height = `${this.#height}px`;
    this.#layOut();
    // A canvas is empty after its size was set: not even a frame may show that.
    this.paint();
  }

  #look(view: TimeView): void {
    this.#view = view;
    this.#redraw();
    this.#listener.onView(view);
  }

  #zoomAt(factor: number, anchorMs: number): void {
    if (this.#model !== null) this.#look(zoomed(this.#view, factor, anchorMs, this.#model.whole));
  }

  #selected(span: TimeSpan): void {
    this.#selection = span;
    this.#listener.onSelect(span);
  }

  #hoverAt(point: Point | null): void {
    if (point === null) {
      this.#hover = null;
      this.#listener.onHover(null, 0, 0);
      return;
    }
    if (this.#model === null) return;
    const { x, y } = point;
    const isOnAxis = y > this.#height - AXIS_HEIGHT;
    const plot = plotOf(this.#width);
    const hit = isOnAxis ? null : hitTest(this.#model, this.#layout, this.#view, plot, x, y + this.#scroller.scrollTop);
    const isSame = isSameHit(hit, this.#hover);
    this.#hover = hit;
    if (!isSame || hit !== null) this.#listener.onHover(hit, x, y);
  }

  #clickAt(point: Point): void {
    this.#hoverAt(point);
    this.#pinned = this.#hover;
    if (this.#selection !== null) {
      this.#selection = null;
      this.#listener.onSelect(null);
    }
    this.#listener.onPin(this.#pinned);
  }
}
