import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUtf8Stream, detectEncoding, detectionLength, sourceUnitsOf } from './encoding.js';
import { LineSplitter } from './lines.js';

const log = [
  '11-29 22:39:01.279  3688  5154 I SmartPower: com.apkpure.aegon/10432(24838): background->idle(3000ms)',
  '11-29 22:39:01.284  3688  5154 W Notes   : Привет, 世界 🔋 end',
  '',
].join('\r\n');

const utf16 = (text: string, order: 'le' | 'be', mark: boolean): Uint8Array => {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return new Uint8Array(order === 'le' ? bytes : bytes.swap16());
};

/** Pushes `bytes` in chunks of the given sizes (used in turn) and returns the UTF-8. */
function toUtf8(bytes: Uint8Array, sizes: readonly number[]): Uint8Array {
  const stream = createUtf8Stream(bytes.subarray(0, detectionLength));
  const parts: Buffer[] = [];
  const keep = (utf8: Uint8Array): void => void parts.push(Buffer.from(utf8));
  for (let i = 0, k = 0; i < bytes.length; k++) {
    const size = sizes[k % sizes.length] ?? 1;
    stream.push(bytes.subarray(i, i + size), keep);
    i += size;
  }
  stream.finish(keep);
  return new Uint8Array(Buffer.concat(parts));
}

const decoded = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

describe('detectEncoding', () => {
  it('reads byte order marks', () => {
    expect(detectEncoding(new Uint8Array([0xef, 0xbb, 0xbf, 0x41]))).toEqual({ name: 'utf-8', markLength: 3 });
    expect(detectEncoding(utf16(log, 'le', true))).toEqual({ name: 'utf-16le', markLength: 2 });
    expect(detectEncoding(utf16(log, 'be', true))).toEqual({ name: 'utf-16be', markLength: 2 });
  });

  it('knows UTF-16 without a mark by its NUL bytes', () => {
    expect(detectEncoding(utf16(log, 'le', false)).name).toBe('utf-16le');
    expect(detectEncoding(utf16(log, 'be', false)).name).toBe('utf-16be');
  });

  it('takes everything else as UTF-8, a file of NUL bytes and one with a stray NUL included', () => {
    expect(detectEncoding(new TextEncoder().encode(log)).name).toBe('utf-8');
    expect(detectEncoding(new TextEncoder().encode(`a\0b${log}`)).name).toBe('utf-8');
    expect(detectEncoding(new Uint8Array(1_024)).name).toBe('utf-8');
    expect(detectEncoding(new Uint8Array(0)).name).toBe('utf-8');
    expect(detectEncoding(new Uint8Array([0x41, 0])).name).toBe('utf-8');
  });
});

describe('createUtf8Stream', () => {
  it('passes UTF-8 through without copying', () => {
    const chunk = new TextEncoder().encode(log);
    const seen: Uint8Array[] = [];
    createUtf8Stream(chunk).push(chunk, (utf8) => seen.push(utf8));
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBe(chunk);
  });

  it('drops the UTF-8 mark even when it comes byte by byte', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode('x\ufeffy')]);
    expect(decoded(toUtf8(bytes, [1]))).toBe('x\ufeffy');
  });

  it('turns UTF-16 of either order to the same UTF-8, wherever it is cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    fc.assert(
      fc.property(text, sizes, fc.constantFrom('le' as const, 'be' as const), (text, sizes, order) => {
        expect(decoded(toUtf8(utf16(text, order, true), sizes))).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('turns lone surrogates and a last odd byte to U+FFFD', () => {
    expect(decoded(toUtf8(utf16('a\ud83dz\udd0b\ud83d\ud83d\udd0b\ud83d', 'le', true), [3]))).toBe(
      'a\ufffdz\ufffd\ufffd\u{1f50b}\ufffd',
    );
    expect(decoded(toUtf8(new Uint8Array([0xff, 0xfe, 0x41, 0x00, 0x42]), [2]))).toBe('A\ufffd');
  });

  it('turns a large file block by block', () => {
    const text = `${log}🔋`.repeat(2_000);
    expect(decoded(toUtf8(utf16(text, 'le', true), [1 << 20]))).toBe(text);
    expect(decoded(toUtf8(utf16(text, 'be', true), [65_537, 7]))).toBe(text);
  });
});

describe('positions in a source that is not plain UTF-8', () => {
  function starts(bytes: Uint8Array, chunkSize: number): number[] {
    const stream = createUtf8Stream(bytes);
    const found: number[] = [];
    const splitter = new LineSplitter({
      units: sourceUnitsOf(stream.encoding),
      maxLineLength: 4,
      onLine: (_bytes, _start, _end, _number, byteStart) => found.push(byteStart),
    });
    for (let i = 0; i < bytes.length; i += chunkSize) {
      stream.push(bytes.subarray(i, i + chunkSize), (utf8) => splitter.push(utf8));
    }
    stream.finish((utf8) => splitter.push(utf8));
    splitter.finish();
    return found;
  }

  it.each([1, 2, 3, 5, 1_000])('are counted in bytes of the UTF-16 file (chunks of %i)', (chunkSize) => {
    // Lines of 1 + CRLF, 4 units (surrogate pair, CJK, Cyrillic) + LF, an overlong one that is cut, and the last.
    const bytes = utf16('a\r\n🔋世б\nlonger than four 世\r\nz', 'le', true);
    expect(starts(bytes, chunkSize)).toEqual([2, 2 + 6, 2 + 6 + 10, 2 + 6 + 10 + 40]);
  });

  it('are counted after the UTF-8 mark', () => {
    expect(starts(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0x0a, 0x62]), 2)).toEqual([3, 5]);
  });
});
