import { expect, it } from 'vitest';
import { timelineModel } from '../../timeline/analysis-lanes.js';
import { layOut } from '../../timeline/lane-layout.js';
import { emptyAnalysis, exampleAnalyses } from '../../timeline/timeline-fixture.js';
import { contextOf, countsOf, subjectOf, summaryOf } from './analysis-words.js';
import { outcomeRows } from './outcome-rows.js';

it('says whose log it is, by what it was judged and how it came out', () => {
  const { sixHours } = exampleAnalyses;
  expect(subjectOf(sixHours)).toBe('com.example.photosync');
  expect(contextOf(sixHours)).toEqual(['Android release not known', 'judged by android-15 (V3)', '2026-09-26']);
  expect(summaryOf(sixHours)).toBe('2 as predicted, 1 not observable');
});

it('says of an empty log that there is nothing', () => {
  expect(subjectOf(emptyAnalysis)).toBe('no app with a service');
  expect(countsOf(emptyAnalysis)).toEqual([{ tone: 'muted', text: 'nothing to judge' }]);
});

it('counts other apps beside the one with most to judge', () => {
  const [session] = exampleAnalyses.sixHours.sessions;
  if (session === undefined) throw new Error('the example has sessions');
  const others = Array.from({ length: 9 }, () => ({ ...session, package: 'com.busy' }));
  const analysis = { ...exampleAnalyses.sixHours, sessions: [...others, ...exampleAnalyses.sixHours.sessions] };
  expect(subjectOf(analysis)).toBe('com.example.photosync and 1 more app');
});

it('lists what differs first, then what nobody can know, then what agrees', () => {
  const model = timelineModel(exampleAnalyses.sixHours);
  const rows = outcomeRows(model, layOut(model, 1_000));
  expect(rows.map(({ verdict }) => verdict.verdict)).toEqual(['not-observable', 'as-predicted', 'as-predicted']);
});
