/** From the times of each contender to figures, and whether all gave the same answers. */
import { median } from '../harness/median.mjs';
import { baselines } from './contenders.mjs';

/** One row: `bytes` and `items` of the input over the times. `outcome` comes from `runContender`. */
export function figureOf({ id, input, title }, { bytes, items, itemName, expected }, outcome) {
  const about = { id, input, title };
  if (outcome.problem !== undefined) return { ...about, problem: outcome.problem };
  const { times, peakBytes, answers } = outcome;
  const bestMs = Math.min(...times);
  const medianMs = median(times);
  return {
    ...about,
    rounds: times.length,
    bestMs,
    medianMs,
    bestMBps: bytes / 1e3 / bestMs,
    medianMBps: bytes / 1e3 / medianMs,
    itemName,
    medianItemsPerSecond: (items / medianMs) * 1e3,
    peakBytes,
    answers,
    disagreements: disagreements(answers, expected),
  };
}

function disagreements(answers, expected) {
  return Object.entries(expected)
    .filter(([name, value]) => answers[name] !== undefined && answers[name] !== value)
    .map(([name, value]) => `${name} ${answers[name]}, expected ${value}`);
}

/** Adds `ratio` (medians, against the baseline of the input) and cross-checks what the generator cannot know. */
export function compareFigures(figures) {
  const byId = new Map(figures.map((figure) => [figure.id, figure]));
  return figures.map((figure) => {
    if (figure.problem !== undefined) return figure;
    const baseline = byId.get(baselines[figure.input]);
    const ratio = baseline?.medianMs === undefined ? null : baseline.medianMs / figure.medianMs;
    const other = byId.get(`${figure.input}-facts`)?.answers?.understood;
    const { understood } = figure.answers;
    const differs = understood !== undefined && other !== undefined && understood !== other;
    const found = differs ? [`understood ${understood}, ${figure.input}-facts ${other}`] : [];
    return { ...figure, ratio, disagreements: [...figure.disagreements, ...found] };
  });
}
