/**
 * One record of the binary log (`log/log_read.h`, `struct logger_entry`), little endian:
 *
 *      0      2        4     8     12    16     20            24
 *      len u16 hdr u16  pid   tid   sec   nsec                            v1   hdr is padding, 0
 *                                               euid                      v2   hdr 24
 *                                               lid                       v3   hdr 24
 *                                               lid           uid         v4   hdr 28
 *      payload of len bytes: priority u8, tag NUL, message [NUL]    or    tag number u32, typed value
 *
 * Everything here works on bytes and makes no objects; it is the hot path.
 */
import { skipEventValue } from './event-payload.js';

/** `LOGGER_ENTRY_MAX_LEN`: no logger writes a longer record. */
const maxEntryLength = 5 * 1024;
export const minHeaderLength = 20;
/** A tag is at most 23 characters by contract, and more by habit. */
const maxTagLength = 256;
/** `PID_MAX_LIMIT` of 64-bit Linux. */
const maxPid = 1 << 22;

/** Result of `entryLength` for bytes that are no header. */
export const NOT_AN_ENTRY = 0;
/** Result of `entryLength` when the bytes end too early to tell. */
export const NEEDS_MORE = -1;

/** Length of header and payload of the record at `at`, or `NOT_AN_ENTRY`, or `NEEDS_MORE`. The payload may reach beyond `to`. */
export function entryLength(bytes: Uint8Array, at: number, to: number): number {
  if (at + minHeaderLength > to) return NEEDS_MORE;
  const length = bytes[at]! | (bytes[at + 1]! << 8);
  const header = headerLength(bytes, at);
  if (length === 0 || length > maxEntryLength || header === 0) return NOT_AN_ENTRY;
  // pid and tid are below 2^22, nanoseconds below 10^9.
  const pidTop = bytes[at + 7]! | bytes[at + 11]!;
  if (pidTop !== 0 || u32(bytes, at + 4) > maxPid || u32(bytes, at + 8) > maxPid) return NOT_AN_ENTRY;
  if (u32(bytes, at + 16) >= 1_000_000_000) return NOT_AN_ENTRY;
  if (header === 28) {
    if (at + 28 > to) return NEEDS_MORE;
    if (u32(bytes, at + 20) > 7) return NOT_AN_ENTRY;
  }
  return header + length;
}

/** 20, 24 or 28; 0 when the field holds none of these. */
export function headerLength(bytes: Uint8Array, at: number): number {
  const field = bytes[at + 2]! | (bytes[at + 3]! << 8);
  if (field === 0) return minHeaderLength;
  return field === 20 || field === 24 || field === 28 ? field : 0;
}

/** The log id, -1 where the version does not say. A 24-byte header holds a log id (v3) or a uid (v2): small numbers are ids. */
export function logIdOf(bytes: Uint8Array, at: number, header: number): number {
  if (header < 24) return -1;
  const field = u32(bytes, at + 20);
  return field <= 7 ? field : -1;
}

export function uidOf(bytes: Uint8Array, at: number, header: number): number | undefined {
  if (header === 28) return u32(bytes, at + 24);
  const field = header === 24 ? u32(bytes, at + 20) : 0;
  return field > 7 ? field : undefined;
}

const LOG_EVENTS = 2;
const LOG_STATS = 5;
const LOG_SECURITY = 6;

/** Whether the payload `from`..`end` is an event (a tag number and a typed value) and not text. */
export function isEventPayload(bytes: Uint8Array, from: number, end: number, logId: number): boolean {
  if (logId === LOG_EVENTS || logId === LOG_STATS || logId === LOG_SECURITY) return end - from >= 4;
  if (logId > 0) return false;
  // Log id 0 or none at all: text has a printable tag where an event has the upper bytes of a small number.
  if (end - from < 5 || bytes[from + 3] !== 0 || bytes[from + 4]! > 4) return false;
  return skipEventValue(bytes, from + 4, end) === end;
}

/** End (the NUL) of the tag of a text payload, or -1 when the payload is no text. */
export function textTagEnd(bytes: Uint8Array, from: number, end: number): number {
  if (bytes[from]! > 8) return -1;
  const last = Math.min(end, from + 1 + maxTagLength);
  for (let at = from + 1; at < last; at++) {
    if (bytes[at] === 0) return at;
  }
  return -1;
}

export function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
