/** Runs in the browser for bench/timeline: shows a synthetic trace on the window's own timeline and times it. */
import { TimelineCanvas } from '../timeline-canvas.js';
import { modelOf, synthesize, type Material } from './synthetic-model.js';

/** What bench/timeline/run.mjs calls. All times in milliseconds. */
interface TimelineBench {
  /** Makes the columns of a trace. */
  readonly prepare: (intervals: number) => void;
  /** Shows it; `firstPaintMs` counts from the columns to the finished picture. */
  readonly open: () => { readonly buildMs: number; readonly firstPaintMs: number };
  /** Goes one step of a journey on and draws that view several times; answers with the time of each. */
  readonly step: (repeats: number) => readonly number[];
  /** How much of the picture is not paper: an empty one would be quick. */
  readonly inkShare: () => number;
}

declare global {
  interface Window {
    timelineBench?: TimelineBench;
  }
}

function element<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

const scroller = element('scroller', HTMLElement);
const content = element('content', HTMLElement);
const canvas = element('picture', HTMLCanvasElement);
const nothing = (): void => undefined;
const listener = { onHover: nothing, onPin: nothing, onSelect: nothing, onView: nothing };

function contextOf(): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no 2D canvas');
  return context;
}

/** Reading a pixel makes the browser finish what it has only noted down. */
function flush(): void {
  contextOf().getImageData(0, 0, 1, 1);
}

function timed(task: () => void): number {
  const began = performance.now();
  task();
  return performance.now() - began;
}

/** A journey as a person makes it: far in, sideways, and out again. */
function* journey(timeline: TimelineCanvas): Generator<void> {
  for (let step = 0; ; step += 1) {
    const phase = step % 120;
    if (phase < 45) timeline.zoom(1 / 1.3);
    else if (phase < 75) timeline.pan(0.02);
    else timeline.zoom(1.3);
    yield;
  }
}

let material: Material | undefined;
let shown: { readonly timeline: TimelineCanvas; readonly steps: Generator<void> } | undefined;

window.timelineBench = {
  prepare: (intervals) => {
    material = synthesize(intervals);
  },
  open: () => {
    if (material === undefined) throw new Error('nothing was prepared yet');
    const began = performance.now();
    const model = modelOf(material);
    const buildMs = performance.now() - began;
    const timeline = new TimelineCanvas(scroller, content, canvas, listener);
    timeline.show(model);
    timeline.paint();
    flush();
    shown = { timeline, steps: journey(timeline) };
    return { buildMs, firstPaintMs: performance.now() - began };
  },
  step: (repeats) => {
    if (shown === undefined) throw new Error('nothing was opened yet');
    const { timeline, steps } = shown;
    steps.next();
    const draw = (): void => {
      timeline.paint();
      flush();
    };
    return Array.from({ length: repeats }, () => timed(draw));
  },
  inkShare: () => {
    const { data } = contextOf().getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] !== 255) ink += 1;
    return ink / (data.length / 4);
  },
};
