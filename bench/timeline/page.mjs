/** Runs in the browser: shows a synthetic trace on the window's own timeline and times it. */
import { TimelineCanvas } from '../../renderer/src/timeline/timeline-canvas.ts';
import { modelOf, synthesize } from './synthetic.mjs';

const { document, requestAnimationFrame } = globalThis;
const scroller = document.getElementById('scroller');
const content = document.getElementById('content');
const canvas = document.getElementById('picture');
const listener = { onHover() {}, onPin() {}, onSelect() {}, onView() {} };

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Reading a pixel makes the browser finish what it has only noted down. */
function flush() {
  canvas.getContext('2d').getImageData(0, 0, 1, 1);
}

/** A journey as a person makes it: in to a hundredth of a thousandth, sideways, and out again. */
function* journey(timeline) {
  for (let step = 0; ; step += 1) {
    const phase = step % 120;
    if (phase < 45) timeline.zoom(1 / 1.3);
    else if (phase < 75) timeline.pan(0.02);
    else timeline.zoom(1.3);
    yield step;
  }
}

let picture;
let steps;

/** Builds the trace and shows it. All times in milliseconds. */
globalThis.open = async ({ intervals }) => {
  const material = synthesize(intervals);
  await nextFrame();
  const began = performance.now();
  const model = modelOf(material);
  const built = performance.now();
  picture = new TimelineCanvas(scroller, content, canvas, listener);
  picture.show(model);
  picture.paint();
  flush();
  const painted = performance.now();
  steps = journey(picture);
  return { buildMs: built - began, firstPaintMs: painted - began };
};

/** Goes one step on and draws that view several times; answers with the time of each. */
globalThis.step = (repeats) => {
  steps.next();
  return Array.from({ length: repeats }, () => {
    const began = performance.now();
    picture.paint();
    flush();
    return performance.now() - began;
  });
};

/** How much of the picture is not paper: an empty one would be quick. */
globalThis.inkShare = () => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let ink = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] !== 255) ink += 1;
  return ink / (data.length / 4);
};
globalThis.paintWithout=(name,n)=>{const P=globalThis.CanvasRenderingContext2D.prototype;const old=name?P[name]:null;if(name)P[name]=function(){};const t=Array.from({length:n},()=>{const a=performance.now();picture.paint();const b=performance.now();flush();return [b-a,performance.now()-b]});if(name)P[name]=old;return t};
