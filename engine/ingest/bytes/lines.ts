/**
 * Cuts a stream of UTF-8 chunks into lines, whatever the chunk borders are.
 *
 *     push ──► [ ... LF ... CR LF ... torn ]   lines inside one chunk are handed on in place, without a copy
 *                                  └─carry──► [ torn | rest LF ... ]   only the torn line is copied
 *
 * A line is handed on without its LF or CRLF; a lone CR inside a line stays in it. Memory: the carried line, at most
 * `maxLineLength` + 1 bytes (times two while its buffer grows).
 */
import { invariant } from '../../result.js';
import { maxLineLength as defaultMaxLineLength } from '../limits.js';
import { NewlineSearch } from './newline-search.js';
import { plainUtf8Units, utf16ByteLength, type SourceUnits } from './source-units.js';

const CR = 13;
const FIRST_CARRY_SIZE = 1_024;

/**
 * Called for each line. `bytes` is only lent: it may be overwritten after the call returns.
 * `lineNumber` counts from 1; `byteStart` is the position of the line in the source.
 */
export type OnLine = (bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number) => void;

export interface LineSplitterOptions {
  readonly onLine: OnLine;
  /** A longer line is cut there. Default: `maxLineLength` of `limits.ts`. */
  readonly maxLineLength?: number;
  /** How positions in the pushed stream relate to positions in the source. Default: they are the same. */
  readonly units?: SourceUnits;
}

export class LineSplitter {
  /** Lines longer than the limit: cut there, the rest skipped. */
  cutLines = 0;
  /** Number of the first cut line; 0 when there is none. */
  firstCutLine = 0;

  private readonly onLine: OnLine;
  private readonly maxLength: number;
  private readonly utf16: boolean;
  private readonly search = new NewlineSearch();
  private lineNumber = 0;
  /** Source position of the next line's first byte. */
  private lineStart: number;
  /** First bytes of a line that began in an earlier chunk, at most `maxLength` + 1 of them. */
  private carry = new Uint8Array(FIRST_CARRY_SIZE);
  private carryLength = 0;
  /** Bytes of the torn line so far, the skipped ones included. */
  private tornLength = 0;
  /** Source bytes of the torn line so far. */
  private tornSourceLength = 0;
  private finished = false;

  constructor(options: LineSplitterOptions) {
    const units = options.units ?? plainUtf8Units;
    this.onLine = options.onLine;
    this.maxLength = options.maxLineLength ?? defaultMaxLineLength;
    invariant(this.maxLength >= 1, 'a line may be at least one byte long');
    this.utf16 = units.utf16;
    this.lineStart = units.firstByte;
  }

  /** Lines handed on so far. */
  get lines(): number {
    return this.lineNumber;
  }

  push(chunk: Uint8Array): void {
    invariant(!this.finished, 'no bytes after finish()');
    const search = this.search;
    search.setChunk(chunk);
    let from = 0;
    let lineFeed = search.next(0);
    if (lineFeed >= 0 && this.tornLength > 0) {
      this.carryOn(chunk, 0, lineFeed);
      this.endTornLine(1);
      from = lineFeed + 1;
      lineFeed = search.next(from);
    }
    while (lineFeed >= 0) {
      this.emit(chunk, from, lineFeed, this.sourceLength(chunk, from, lineFeed + 1));
      from = lineFeed + 1;
      lineFeed = search.next(from);
    }
    if (from < chunk.length) this.carryOn(chunk, from, chunk.length);
  }

  /** Hands on the last line when no line feed ended it. No `push` may follow. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    if (this.tornLength > 0) this.endTornLine(0);
  }

  private sourceLength(bytes: Uint8Array, start: number, end: number): number {
    return this.utf16 ? utf16ByteLength(bytes, start, end) : end - start;
  }

  /** A line inside one chunk, its line feed at `lineFeed`. */
  private emit(bytes: Uint8Array, start: number, lineFeed: number, sourceLength: number): void {
    let end = lineFeed;
    if (end > start && bytes[end - 1]! === CR) end--;
    const number = ++this.lineNumber;
    if (end - start > this.maxLength) {
      end = start + this.maxLength;
      this.countCut(number);
    }
    const lineStart = this.lineStart;
    this.lineStart = lineStart + sourceLength;
    this.onLine(bytes, start, end, number, lineStart);
  }

  private carryOn(chunk: Uint8Array, from: number, to: number): void {
    this.tornLength += to - from;
    this.tornSourceLength += this.sourceLength(chunk, from, to);
    // One byte more than a line may have: it tells whether the limit was passed by a CR that belongs to the line end.
    const kept = Math.min(to - from, this.maxLength + 1 - this.carryLength);
    if (kept <= 0) return;
    const needed = this.carryLength + kept;
    if (needed > this.carry.length) {
      const grown = new Uint8Array(Math.max(needed, Math.min(this.carry.length * 2, this.maxLength + 1)));
      grown.set(this.carry.subarray(0, this.carryLength));
      this.carry = grown;
    }
    this.carry.set(chunk.subarray(from, from + kept), this.carryLength);
    this.carryLength = needed;
  }

  /** `lineFeedLength`: 1 when a line feed ended the line, 0 at the end of the stream. */
  private endTornLine(lineFeedLength: 0 | 1): void {
    let length = this.tornLength;
    const isComplete = length === this.carryLength;
    if (lineFeedLength === 1 && isComplete && this.carry[length - 1]! === CR) length--;
    const number = ++this.lineNumber;
    if (length > this.maxLength) {
      length = this.maxLength;
      this.countCut(number);
    }
    const lineStart = this.lineStart;
    const lineFeedInSource = this.utf16 ? lineFeedLength * 2 : lineFeedLength;
    this.lineStart = lineStart + this.tornSourceLength + lineFeedInSource;
    this.carryLength = 0;
    this.tornLength = 0;
    this.tornSourceLength = 0;
    this.onLine(this.carry, 0, length, number, lineStart);
  }

  private countCut(lineNumber: number): void {
    if (this.cutLines === 0) this.firstCutLine = lineNumber;
    this.cutLines++;
  }
}
