/**
 * Wheel and pointer over the timeline, as a person means them: zoom at the pointer, pan by dragging, select with Shift, click. Knows
 * nothing of lanes; what comes of it its owner decides.
 */
import { plotOf, type TimeSpan } from './paint-timeline.js';
import { timeAt, type TimeView } from './time-view.js';

/** What a drag does; Shift turns one into the other. */
export type DragMode = 'pan' | 'select';

/** Pixels from the corner of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PointerActs {
  readonly view: () => TimeView;
  /** `share`: of what is seen, to the right, from where the view was. */
  readonly panTo: (from: TimeView, share: number) => void;
  readonly zoomAt: (factor: number, anchorMs: number) => void;
  readonly fit: () => void;
  readonly select: (span: TimeSpan) => void;
  /** `null`: the pointer left. */
  readonly hover: (point: Point | null) => void;
  readonly click: (point: Point) => void;
  readonly redraw: () => void;
}

/** A press that moves less is a click. */
const CLICK_REACH = 4;
const WHEEL_ZOOM = 1.0016;

interface Drag {
  readonly x: number;
  readonly view: TimeView;
  readonly mode: DragMode;
  moved: boolean;
}

export class TimelinePointer {
  mode: DragMode = 'pan';
  /** Where it is; `null` when it is elsewhere. */
  at: Point | null = null;
  readonly #scroller: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #acts: PointerActs;
  readonly #abort = new AbortController();
  #drag: Drag | null = null;

  constructor(scroller: HTMLElement, canvas: HTMLCanvasElement, acts: PointerActs) {
    this.#scroller = scroller;
    this.#canvas = canvas;
    this.#acts = acts;
    const how = { signal: this.#abort.signal };
    scroller.addEventListener('wheel', this.#onWheel, { ...how, passive: false });
    scroller.addEventListener('scroll', () => acts.redraw(), how);
    canvas.addEventListener('pointerdown', this.#onDown, how);
    canvas.addEventListener('pointermove', this.#onMove, how);
    canvas.addEventListener('pointerup', this.#onUp, how);
    canvas.addEventListener('pointercancel', this.#onCancel, how);
    canvas.addEventListener('pointerleave', this.#onLeave, how);
    canvas.addEventListener('dblclick', () => acts.fit(), how);
  }

  destroy(): void {
    this.#abort.abort();
  }

  #point(event: MouseEvent): Point {
    const box = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #timeAt(x: number): number {
    const plot = plotOf(this.#scroller.clientWidth);
    return timeAt(this.#acts.view(), x, plot.left, plot.width);
  }

  /** Up and down zooms at the pointer, sideways pans; with Shift the lanes scroll as usual. Over the names they scroll too. */
  readonly #onWheel = (event: WheelEvent): void => {
    const { x } = this.#point(event);
    const plot = plotOf(this.#scroller.clientWidth);
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!isSideways && (event.shiftKey || x < plot.left)) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30;
    if (isSideways) this.#acts.panTo(this.#acts.view(), (event.deltaX * pixels) / plot.width);
    else this.#acts.zoomAt(WHEEL_ZOOM ** (event.deltaY * pixels), this.#timeAt(x));
  };

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const { x } = this.#point(event);
    const mode = (this.mode === 'pan') === event.shiftKey ? 'select' : 'pan';
    this.#drag = { x, view: this.#acts.view(), mode, moved: false };
    this.#canvas.setPointerCapture(event.pointerId);
    this.#scroller.focus({ preventScroll: true });
  };

  readonly #onMove = (event: PointerEvent): void => {
    this.at = this.#point(event);
    if (this.#drag === null) this.#acts.hover(this.at);
    else this.#dragTo(this.#drag, this.at.x);
    this.#acts.redraw();
  };

  #dragTo(drag: Drag, x: number): void {
    if (Math.abs(x - drag.x) > CLICK_REACH) drag.moved = true;
    if (!drag.moved) return;
    const plot = plotOf(this.#scroller.clientWidth);
    if (drag.mode === 'pan') {
      this.#acts.panTo(drag.view, (drag.x - x) / plot.width);
      return;
    }
    const ends = [drag.x, x].map((end) => this.#timeAt(Math.min(Math.max(end, plot.left), plot.left + plot.width)));
    this.#acts.select({ fromMs: Math.min(...ends), toMs: Math.max(...ends) });
  }

  readonly #onUp = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#drag = null;
    if (drag === null || drag.moved) return;
    this.#acts.click(this.#point(event));
    this.#acts.redraw();
  };

  readonly #onCancel = (): void => {
    this.#drag = null;
  };

  readonly #onLeave = (): void => {
    this.at = null;
    this.#acts.hover(null);
    this.#acts.redraw();
  };
}
