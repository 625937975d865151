import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, type LineSplitterOptions } from './lines.js';

interface Line {
  readonly text: string;
  readonly number: number;
  readonly byteStart: number;
}

/** One character per byte, so that every byte shows. */
const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

function split(chunks: readonly Uint8Array[], options: Omit<LineSplitterOptions, 'onLine'> = {}) {
  const lines: Line[] = [];
  const splitter = new LineSplitter({
    ...options,
    onLine: (bytes, start, end, number, byteStart) => {
      lines.push({ text: latin(bytes.subarray(start, end)), number, byteStart });
    },
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.finish();
  return { lines, texts: lines.map((line) => line.text), splitter };
}

/** Cuts `bytes` at the given places, each in a buffer of its own at an odd offset, as sockets and slices deliver them. */
function chunked(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, k) => {
    const from = places[k] ?? 0;
    const room = new Uint8Array(to - from + 3);
    room.set(bytes.subarray(from, to), 1 + (k % 3));
    return room.subarray(1 + (k % 3), 1 + (k % 3) + to - from);
  });
}

/** The same lines by a plain reading of the definition. */
function expectedLines(text: string, maxLineLength: number): Line[] {
  const lines: Line[] = [];
  let byteStart = 0;
  const parts = text.split('\n');
  for (const [k, part] of parts.entries()) {
    const isLast = k === parts.length - 1;
    if (isLast && part === '') break;
    const content = !isLast && part.endsWith('\r') ? part.slice(0, -1) : part;
    lines.push({ text: content.slice(0, maxLineLength), number: k + 1, byteStart });
    byteStart += part.length + 1;
  }
  return lines;
}

describe('LineSplitter', () => {
  it('hands on lines without LF or CRLF and keeps a lone CR', () => {
    expect(split([bytesOf('a\r\nb\rc\nd\r\r\n\n\r\nlast')]).texts).toEqual(['a', 'b\rc', 'd\r', '', '', 'last']);
  });

  it('joins a CRLF that a chunk border tears apart', () => {
    expect(split([bytesOf('one\r'), bytesOf('\ntwo')]).texts).toEqual(['one', 'two']);
  });

  it('hands on nothing for an empty stream and no empty line after the last line feed', () => {
    expect(split([]).texts).toEqual([]);
    expect(split([bytesOf('a\n'), new Uint8Array(0)]).texts).toEqual(['a']);
  });

  it('does not copy lines that lie inside one chunk', () => {
    const chunk = bytesOf('first\nsecond\nthird');
    const seen: Uint8Array[] = [];
    const splitter = new LineSplitter({ onLine: (bytes) => seen.push(bytes) });
    splitter.push(chunk);
    splitter.finish();
    expect(seen.map((bytes) => bytes === chunk)).toEqual([true, true, false]);
  });

  it('cuts lines over the limit, counts them and names the first', () => {
    const { texts, splitter } = split([bytesOf('1234\n12345\n123456\r\nok\n1234567')], { maxLineLength: 5 });
    expect(texts).toEqual(['1234', '12345', '12345', 'ok', '12345']);
    expect(splitter.cutLines).toBe(2);
    expect(splitter.firstCutLine).toBe(3);
  });

  it('does not call a line cut whose CR alone is over the limit', () => {
    const bytes = bytesOf('12345\r\nx');
    for (const cut of [3, 5, 6, 7]) {
      const { texts, splitter } = split(chunked(bytes, [cut]), { maxLineLength: 5 });
      expect(texts).toEqual(['12345', 'x']);
      expect(splitter.cutLines).toBe(0);
    }
  });

  it('refuses bytes after the end', () => {
    const { splitter } = split([bytesOf('a')]);
    expect(() => splitter.push(bytesOf('b'))).toThrow(/after finish/);
  });

  it('gives the same lines wherever the stream is cut into chunks', () => {
    const piece = fc.constantFrom('\n', '\r', '\r\n', '\0', 'a', 'bc', 'x'.repeat(70), '\n\n', '\xff');
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 12 }), fc.integer({ min: 1, max: 90 }), (whole, cuts, max) => {
        const { lines, splitter } = split(chunked(bytesOf(whole), cuts), { maxLineLength: max });
        expect(lines).toEqual(expectedLines(whole, max));
        const tooLong = expectedLines(whole, Infinity).filter((line) => line.text.length > max);
        expect([splitter.cutLines, splitter.firstCutLine]).toEqual([tooLong.length, tooLong[0]?.number ?? 0]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a line of one mebibyte byte by byte in linear time', () => {
    const length = 1 << 20;
    const bytes = new Uint8Array(length + 1).fill(0x61);
    bytes[length] = 10;
    const chunks = Array.from({ length: length + 1 }, (_, i) => bytes.subarray(i, i + 1));
    const started = performance.now();
    const { lines, splitter } = split(chunks);
    expect(lines.map((line) => line.text.length)).toEqual([length]);
    expect(splitter.cutLines).toBe(0);
    // Copying the carried line at every push would move 2^39 bytes: minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('keeps no more than the limit of an endless line', () => {
    const splitter = new LineSplitter({ maxLineLength: 1_000, onLine: () => undefined });
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    for (let i = 0; i < 64; i++) splitter.push(chunk);
    const carry: unknown = Reflect.get(splitter, 'carry');
    expect(carry).toBeInstanceOf(Uint8Array);
    expect((carry as Uint8Array).length).toBeLessThanOrEqual(1_024);
    splitter.finish();
    expect(splitter.cutLines).toBe(1);
  });
});
