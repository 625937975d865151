/** Turns the header of a wanted line into a `LogRecord`. Only here strings are made. */
import { parseUid } from '../../android/uids.js';
import { utf16ByteLength } from '../bytes/source-units.js';
import { maxRawTextLength } from '../limits.js';
import type { LogBuffer, LogRecord, Writer } from '../record.js';
import { levels, NO_ID, stampOf, type Header } from './header.js';

/** Invalid bytes become U+FFFD; a byte order mark inside a file is a character like others. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of `[start, end)`, at most `maxRawTextLength` bytes of it, never cut inside a character. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decode(bytes, start, cutEnd(bytes, start, end));
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  return start < end ? decoder.decode(bytes.subarray(start, end)) : '';
}

function cutEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= maxRawTextLength) return end;
  let cut = start + maxRawTextLength;
  for (let back = 0; back < 3 && (bytes[cut]! & 0xc0) === 0x80; back++) cut--;
  return cut;
}

export interface LinePlace {
  readonly source: number;
  readonly line: number;
  readonly byteStart: number;
  readonly buffer: LogBuffer;
  /** The bytes were made from UTF-16: the byte range is counted in the source. */
  readonly utf16: boolean;
}

/** The record of a line that stands for itself (every layout but `long`). */
export function recordOf(bytes: Uint8Array, start: number, end: number, header: Header, place: LinePlace): LogRecord {
  const cut = cutEnd(bytes, start, end);
  const rawText = decode(bytes, start, cut);
  // Every character takes at least a byte, so as many characters as bytes means one byte each: positions are the same.
  const samePositions = rawText.length === cut - start;
  const { tagStart, tagEnd, messageStart } = header;
  const messageEnd = Math.min(header.messageEnd, cut);
  const part = (from: number, to: number): string => {
    if (from >= to) return '';
    return samePositions ? rawText.slice(from - start, to - start) : decode(bytes, from, to);
  };
  const tag = part(tagStart, Math.min(tagEnd, cut));
  return recordFrom(bytes, header, tag, part(messageStart, messageEnd), {
    source: place.source,
    line: place.line,
    byteStart: place.byteStart,
    byteEnd: place.byteStart + sourceLength(bytes, start, end, place.utf16),
    buffer: place.buffer,
    rawText,
  });
}

export function sourceLength(bytes: Uint8Array, start: number, end: number, utf16: boolean): number {
  return utf16 ? utf16ByteLength(bytes, start, end) : end - start;
}

function recordFrom(
  bytes: Uint8Array,
  header: Header,
  tag: string,
  message: string,
  provenance: LogRecord['provenance'],
): LogRecord {
  return {
    stamp: stampOf(header.clock, header.ms, header.zoneMinutes),
    writer: writerOf(bytes, header),
    level: levels[header.level] ?? '?',
    tag,
    message,
    provenance,
  };
}

function writerOf(bytes: Uint8Array, header: Header): Writer {
  const uid = header.uidEnd > header.uidStart ? parseUid(decode(bytes, header.uidStart, header.uidEnd)) : undefined;
  return {
    uid,
    pid: header.pid === NO_ID ? undefined : header.pid,
    tid: header.tid === NO_ID ? undefined : header.tid,
  };
}
