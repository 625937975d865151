import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerLines } from './answer-lines.js';

const MAX_BYTES = 20;

/** Feeds bytes in the given pieces and returns what is written; an answer is the line between brackets. */
function answersTo(pieces: readonly Uint8Array[]): { readonly text: string; readonly writes: number } {
  const waiting = [...pieces];
  let text = '';
  let writes = 0;
  answerLines(
    {
      answer: (line, number) => `${number}[${line}]`,
      answerTooLong: (number) => `${number}!`,
      maxBytes: MAX_BYTES,
    },
    {
      read: (into) => {
        const piece = waiting.shift();
        if (piece === undefined) return 0;
        // The rest of the buffer holds what was read before: it must not be taken for input.
        into.fill(10);
        into.set(piece);
        return piece.length;
      },
      write: (more) => {
        text += more;
        writes++;
      },
    },
  );
  return { text, writes };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the filter for JSON Lines', () => {
  it('answers every line but blank ones, with and without a line break at the end', () => {
    expect(answersTo([bytes('a\nb\n')]).text).toBe('1[a]\n2[b]\n');
    expect(answersTo([bytes('a\r\nb')]).text).toBe('1[a]\n2[b]\n');
    expect(answersTo([bytes('\n \r\nx')]).text).toBe('3[x]\n');
    expect(answersTo([]).text).toBe('');
  });

  it('answers a line that is too long without keeping it, and goes on', () => {
    const long = 'x'.repeat(MAX_BYTES + 1);
    expect(answersTo([bytes(long), bytes(`${long}\nshort\n`)]).text).toBe('1!\n2[short]\n');
    expect(answersTo([bytes(`${'y'.repeat(MAX_BYTES)}\n`)]).text).toBe(`1[${'y'.repeat(MAX_BYTES)}]\n`);
  });

  it('gives each answer before it waits for the next question', () => {
    expect(answersTo([bytes('a\n'), bytes('b\n'), bytes('c\n')]).writes).toBe(3);
  });

  it('gives the same answers wherever the input is torn', () => {
    const input = bytes('{"a":"ä"}\n\n{"b":"😀"}\r\nlast');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (sizes) => {
        const pieces: Uint8Array[] = [];
        for (let from = 0, turn = 0; from < input.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(input.subarray(from, from + size));
          from += size;
        }
        expect(answersTo(pieces).text).toBe('1[{"a":"ä"}]\n3[{"b":"😀"}]\n4[last]\n');
      }),
    );
  });
});
