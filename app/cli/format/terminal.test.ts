import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../lab/reports/display-width.js';
import { TerminalPage, wrap } from './terminal.js';

const page = (width: number, colour = false): TerminalPage => new TerminalPage({ width, colour });

describe('wrap', () => {
  it('breaks between words, keeps the spaces inside a line and cuts words that are too long', () => {
    expect(wrap('one two  three', 9)).toEqual(['one two', 'three']);
    expect(wrap('09-27  1743  2107 E', 30)).toEqual(['09-27  1743  2107 E']);
    expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('keeps a unit beside its number', () => {
    expect(wrap('the log is 9 h long', 12)).toEqual(['the log is', '9 h long']);
  });

  it('loses no character and keeps every line within the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('takes a line of a megabyte without a space, or of nothing but spaces, in its stride', () => {
    expect(wrap('x'.repeat(1_000_000), 100)).toHaveLength(10_000);
    expect(wrap(' '.repeat(1_000_000), 100)).toEqual(['']);
  });
});

describe('a terminal page', () => {
  it('aligns columns by what they show, wide characters and escapes included', () => {
    const text = page(60);
    const columns = [
      { title: 'name', align: 'left' },
      { title: 'length', align: 'right' },
    ] as const;
    text.table(
      columns,
      [
        ['同期', '6 h'],
        ['a\u0000', '10 ms'],
      ],
      2,
    );
    expect(text.toString()).toBe('  name   length\n  同期      6 h\n  a\\x00   10 ms\n');
  });

  it('writes one block a row where the columns do not fit, and cuts nothing', () => {
    const text = page(40);
    const columns = [
      { title: 'service', align: 'left' },
      { title: 'start', align: 'right' },
    ] as const;
    text.table(columns, [['com.example.sync/.SyncService', '2026-09-26 21:12:44.000 +03:00']], 2);
    expect(text.toString()).toBe(
      ['  com.example.sync/.SyncService', '      start  2026-09-26 21:12:44.000', '             +03:00', ''].join('\n'),
    );
  });

  it('colours only when asked, and never lets a sequence of the text through', () => {
    const plain = page(80);
    plain.paragraph('\u001b[31mred', { style: 'green' });
    expect(plain.toString()).toBe('\\x1b[31mred\n');
    const coloured = page(80, true);
    coloured.paragraph('\u001b[31mred', { style: 'green' });
    expect(coloured.toString()).toBe('\u001b[32m\\x1b[31mred\u001b[39m\n');
  });
});
