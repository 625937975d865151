import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson, safeJsonLine } from './safe-json.js';

const acting = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}<]/u;

describe('safe JSON', () => {
  it('gives every value back exactly, and holds nothing that acts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, key) => {
        const value = { [key]: text, list: [text] };
        expect(JSON.parse(safeJson(value))).toEqual(value);
        expect(JSON.parse(safeJsonLine(value))).toEqual(value);
        expect(safeJsonLine(value)).not.toMatch(acting);
        expect(safeJson(value).replaceAll('\n', '')).not.toMatch(acting);
      }),
    );
  });

  it('keeps halves of pairs, astral formats and DEL, which JSON.stringify lets through', () => {
    const text = '\ud83d \u{e0001} \u007f \u2028 </script>';
    expect(safeJsonLine([text])).toBe('["\\ud83d \\udb40\\udc01 \\u007f \\u2028 \\u003c/script>"]');
    expect(JSON.parse(safeJsonLine([text]))).toEqual([text]);
  });
});
