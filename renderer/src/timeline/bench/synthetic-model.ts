/**
 * A synthetic trace as columns: services, processes and screen of many apps, an outcome now and then. The same for every run of
 * one size.
 */
import { CurveTrack } from '../curve-track.js';
import { IntervalTrack } from '../interval-track.js';
import { MarkTrack } from '../mark-track.js';
import { pictureClock } from '../time-text.js';
import { fitted } from '../time-view.js';
import type { Lane, LaneMark, TimelineModel } from '../timeline-model.js';
import type { IntervalColumns } from '../interval-track.js';

const LANES = 40;
const SERVICES = 24;
const MARKS = 20_000;
const CURVE_POINTS = 200_000;
const DAY_MS = 86_400_000;
const WHOLE_MS = 30 * DAY_MS;

/** A small generator with a known sequence (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function intervalColumns(count: number, random: () => number): IntervalColumns {
  const starts = new Float64Array(count);
  const ends = new Float64Array(count);
  const values = new Uint8Array(count);
  const slot = WHOLE_MS / count;
  for (let index = 0; index < count; index += 1) {
    const start = (index + random() * 0.4) * slot;
    starts[index] = start;
    ends[index] = start + random() * 0.6 * slot;
    values[index] = random() < 0.1 ? 4 : 0;
  }
  return { starts, ends, values };
}

function marksOf(count: number, random: () => number): readonly LaneMark[] {
  const kinds = ['callback', 'crash', 'denied', 'anr'] as const;
  return Array.from({ length: count }, () => {
    const at = random() * WHOLE_MS;
    const agreed = random() < 0.9;
    return {
      kind: kinds[Math.floor(random() * kinds.length)] ?? 'callback',
      tone: agreed ? 'agree' : 'wrong',
      silent: false,
      predictedMs: at,
      observedMs: at + (agreed ? 40 : 60_000),
      predicted: null,
      observed: null,
      verdict: null,
      agreed,
      difference: '',
      ghostMs: null,
    };
  });
}

export interface Material {
  readonly columns: readonly IntervalColumns[];
  readonly marks: readonly (readonly LaneMark[])[];
  readonly curve: { readonly times: Float64Array; readonly heights: Float64Array };
}

/** The material of a trace, as a reader of files would hand it over: not yet sorted into tracks. */
export function synthesize(intervals: number): Material {
  const random = randomFrom(7);
  const perLane = Math.floor(intervals / LANES);
  const times = new Float64Array(CURVE_POINTS);
  const heights = new Float64Array(CURVE_POINTS);
  for (let index = 0; index < CURVE_POINTS; index += 1) {
    times[index] = (index * WHOLE_MS) / CURVE_POINTS;
    heights[index] = 21_600_000 * (1 - (index % 400) / 400);
  }
  return {
    columns: Array.from({ length: LANES }, () => intervalColumns(perLane, random)),
    marks: Array.from({ length: SERVICES }, () => marksOf(MARKS / SERVICES, random)),
    curve: { times, heights },
  };
}

/** From columns to a model: pyramids included. This is what a first picture has to wait for. */
export function modelOf({ columns, marks, curve }: Material): TimelineModel {
  const lanes = columns.map((column, index): Lane => {
    const layers = [{ track: new IntervalTrack(column), stretches: [] }];
    const name = { key: `lane ${index}`, title: `.Service${index}`, sub: 'com.example.app' };
    return index < SERVICES
      ? {
          ...name,
          kind: 'service',
          layers,
          marks: new MarkTrack(marks[index] ?? []),
          type: 'dataSync',
          hasBrackets: false,
        }
      : { ...name, kind: 'world', layers };
  });
  const budget: Lane = {
    kind: 'budget',
    key: 'budget',
    title: 'dataSync',
    sub: 'com.example.app',
    type: 'dataSync',
    limitMs: 21_600_000,
    curve: new CurveTrack(curve.times, curve.heights),
    exceededMs: null,
    ghost: null,
  };
  return {
    whole: fitted(0, WHOLE_MS),
    clock: pictureClock([{ fromElapsedMs: 0, offsetMs: Date.UTC(2026, 8, 26) }], 180, WHOLE_MS),
    lanes: [budget, ...lanes],
    divergences: [],
    gaps: null,
    analysis: null,
    predicted: new Map(),
    observed: new Map(),
  };
}
