import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { MS_PER_HOUR } from '../../../../engine/time.js';
import { crowded } from '../fixtures-extreme.js';
import { agreeing, late, quietNight } from '../fixtures.js';
import { readMarkup, type Tag } from '../testing/markup-check.js';
import { budgetCurves } from './budget-curve.js';
import { renderDocument } from './escape.js';
import { serviceLanes } from './timeline-lanes.js';
import { timeline } from './timeline.js';

const drawn = (analysis: Analysis): Tag[] => readMarkup(renderDocument(timeline(analysis, 'a1')), 'html');
const ofClass = (tags: readonly Tag[], name: string): Tag[] =>
  tags.filter((tag) => (tag.attributes.get('class') ?? '').split(' ').includes(name));

describe('service lanes', () => {
  it('come with outcomes first, then by first session', () => {
    const names = serviceLanes(crowded(3, 2), 0).map((lane) => lane.name);
    expect(names).toEqual(['.SyncService', '.upload.UploadService', '.Worker0', '.Worker1', '.Worker2']);
  });

  it('draw two marks and a bracket even for agreement, where the picture is wide enough to tell them apart', () => {
    const [together] = serviceLanes(agreeing, 1_000);
    const [apart] = serviceLanes(agreeing, 10);
    expect(together?.marks.filter((mark) => mark.voice === 'agreed')).toHaveLength(2);
    expect(apart?.marks.filter((mark) => mark.voice === 'agreed')).toHaveLength(0);
    expect(apart?.brackets.map((bracket) => bracket.label)).toEqual(['as predicted', 'as predicted']);
  });

  it('end with a cross where the process died', () => {
    const [lane] = serviceLanes(agreeing, 1_000);
    expect(lane?.marks.filter((mark) => mark.kind === 'death').map((mark) => mark.title)).toEqual([
      'com.example.sync/.SyncService: process died, 2026-09-27 03:12:54.070 +03:00',
    ]);
  });
});

describe('the timeline', () => {
  it('hatches gaps through all lanes', () => {
    expect(ofClass(drawn(late), 'gap-shadow')).toHaveLength(1);
    expect(ofClass(drawn(agreeing), 'gap-shadow')).toHaveLength(0);
  });

  it('marks a reboot, but not the boot that the log begins with', () => {
    const boots: Analysis['spans'] = [
      { lane: 'boot', subject: '', value: 'boot 1', fromElapsedMs: 0, toElapsedMs: 2 * MS_PER_HOUR },
      { lane: 'boot', subject: '', value: 'boot 2', fromElapsedMs: 2 * MS_PER_HOUR, toElapsedMs: 9 * MS_PER_HOUR },
    ];
    const titles = drawn({ ...quietNight, spans: boots }).map((tag) => tag.text);
    expect(titles).toContain('boot 2, 7 h');
    expect(titles).not.toContain('boot 1, 2 h');
  });

  it('stacks marks of one place, so that none covers another', () => {
    const places = ofClass(drawn(agreeing), 'agreed')
      .map((tag) => tag.attributes.get('transform') ?? '')
      .filter((place) => place !== 'translate(0.0 0.0)')
      .map((place) => Number(/ (-?[\d.]+)\)$/.exec(place)?.[1]));
    expect(places).toHaveLength(2);
    expect(Math.abs((places[0] ?? 0) - (places[1] ?? 0))).toBeGreaterThan(18);
  });
});

describe('budget curves', () => {
  const [budget] = agreeing.budgets;
  const points = Array.from({ length: 100_000 }, (_, index) => ({
    elapsedMs: (index / 100_000) * 9 * MS_PER_HOUR,
    leftMs: index === 54_321 ? 0 : (6 - (index % 2)) * MS_PER_HOUR,
  }));
  const paths = (analysis: Analysis): string[] =>
    ofClass(readMarkup(renderDocument(budgetCurves(analysis, 'a1')), 'html'), 'curve').map(
      (tag) => tag.attributes.get('d') ?? '',
    );

  it('are thinned to the width of the picture and keep the lowest point', () => {
    const [path = ''] = paths({ ...agreeing, budgets: budget === undefined ? [] : [{ ...budget, curve: points }] });
    expect(path.split('L').length).toBeLessThan(5_000);
    expect(path.match(/,114\.0/g)).toHaveLength(1);
  });

  it('rise in one upright line where the budget is reset', () => {
    expect(paths(late)[0]).toMatch(/L([\d.]+),114\.0L\1,22\.0/);
  });

  it('are replaced by a sentence where no budget is known', () => {
    expect(renderDocument(budgetCurves(quietNight, 'a1'))).toContain('No budget is known');
  });
});
