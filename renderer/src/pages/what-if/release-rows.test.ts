import { expect, it } from 'vitest';
import { predictedAt } from '../../timeline/timeline-fixture.js';
import { changesOf } from './changes.js';
import { outcomesOf, releaseRows } from './release-rows.js';

const answer = (policy: string, ...predicted: ReturnType<typeof predictedAt>[]) => ({
  policy,
  variant: null,
  predicted,
  budgets: [],
});
const summary = (name: string) => ({
  name,
  title: name,
  release: null,
  variants: [],
  config: {},
  source: 'built in' as const,
});

it('follows each outcome through all releases, in the order in which it first falls', () => {
  const crash = predictedAt(9_000, { id: 1, outcome: 'crash-did-not-stop' });
  const answers = [answer('a'), answer('b', predictedAt(5_000)), answer('c', predictedAt(4_000), crash)];
  const rows = releaseRows(['a', 'b', 'c'].map(summary), answers);
  const [callback, second] = outcomesOf(answers);
  expect(callback?.title).toBe('timeout callback · com.example/.Sync');
  expect(rows.map(({ moments }) => moments.get(callback?.key ?? ''))).toEqual([undefined, 5_000, 4_000]);
  expect(rows.map(({ moments }) => moments.get(second?.key ?? ''))).toEqual([undefined, undefined, 9_000]);
});

it('counts what other rules change, silent outcomes left out', () => {
  const silent = predictedAt(1_000, { id: 5, outcome: 'deadline-moved', silent: true });
  const base = { predicted: [predictedAt(5_000), silent] };
  expect(changesOf(base, answer('a', predictedAt(5_000)))).toBe('The same outcomes as before.');
  const crash = predictedAt(9_000, { id: 1, outcome: 'crash-did-not-stop' });
  expect(changesOf(base, answer('a', predictedAt(7_000), crash))).toBe('1 moved · 1 new · 0 gone');
  expect(changesOf(base, answer('a'))).toBe('0 moved · 0 new · 1 gone');
});
