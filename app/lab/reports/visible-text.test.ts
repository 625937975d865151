import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, splitAtColumn } from './display-width.js';
import { cutText, visibleLines, visibleText } from './visible-text.js';

describe('visibleText', () => {
  it('writes what would act on a terminal or a reader as an escape', () => {
    expect(visibleText('\u001b[31mred\u0007 \u0000 \u009b')).toBe('\\x1b[31mred\\x07 \\x00 \\x9b');
    expect(visibleText('\u202egnp.exe \u2066 \u200b \ufeff \u2028')).toBe(
      '\\u202egnp.exe \\u2066 \\u200b \\ufeff \\u2028',
    );
    expect(visibleText('half \ud83d pair, tag \u{e0041}, \uffff')).toBe('half \\ud83d pair, tag \\u{e0041}, \\uffff');
    expect(visibleText('a\tb\r\nc')).toBe('a\\tb\\r\\nc');
  });

  it('leaves letters of all scripts and whole pairs as they are', () => {
    const text = 'Straße, 同期サービス, مزامنة, 👍';
    expect(visibleText(text)).toBe(text);
  });

  it('keeps line ends where lines are asked for', () => {
    expect(visibleLines('one\r\ntwo\u0000')).toBe('one\\r\ntwo\\x00');
  });

  it('leaves nothing dangerous behind, whatever comes in, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(visibleText(shown)).toBe(shown);
      }),
    );
  });
});

describe('cutText', () => {
  it('cuts at a whole character and says how much is left out', () => {
    expect(cutText('short', 5)).toBe('short');
    expect(cutText('abcdef', 4)).toBe('abcd … (2 more characters)');
    expect(cutText('abc👍d', 4)).toBe('abc … (3 more characters)');
  });
});

describe('display width', () => {
  it('counts wide characters twice and combining marks not at all', () => {
    expect([displayWidth('abc'), displayWidth('同期'), displayWidth('e\u0301'), displayWidth('👍')]).toEqual([
      3, 4, 1, 2,
    ]);
  });

  it('splits at a column and always takes at least one character', () => {
    expect(splitAtColumn('abcdef', 4)).toEqual(['abcd', 'ef']);
    expect(splitAtColumn('同期', 3)).toEqual(['同', '期']);
    expect(splitAtColumn('同期', 1)).toEqual(['同', '期']);
  });
});
