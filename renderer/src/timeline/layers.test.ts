import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layered } from './layers.js';

it('puts a process below its TOP', () => {
  const layers = layered([
    { fromMs: 400, toMs: 9_000, value: 4 },
    { fromMs: 0, toMs: 21_000, value: 0 },
    { fromMs: 22_000, toMs: 23_000, value: 0 },
  ]);
  expect(layers.map(({ stretches }) => stretches.map(({ fromMs }) => fromMs))).toEqual([[0, 22_000], [400]]);
});

it('keeps every stretch, and its place by index, however much they overlap', () => {
  const stretch = fc.record({ fromMs: fc.nat(500), length: fc.nat(300), value: fc.nat(6) });
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 60 }), (list) => {
      const stretches = list.map(({ fromMs, length, value }) => ({ fromMs, toMs: fromMs + length, value }));
      const layers = layered(stretches);
      expect(layers.length).toBeLessThanOrEqual(3);
      expect(layers.flatMap((layer) => layer.stretches)).toHaveLength(stretches.length);
      for (const { track, stretches: own } of layers) {
        expect(track.count).toBe(own.length);
        own.forEach((one, index) => {
          expect(track.start(index)).toBeGreaterThanOrEqual(one.fromMs);
          expect(track.value(index)).toBe(one.value);
        });
      }
    }),
  );
});
