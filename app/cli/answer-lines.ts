/**
 * A filter for JSON Lines: reads standard input line by line and answers each with one line on standard output, in order,
 * without holding more than one line and one block of answers. Blocking on purpose: a filter has nothing else to do, and so
 * the other program's pace is kept by the pipes.
 */
import { readSync, writeSync } from 'node:fs';

const CHUNK_BYTES = 1 << 16;
const BLOCK_CHARACTERS = 1 << 16;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const PAUSE_MS = 5;

export interface LineAnswerer {
  /** The answer to a line, without a line break. Lines count from 1. */
  readonly answer: (line: string, number: number) => string;
  /** The answer to a line that was longer than `maxBytes`; it is not kept. */
  readonly answerTooLong: (number: number) => string;
  readonly maxBytes: number;
}

/** Where lines come from and go to; standard input and output unless a test says otherwise. */
export interface LineEnds {
  /** Fills the buffer and returns how many bytes came; 0 at the end. */
  readonly read: (into: Uint8Array) => number;
  readonly write: (text: string) => void;
}

export function answerLines(
  { answer, answerTooLong, maxBytes }: LineAnswerer,
  { read, write }: LineEnds = standardEnds,
): void {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(CHUNK_BYTES);
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let number = 0;
  let block = '';

  const keep = (bytes: Uint8Array): void => {
    keptBytes += bytes.length;
    if (keptBytes > maxBytes) kept = [];
    else kept.push(bytes);
  };
  const finishLine = (): void => {
    number++;
    const text = keptBytes > maxBytes ? undefined : decoder.decode(withoutReturn(joined(kept, keptBytes)));
    kept = [];
    keptBytes = 0;
    // Blank lines are counted, and nobody asked anything in them.
    if (text?.trim() !== '') block += `${text === undefined ? answerTooLong(number) : answer(text, number)}\n`;
    if (block.length < BLOCK_CHARACTERS) return;
    write(block);
    block = '';
  };

  for (let length = read(chunk); length > 0; length = read(chunk)) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0 && end < length; end = chunk.indexOf(LINE_FEED, from)) {
      keep(chunk.subarray(from, end));
      finishLine();
      from = end + 1;
    }
    if (from < length) keep(chunk.slice(from, length));
    // Whoever waits for an answer before the next question gets it.
    if (block !== '') write(block);
    block = '';
  }
  if (keptBytes > 0) finishLine();
  if (block !== '') write(block);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

const standardEnds: LineEnds = {
  read: (into) => {
    for (;;) {
      try {
        return readSync(0, into, 0, into.length, null);
      } catch (error) {
        if (codeOf(error) === 'EOF') return 0;
        if (codeOf(error) !== 'EAGAIN') throw error;
        pause();
      }
    }
  },
  write: (text) => {
    let rest: Uint8Array = new TextEncoder().encode(text);
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(1, rest));
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') throw error;
        pause();
      }
    }
  },
};

/** The other end of a pipe that does not block is not ready. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

/** Whether the reader of our output has gone away: the end of the work, not a failure. */
export function isBrokenPipe(error: unknown): boolean {
  return codeOf(error) === 'EPIPE';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
