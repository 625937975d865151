/** Records for tests, from parts or from a line in threadtime layout (with or without a uid column). */
import type { LogLevel, LogRecord } from '../record.js';

const levels: readonly string[] = ['V', 'D', 'I', 'W', 'E', 'F'];

export interface SampleParts {
  readonly pid?: number;
  readonly tid?: number;
  readonly uid?: number;
  readonly level?: LogLevel;
}

export function sampleRecord(tag: string, message: string, parts: SampleParts = {}): LogRecord {
  return {
    stamp: { clock: 'none' },
    writer: { uid: parts.uid, pid: parts.pid, tid: parts.tid },
    level: parts.level ?? 'I',
    tag,
    message,
    provenance: { source: 0, line: 1, byteStart: 0, byteEnd: message.length, buffer: 'unknown', rawText: message },
  };
}

const threadtime = /^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +(?:([a-z0-9_]+) +)?(\d+) +(\d+) ([VDIWEF]) (.*)$/;

/** `undefined` for a line in another layout. Real readers are more careful; this one is for tests only. */
export function recordOfThreadtime(line: string): LogRecord | undefined {
  const match = threadtime.exec(line);
  const rest = match?.[5];
  if (match === null || rest === undefined) return undefined;
  const colon = rest.indexOf(': ');
  const tagEnd = colon >= 0 ? colon : rest.endsWith(':') ? rest.length - 1 : -1;
  if (tagEnd < 0) return undefined;
  const uid = match[1];
  return sampleRecord(rest.slice(0, tagEnd).trim(), rest.slice(tagEnd + 2), {
    ...(uid !== undefined && /^\d+$/.test(uid) ? { uid: Number(uid) } : {}),
    pid: Number(match[2]),
    tid: Number(match[3]),
    level: levels.includes(match[4] ?? '') ? (match[4] as LogLevel) : '?',
  });
}
