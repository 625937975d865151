/** Turns chunks of a text file to chunks of UTF-8, with the state that is torn at a chunk border carried over. */
import type { TextEncoding } from './encoding.js';

/** Receives UTF-8. The bytes are only lent: they may be overwritten after the call returns. */
export type OnUtf8 = (utf8: Uint8Array) => void;

export interface Utf8Stream {
  push(chunk: Uint8Array, onUtf8: OnUtf8): void;
  /** Hands on what was torn at the end of the file. */
  finish(onUtf8: OnUtf8): void;
}

/** UTF-8 is handed on as it is, invalid bytes included; only a byte order mark is left out. */
export class Utf8PassThrough implements Utf8Stream {
  readonly encoding: TextEncoding;
  private markLeft: number;

  constructor(encoding: TextEncoding) {
    this.encoding = encoding;
    this.markLeft = encoding.markLength;
  }

  push(chunk: Uint8Array, onUtf8: OnUtf8): void {
    if (this.markLeft === 0) {
      if (chunk.length > 0) onUtf8(chunk);
      return;
    }
    const skipped = Math.min(this.markLeft, chunk.length);
    this.markLeft -= skipped;
    if (chunk.length > skipped) onUtf8(chunk.subarray(skipped));
  }

  finish(_onUtf8: OnUtf8): void {
    // Nothing is ever held back.
  }
}

const REPLACEMENT = 0xfffd;
/** UTF-16 units turned at once; bounds the output buffer. */
const BLOCK_UNITS = 32_768;
const MOST_BYTES_PER_UNIT = 3;

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

export class Utf16ToUtf8 implements Utf8Stream {
  readonly encoding: TextEncoding;
  private markLeft: number;
  private readonly highFirst: boolean;
  /** First byte of a unit whose second byte is in the next chunk; -1 when none. */
  private oddByte = -1;
  /** A high surrogate that waits for its low one; -1 when none. */
  private pendingHigh = -1;
  // One unit may bring out a pending surrogate too, hence the room for one more.
  private readonly output = new Uint8Array((BLOCK_UNITS + 1) * MOST_BYTES_PER_UNIT);
  private length = 0;

  constructor(encoding: TextEncoding) {
    this.encoding = encoding;
    this.markLeft = encoding.markLength;
    this.highFirst = encoding.name === 'utf-16be';
  }

  push(chunk: Uint8Array, onUtf8: OnUtf8): void {
    let i = Math.min(this.markLeft, chunk.length);
    this.markLeft -= i;
    if (this.oddByte >= 0 && i < chunk.length) {
      this.unit(this.unitOf(this.oddByte, chunk[i]!));
      this.oddByte = -1;
      i++;
    }
    while (i + 1 < chunk.length) {
      const blockEnd = Math.min(chunk.length - 1, i + BLOCK_UNITS * 2 - 2);
      for (; i < blockEnd; i += 2) this.unit(this.unitOf(chunk[i]!, chunk[i + 1]!));
      this.flush(onUtf8);
    }
    if (i < chunk.length) this.oddByte = chunk[i]!;
    this.flush(onUtf8);
  }

  finish(onUtf8: OnUtf8): void {
    if (this.pendingHigh >= 0) this.write(REPLACEMENT);
    if (this.oddByte >= 0) this.write(REPLACEMENT);
    this.pendingHigh = -1;
    this.oddByte = -1;
    this.flush(onUtf8);
  }

  private unitOf(first: number, second: number): number {
    return this.highFirst ? (first << 8) | second : (second << 8) | first;
  }

  private unit(unit: number): void {
    if (this.pendingHigh >= 0) {
      const high = this.pendingHigh;
      this.pendingHigh = -1;
      if (isLowSurrogate(unit)) {
        this.write(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
        return;
      }
      this.write(REPLACEMENT);
    }
    if (isHighSurrogate(unit)) this.pendingHigh = unit;
    else this.write(isLowSurrogate(unit) ? REPLACEMENT : unit);
  }

  private write(codePoint: number): void {
    const { output } = this;
    if (codePoint < 0x80) {
      output[this.length++] = codePoint;
    } else if (codePoint < 0x800) {
      output[this.length++] = 0xc0 | (codePoint >> 6);
      output[this.length++] = 0x80 | (codePoint & 63);
    } else if (codePoint < 0x10000) {
      output[this.length++] = 0xe0 | (codePoint >> 12);
      output[this.length++] = 0x80 | ((codePoint >> 6) & 63);
      output[this.length++] = 0x80 | (codePoint & 63);
    } else {
      output[this.length++] = 0xf0 | (codePoint >> 18);
      output[this.length++] = 0x80 | ((codePoint >> 12) & 63);
      output[this.length++] = 0x80 | ((codePoint >> 6) & 63);
      output[this.length++] = 0x80 | (codePoint & 63);
    }
  }

  private flush(onUtf8: OnUtf8): void {
    if (this.length === 0) return;
    const utf8 = this.output.subarray(0, this.length);
    this.length = 0;
    onUtf8(utf8);
  }
}
