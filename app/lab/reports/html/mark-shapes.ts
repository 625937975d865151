/**
 * The marks as SVG shapes, 12 units across, centred on 0,0. Drawn, never typed: no font decides how they look.
 *
 *     ▽ timeout callback   ✕ crash   ⊘ denied   ◔ ANR   ↺ reset   † death   ⏻ reboot   ░ gap
 */
import type { MarkKind } from '../marks.js';
import type { Tone } from '../words.js';
import { markup, type Markup } from './escape.js';

/** `hollow`: predicted. `solid`: observed. `agreed`: both at one place, filled with an outline round it. */
export type Voice = 'hollow' | 'solid' | 'agreed';

export interface MarkOutline {
  /** Closed outline: hollow when predicted, filled when observed. */
  readonly body?: string;
  /** Lines that are always strokes. */
  readonly strokes?: string;
  /** Drawn in the colour of the paper on a filled body, in ink on a hollow one. */
  readonly inner?: string;
}

const disc = 'M-5.5,0A5.5,5.5 0 1 1 5.5,0A5.5,5.5 0 1 1 -5.5,0Z';

/** Outlines by kind, in SVG path syntax; the window draws the same ones on its canvas. */
export const markOutlines: Readonly<Record<MarkKind, MarkOutline>> = {
  callback: { body: 'M-6,-5H6L0,6Z' },
  crash: { body: 'M-6,-3.4L-3.4,-6L0,-2.6L3.4,-6L6,-3.4L2.6,0L6,3.4L3.4,6L0,2.6L-3.4,6L-6,3.4L-2.6,0Z' },
  denied: { body: disc, inner: 'M-3.4,3.4L3.4,-3.4' },
  anr: { body: disc, inner: 'M0,-5.5V0H5.5' },
  reset: { strokes: 'M-4.8,-1.6A5,5 0 1 1 -4.6,2.4M-5.8,-5.4L-4.9,-1.3L-0.9,-2.3' },
  death: { strokes: 'M0,-6V6M-3.6,-2.4H3.6' },
  reboot: { strokes: 'M0,-6V0M-3.2,-4A5,5 0 1 0 3.2,-4' },
  gap: { body: 'M-6,-5H6V5H-6Z', inner: 'M-6,1L0,-5M-4,5L6,-5M2,5L6,1' },
  stopped: { body: 'M-5,-5H5V5H-5Z' },
  frozen: { body: 'M-4.6,-5.5H-1.4V5.5H-4.6ZM1.4,-5.5H4.6V5.5H1.4Z' },
  demoted: { body: 'M-5.5,-4.5L0,0.5L5.5,-4.5V-0.5L0,5L-5.5,-0.5Z' },
  quiet: { body: 'M0,-5L5,0L0,5L-5,0Z' },
};

/** A mark at a place of a picture. The caller wraps it with its link and title. */
export function markShape(kind: MarkKind, voice: Voice, tone: Tone | 'silent', x: number, y: number): Markup {
  const { body, strokes, inner } = markOutlines[kind];
  return markup`<g class="mark ${voice} tone-${tone}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">${
    voice === 'agreed' ? markup`<circle class="ring" r="9"/>` : null
  }${body === undefined ? null : markup`<path class="body" d="${body}"/>`}${
    strokes === undefined ? null : markup`<path class="halo" d="${strokes}"/><path class="strokes" d="${strokes}"/>`
  }${inner === undefined ? null : markup`<path class="inner" d="${inner}"/>`}</g>`;
}

/** A mark as a small picture of its own, for tables and legends; its meaning stands in words beside it. */
export function markIcon(kind: MarkKind, voice: Voice, tone: Tone | 'silent'): Markup {
  return markup`<svg class="icon" viewBox="-10 -10 20 20" width="16" height="16" aria-hidden="true" focusable="false">${markShape(
    kind,
    voice,
    tone,
    0,
    0,
  )}</svg>`;
}
