/**
 * The lines with which logcat says which buffer the records come from (logcat, `maybePrintStart`).
 *
 *     --------- beginning of main          a buffer's first record follows; printed once per buffer
 *     --------- switch to events           `logcat -D`: the records that follow are of this buffer
 *     --------- beginning of /dev/log/main Android 4 and older
 *     --------- 0.010s was the duration of dumpsys meminfo, ending at: ...   not a marker
 *
 * Without `-D`, merged output prints each marker once and then interleaves the records of all buffers. So a "beginning
 * of" proves something only while no other buffer has begun, and only when no record came before it: the first lines of
 * a cut log may be of buffers whose markers were cut off.
 */
import type { LogBuffer } from '../record.js';
import { SPACE, hasText, skipBlanks, trimEnd } from './characters.js';

export interface BufferMarker {
  readonly kind: 'beginning' | 'switch';
  readonly buffer: LogBuffer;
}

const DASHES = '--------- ';
const BEGINNING = 'beginning of ';
const SWITCH = 'switch to ';
const DEVICE = '/dev/log/';
const LONGEST_NAME = 16;
const knownBuffers: readonly LogBuffer[] = ['main', 'system', 'events', 'crash', 'radio', 'kernel'];

/** The marker on this line, leading and trailing blanks allowed. A buffer of another name (`security`) is `unknown`. */
export function parseBufferMarker(bytes: Uint8Array, start: number, end: number): BufferMarker | undefined {
  const dashes = skipBlanks(bytes, start, end);
  if (!hasText(bytes, dashes, end, DASHES)) return undefined;
  const word = dashes + DASHES.length;
  const isBeginning = hasText(bytes, word, end, BEGINNING);
  if (!isBeginning && !hasText(bytes, word, end, SWITCH)) return undefined;
  let name = word + (isBeginning ? BEGINNING.length : SWITCH.length);
  if (hasText(bytes, name, end, DEVICE)) name += DEVICE.length;
  const nameEnd = trimEnd(bytes, name, end);
  if (nameEnd === name || nameEnd - name > LONGEST_NAME) return undefined;
  for (let i = name; i < nameEnd; i++) if (bytes[i]! <= SPACE) return undefined;
  const text = String.fromCharCode(...bytes.subarray(name, nameEnd));
  const buffer = knownBuffers.find((known) => known === text) ?? 'unknown';
  return { kind: isBeginning ? 'beginning' : 'switch', buffer };
}

/** Which buffer the next record is of, as far as the markers so far prove it. */
export class BufferTracker {
  current: LogBuffer;
  private begun: ReadonlySet<LogBuffer>;
  private printsDividers = false;

  /** `known`: the buffer that the caller knows (a section of a bugreport), else `unknown`. */
  constructor(known: LogBuffer) {
    this.current = known;
    this.begun = known === 'unknown' ? new Set() : new Set([known]);
  }

  /** `recordsBefore`: whether any record was read before this marker. */
  marker(marker: BufferMarker, recordsBefore: boolean): void {
    const isAlone = [...this.begun].every((buffer) => buffer === marker.buffer);
    const proved = isAlone && (this.current === marker.buffer || !recordsBefore);
    this.begun = new Set([...this.begun, marker.buffer]);
    if (marker.kind === 'switch') this.printsDividers = true;
    this.current = this.printsDividers || proved ? marker.buffer : 'unknown';
  }
}
