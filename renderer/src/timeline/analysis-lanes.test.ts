import { describe, expect, it } from 'vitest';
import { timelineModel } from './analysis-lanes.js';
import { analysisWithDelta, emptyAnalysis, exampleAnalyses, predictedAt } from './timeline-fixture.js';
import { hasBracket, type Lane, type ServiceLane } from './timeline-model.js';

const serviceLanes = (lanes: readonly Lane[]): readonly ServiceLane[] =>
  lanes.filter((lane) => lane.kind === 'service');

describe('the lanes of an analysis', () => {
  it('lie in the order budgets, services, world, with the exhausted budget first', () => {
    const { lanes } = timelineModel(exampleAnalyses.sixHours);
    expect(lanes.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      'budget dataSync',
      'budget mediaProcessing',
      'service .SyncService',
      'service androidx.work.impl.foreground.SystemForegroundService',
      'service .TranscodeService',
      'world process',
      'world screen, sleep',
    ]);
  });

  it('show what agrees as one mark of both voices, and the death of the process', () => {
    const [sync] = serviceLanes(timelineModel(exampleAnalyses.sixHours).lanes);
    const marks = sync?.marks.marks.map(({ kind, tone, agreed }) => `${kind} ${tone}${agreed ? ' agreed' : ''}`);
    expect(marks).toEqual(['reset muted', 'callback agree agreed', 'crash agree agreed', 'death muted']);
  });

  it('draw a process and its TOP in two layers', () => {
    const { lanes } = timelineModel(exampleAnalyses.sixHours);
    const process = lanes.find((lane) => lane.kind === 'world' && lane.title === 'process');
    expect(
      process?.kind === 'world' && process.layers.map(({ stretches }) => stretches.map(({ label }) => label)),
    ).toEqual([['alive', 'alive'], ['TOP']]);
  });

  it('join a difference by a bracket that names the cause, and walk to it', () => {
    const cause = { cause: 'deep-sleep', standing: 'proved', explanation: 'It slept.', evidence: [] } as const;
    const model = timelineModel(analysisWithDelta(30_000, { cause }));
    const [lane] = serviceLanes(model.lanes);
    const [mark] = lane?.marks.marks ?? [];
    expect(mark).toMatchObject({ predictedMs: 60_000, observedMs: 90_000, tone: 'wrong', agreed: false });
    expect(mark?.difference).toBe('late by 30 s · deep sleep (proved)');
    expect(mark !== undefined && hasBracket(mark)).toBe(true);
    expect(model.divergences).toEqual([
      { differs: true, verdict: 0, lane: 0, mark: 0, firstMs: 60_000, lastMs: 90_000 },
    ]);
  });

  it('take the whole from the first to the last thing drawn', () => {
    const late = { ...analysisWithDelta(0), predicted: [predictedAt(60_000), predictedAt(500_000, { id: 1 })] };
    const { whole } = timelineModel(late);
    expect(whole.fromMs).toBeLessThan(0);
    expect(whole.toMs).toBeGreaterThan(500_000);
  });

  it('of an empty analysis are none, and there is still a view', () => {
    const model = timelineModel(emptyAnalysis);
    expect(model.lanes).toEqual([]);
    expect(model.whole.toMs).toBeGreaterThan(model.whole.fromMs);
  });

  it('does not show a dark screen as lit', () => {
    const { lanes } = timelineModel(exampleAnalyses.sixHours);
    const screen = lanes.find((lane) => lane.kind === 'world' && lane.title.startsWith('screen'));
    const values =
      screen?.kind === 'world' ? screen.layers.flatMap((layer) => layer.stretches.map(({ value }) => value)) : [];
    expect(values.every((value) => value === 0)).toBe(true);
  });
});

it('shows names that would turn the reading direction as escapes, in lanes and in explanations', () => {
  const hostile = analysisWithDelta(30_000, { package: 'com.example', service: 'com.example/.A\u202egpj' });
  const [lane] = serviceLanes(timelineModel(hostile).lanes);
  expect(lane?.title).toBe('.A\\u202egpj');
});

describe('a what-if', () => {
  const analysis = analysisWithDelta(0);
  const answer = (predicted: readonly ReturnType<typeof predictedAt>[]) => ({
    policy: 'android-16',
    variant: null,
    predicted,
    budgets: [],
  });
  const marksOf = (predicted: readonly ReturnType<typeof predictedAt>[]) =>
    serviceLanes(timelineModel(analysis, answer(predicted)).lanes).flatMap((lane) => lane.marks.marks);

  it('moves predicted marks, leaves a ghost where each was, and keeps observed ones', () => {
    const marks = marksOf([predictedAt(90_000)]);
    expect(marks.find(({ predictedMs }) => predictedMs !== null)).toMatchObject({
      predictedMs: 90_000,
      ghostMs: 60_000,
      difference: '+30 s',
    });
    expect(marks.find(({ observedMs }) => observedMs !== null)).toMatchObject({
      observedMs: 60_000,
      predictedMs: null,
    });
  });

  it('says what is new and what does not come', () => {
    expect(marksOf([]).map(({ difference }) => difference)).toContain('does not come');
    const crash = predictedAt(70_000, { id: 1, outcome: 'crash-did-not-stop' });
    expect(marksOf([predictedAt(60_000), crash]).map(({ difference }) => difference)).toEqual(['', '', 'new']);
  });

  it('judges nothing: its prediction is of another world', () => {
    const model = timelineModel(analysis, answer([predictedAt(90_000)]));
    expect(model.divergences).toEqual([]);
    expect(serviceLanes(model.lanes).every(({ hasBrackets }) => !hasBrackets)).toBe(true);
  });
});
