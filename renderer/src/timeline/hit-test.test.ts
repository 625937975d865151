import { describe, expect, it } from 'vitest';
import { timelineModel } from './analysis-lanes.js';
import { hitTest, isSameHit, markY } from './hit-test.js';
import { layOut } from './lane-layout.js';
import { explain } from './explain.js';
import { sumSpan } from './span-sum.js';
import { tableRows } from './table-rows.js';
import { exampleAnalyses } from './timeline-fixture.js';
import { xOf } from './time-view.js';
import { walk } from './walk.js';

const model = timelineModel(exampleAnalyses.sixHours);
const plot = { left: 204, width: 1_000 };
const layout = layOut(model, plot.width);
const view = model.whole;
const laneOf = (key: string) => {
  const lane = layout.lanes.find((placed) => placed.lane.key.includes(key));
  if (lane === undefined) throw new Error(`no lane ${key}`);
  return lane;
};
const at = (timeMs: number): number => xOf(view, timeMs, plot.left, plot.width);
const hit = (x: number, y: number) => hitTest(model, layout, view, plot, x, y);

describe('pointing at the picture', () => {
  const sync = laneOf('.SyncService');

  it('finds a mark, and says why it came, with the lines that prove it', () => {
    const found = hit(at(21_609_001) + 2, markY(sync.axis, 'agreed', 1));
    expect(found?.kind).toBe('mark');
    const told = found === null ? undefined : explain(model, found);
    expect(told?.title).toBe('timeout callback · .SyncService');
    expect(told?.reasons.at(-1)).toContain('onTimeout');
    expect(told?.proofs.map(({ line }) => line)).toEqual([185, 186]);
    expect(told?.facts.map(({ label, text }) => `${label} ${text}`)).toContain('difference +1 ms');
  });

  it('finds a session, a process, a budget and an empty place', () => {
    expect(hit(at(9_000_000), sync.axis + 5)).toMatchObject({ kind: 'stretch', stretch: { session: 0 } });
    const process = laneOf('world process');
    expect(hit(at(3_000), process.axis)).toMatchObject({ kind: 'stretch', stretch: { label: 'TOP' } });
    const budget = laneOf('dataSync');
    const curve = hit(at(10_800_000), budget.axis);
    expect(curve?.kind).toBe('curve');
    expect(curve === null ? [] : explain(model, curve).facts.map(({ label }) => label)).toEqual([
      'left here',
      'limit',
      'ran out',
    ]);
    expect(hit(at(22_300_000), sync.axis + 5)).toBeNull();
    expect(hit(50, sync.axis)?.kind).toBe('gutter');
    expect(hit(at(0), layout.height + 50)).toBeNull();
  });

  it('knows the same thing again', () => {
    const one = hit(at(9_000_000), sync.axis + 5);
    const again = hit(at(12_000_000), sync.axis + 5);
    expect(isSameHit(one, again)).toBe(true);
    expect(isSameHit(one, null)).toBe(false);
    expect(isSameHit(null, null)).toBe(true);
  });
});

describe('the keyboard', () => {
  it('goes to the one outcome that is no agreement and stays there', () => {
    const first = walk(model, layout, 'divergences', null, view, 1);
    expect(first?.hit.lane.lane.title).toContain('SystemForegroundService');
    expect(walk(model, layout, 'divergences', first?.hit ?? null, view, 1)?.hit).toEqual(first?.hit);
  });

  it('goes through all outcomes in time order, round both ends', () => {
    const times: number[] = [];
    let present = walk(model, layout, 'outcomes', null, view, 1);
    for (let step = 0; step < 6 && present !== null; step += 1) {
      times.push(present.firstMs);
      present = walk(model, layout, 'outcomes', present.hit, view, 1);
    }
    expect(times).toEqual([...times].sort((a, b) => a - b));
    // The refused start was predicted, and claimed by the app, in the same millisecond.
    expect(new Set(times).size).toBe(5);
    expect(present?.firstMs).toBe(times[0]);
    expect(walk(model, layout, 'outcomes', present?.hit ?? null, view, -1)?.firstMs).toBe(times.at(-1));
  });
});

describe('a selected span', () => {
  it('is summed lane by lane', () => {
    const lines = sumSpan(model, { fromMs: 3_600_000, toMs: 7_200_000 }).map(({ lane, text }) => `${lane}: ${text}`);
    expect(lines).toEqual([
      'dataSync: 59 m 59.603 s used',
      'mediaProcessing: 42 m 7.311 s used',
      '.SyncService: 1 h in the foreground',
      '.TranscodeService: 42 m 7.311 s in the foreground',
      'process com.example.photosync: alive 1 h',
      'screen, sleep: off 1 h',
    ]);
  });

  it('counts outcomes of both voices', () => {
    const lines = sumSpan(model, { fromMs: 21_608_000, toMs: 21_620_000 });
    expect(lines.find(({ lane }) => lane === '.SyncService')?.text).toContain('2 predicted · 2 observed');
  });
});

describe('the table', () => {
  it('holds every mark and every stretch in time order', () => {
    const rows = tableRows(model, layout);
    expect(rows).toHaveLength(13);
    expect(rows.map(({ atMs }) => atMs)).toEqual(rows.map(({ atMs }) => atMs).sort((a, b) => a - b));
    const callback = rows.find(({ what }) => what === 'timeout callback');
    expect(callback).toMatchObject({
      lane: '.SyncService',
      predicted: '03:12:41',
      observed: '03:12:41.001',
      note: 'as predicted',
    });
  });
});
