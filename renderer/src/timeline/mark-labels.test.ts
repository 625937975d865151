import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textWidth } from '../../../app/api/picture.js';
import { placeMarkLabels } from './mark-labels.js';
import type { DrawnMark } from './mark-track.js';

const plot = { left: 200, width: 1_000 };
const at = (x: number, level = 0): DrawnMark => ({ index: 0, voice: 'predicted', x, level, also: 0 });

it('writes a time right of its mark, left of it at the right edge, and nowhere without room', () => {
  const [right] = placeMarkLabels([at(400)], plot, () => '03:12:44');
  expect(right?.x).toBeGreaterThan(400);
  const [left] = placeMarkLabels([at(1_190)], plot, () => '03:12:44');
  expect(left?.x).toBeLessThan(1_190);
  expect(placeMarkLabels([at(400), at(415), at(430)], plot, () => '03:12:44').map(({ mark }) => mark.x)).toEqual([
    400, 430,
  ]);
});

it('never writes over a mark, another label or the edge', () => {
  const marks = fc.array(fc.record({ x: fc.integer({ min: 200, max: 1_200 }), level: fc.nat(2) }), { maxLength: 80 });
  fc.assert(
    fc.property(marks, fc.integer({ min: 1, max: 24 }), (list, length) => {
      const drawn = list.map(({ x, level }) => at(x, level)).sort((a, b) => a.x - b.x);
      const labels = placeMarkLabels(drawn, plot, () => 'x'.repeat(length));
      const width = textWidth('x'.repeat(length));
      for (const label of labels) {
        const [from, to] = [label.x, label.x + width];
        expect(from).toBeGreaterThanOrEqual(plot.left);
        expect(to).toBeLessThanOrEqual(plot.left + plot.width);
        const row = drawn.filter(({ level }) => level === label.mark.level);
        expect(row.every(({ x }) => to <= x - 8 || from >= x + 8)).toBe(true);
        const others = labels.filter((one) => one !== label && one.mark.level === label.mark.level);
        expect(others.every(({ x }) => x + width <= from || x >= to)).toBe(true);
      }
    }),
  );
});
