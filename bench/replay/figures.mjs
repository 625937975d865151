/** From the times of each contender to figures, and whether those who answer one question agree. */
import { median } from '../harness/median.mjs';

export function figureOf({ id, input, question, title }, { items, eventsPerItem }, outcome) {
  const about = { id, input, question, title };
  if (outcome.problem !== undefined) return { ...about, problem: outcome.problem };
  const { times, peakBytes, answers } = outcome;
  const medianMs = median(times);
  const itemsPerSecond = (items / medianMs) * 1e3;
  return {
    ...about,
    rounds: times.length,
    bestMs: Math.min(...times),
    medianMs,
    itemsPerSecond,
    eventsPerSecond: itemsPerSecond * eventsPerItem,
    peakBytes,
    answers,
  };
}

/** Contenders of one input and one question must give the answers of the first of them. */
export function crossCheck(figures) {
  return figures.map((figure) => {
    if (figure.problem !== undefined || figure.question === undefined) return figure;
    const isPeer = (other) => other.input === figure.input && other.question === figure.question;
    const first = figures.find((other) => isPeer(other) && other.problem === undefined);
    const disagreements = Object.entries(first.answers)
      .filter(([name, value]) => figure.answers[name] !== value)
      .map(([name, value]) => `${name} ${figure.answers[name]}, ${first.title} says ${value}`);
    return { ...figure, disagreements };
  });
}
