import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight } from './highlight.js';

const kinds = (line: string): readonly string[] =>
  highlight(line)
    .filter(({ text }) => text.trim() !== '')
    .map(({ kind, text }) => `${kind} ${text}`);

describe('the colours of a scenario', () => {
  it('tell keys, values, signs and comments apart', () => {
    expect(kinds('  - { at: 2h, do: startForegroundService, service: B } # later')).toEqual([
      'sign -',
      'sign {',
      'key at',
      'sign :',
      'value 2h',
      'sign ,',
      'key do',
      'sign :',
      'plain  startForegroundService',
      'sign ,',
      'key service',
      'sign :',
      'plain  B ',
      'sign }',
      'comment # later',
    ]);
  });

  it('take a number sign inside a word or a string for no comment', () => {
    expect(kinds('name: "a # b"')).toEqual(['key name', 'sign :', 'value "a # b"']);
    expect(highlight('a#b')).toEqual([{ kind: 'plain', text: 'a#b' }]);
  });

  it('never change the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1 :-#{}"\\é') }), (line) => {
        expect(
          highlight(line)
            .map(({ text }) => text)
            .join(''),
        ).toBe(line);
      }),
    );
  });
});
