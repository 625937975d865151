import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTail, fitText, placeLabels, textWidth } from './label-rows.js';

const bounds = { left: 100, right: 900, rows: 3 };

describe('labels', () => {
  it('never cover each other and never leave the picture', () => {
    const label = fc.record({ text: fc.string({ maxLength: 40 }), at: fc.double({ min: 0, max: 1_000, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 30 }), (labels) => {
        const placed = placeLabels(labels, bounds).filter((one) => one.row !== null);
        placed.forEach((one, index) => {
          expect(one.x).toBeGreaterThanOrEqual(bounds.left);
          expect(one.x + textWidth(one.text)).toBeLessThanOrEqual(bounds.right + 1e-9);
          for (const other of placed.slice(index + 1)) {
            const isApart = one.x + textWidth(one.text) <= other.x || other.x + textWidth(other.text) <= one.x;
            expect(one.row !== other.row || isApart).toBe(true);
          }
        });
      }),
    );
  });

  it('are left out, not squeezed, where all rows are full', () => {
    const rows = placeLabels(
      Array.from({ length: 4 }, () => ({ text: 'same place', at: 500 })),
      bounds,
    ).map((one) => one.row);
    expect(rows).toEqual([0, 1, 2, null]);
  });

  it('are measured as they will be shown, escapes included', () => {
    expect(textWidth('\u0000')).toBe(textWidth('\\x00'));
    expect(fitText('com.example.LongServiceName', 70)).toBe('com.examp…');
    expect(fitTail('com.example.LongServiceName', 70)).toBe('…rviceName');
  });

  it('of a name keep the end, whole parts of it where they take half of the room', () => {
    const service = 'androidx.work.impl.foreground.SystemForegroundService';
    expect(fitTail(service, 200)).toBe('…SystemForegroundService');
    expect(fitTail('com.example.a.product.app', 120)).toBe('…a.product.app');
    expect(fitTail('com.example.Outer$VeryLongNameOfAnInnerClass', 120)).toBe('…meOfAnInnerClass');
    expect(fitTail('short.Name', 200)).toBe('short.Name');
  });
});
