/**
 * The first lines of a file, held back until it is known whether the file has any strong layout. The `tag` layout looks
 * like prose, so it counts only where nothing stronger was found and at least half of the lines have it.
 */
import { Header } from './header.js';
import { parseBufferMarker } from './buffer-markers.js';
import { parseTag } from './tag.js';

export type LineReader = (bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number) => void;

const MOST_LINES = 200;
const MOST_BYTES = 256 * 1024;

interface HeldLine {
  readonly bytes: Uint8Array;
  readonly lineNumber: number;
  readonly byteStart: number;
}

export class UndecidedLines {
  private held: HeldLine[] = [];
  private texts = 0;
  private tagLines = 0;
  private byteCount = 0;
  private readonly header = new Header();

  /** Keeps a copy of the line. `false`: that was the last one, decide now. */
  hold(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): boolean {
    this.held.push({ bytes: bytes.slice(start, end), lineNumber, byteStart });
    this.byteCount += end - start;
    if (end > start && parseBufferMarker(bytes, start, end) === undefined) {
      this.texts++;
      if (parseTag(bytes, start, end, this.header)) this.tagLines++;
    }
    return this.texts < MOST_LINES && this.held.length < MOST_LINES * 4 && this.byteCount < MOST_BYTES;
  }

  looksLikeTagLayout(): boolean {
    return this.tagLines > 0 && this.tagLines * 2 >= this.texts;
  }

  /** Hands on all lines in order and forgets them. */
  release(read: LineReader): void {
    const held = this.held;
    this.held = [];
    for (const line of held) read(line.bytes, 0, line.bytes.length, line.lineNumber, line.byteStart);
  }
}
