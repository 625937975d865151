/**
 * Which encoding a text file has. Logs are UTF-8, but PowerShell's `adb logcat > file` writes UTF-16LE with a byte order
 * mark, and a slice of such a file has lost the mark.
 */
import type { SourceUnits } from './source-units.js';
import { Utf16ToUtf8, Utf8PassThrough, type Utf8Stream } from './utf8-stream.js';

export interface TextEncoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Bytes of the byte order mark: 0, 2 or 3. */
  readonly markLength: number;
}

/** How much of a file `detectEncoding` wants to see; fewer bytes are accepted. */
export const detectionLength = 1_024;

/** Log headers are ASCII, so at least this part of the high bytes of UTF-16 is NUL even when messages are not. */
const HIGH_BYTE_NULS = 0.3;
/** NUL as the low byte is a NUL character: next to never in text. */
const LOW_BYTE_NULS = 0.02;
const FEWEST_PAIRS = 4;

/** Looks at the first `detectionLength` bytes of a file. Anything that is not clearly UTF-16 is UTF-8. */
export function detectEncoding(firstBytes: Uint8Array): TextEncoding {
  const [a, b, c] = firstBytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: 'utf-8', markLength: 3 };
  if (a === 0xff && b === 0xfe) return { name: 'utf-16le', markLength: 2 };
  if (a === 0xfe && b === 0xff) return { name: 'utf-16be', markLength: 2 };
  return { name: encodingByNuls(firstBytes), markLength: 0 };
}

function encodingByNuls(firstBytes: Uint8Array): TextEncoding['name'] {
  const pairs = Math.min(firstBytes.length, detectionLength) >> 1;
  if (pairs < FEWEST_PAIRS) return 'utf-8';
  let evenNuls = 0;
  let oddNuls = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    if (firstBytes[i] === 0) evenNuls++;
    if (firstBytes[i + 1] === 0) oddNuls++;
  }
  if (oddNuls >= pairs * HIGH_BYTE_NULS && evenNuls <= pairs * LOW_BYTE_NULS) return 'utf-16le';
  if (evenNuls >= pairs * HIGH_BYTE_NULS && oddNuls <= pairs * LOW_BYTE_NULS) return 'utf-16be';
  return 'utf-8';
}

/** The `units` to give to a `LineSplitter` that reads the UTF-8 made from this encoding. */
export function sourceUnitsOf(encoding: TextEncoding): SourceUnits {
  return { firstByte: encoding.markLength, utf16: encoding.name !== 'utf-8' };
}

/**
 * A stream that turns a file into UTF-8 chunks. `firstBytes` are only looked at: push them too.
 * UTF-8 passes without a copy; the byte order mark is dropped; lone surrogates become U+FFFD.
 */
export function createUtf8Stream(firstBytes: Uint8Array): Utf8Stream & { readonly encoding: TextEncoding } {
  const encoding = detectEncoding(firstBytes);
  return encoding.name === 'utf-8' ? new Utf8PassThrough(encoding) : new Utf16ToUtf8(encoding);
}
