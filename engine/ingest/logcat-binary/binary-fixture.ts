/** Builds binary log entries of all four versions for tests and measurements. */
export type EntryVersion = 1 | 2 | 3 | 4;

export interface EntryHeader {
  readonly version: EntryVersion;
  readonly pid?: number;
  readonly tid?: number;
  readonly seconds?: number;
  readonly nanos?: number;
  readonly uid?: number;
  /** 0 main, 1 radio, 2 events, 3 system, 4 crash. */
  readonly logId?: number;
}

const encoder = new TextEncoder();

export function entryOf(header: EntryHeader, payload: Uint8Array): Uint8Array {
  const size = header.version === 1 ? 20 : header.version === 4 ? 28 : 24;
  const bytes = new Uint8Array(size + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, payload.length, true);
  view.setUint16(2, header.version === 1 ? 0 : size, true);
  view.setUint32(4, header.pid ?? 1234, true);
  view.setUint32(8, header.tid ?? 1235, true);
  view.setUint32(12, header.seconds ?? 1_700_000_000, true);
  view.setUint32(16, header.nanos ?? 123_000_000, true);
  if (header.version === 2) view.setUint32(20, header.uid ?? 10_123, true);
  if (header.version >= 3) view.setUint32(20, header.logId ?? 0, true);
  if (header.version === 4) view.setUint32(24, header.uid ?? 10_123, true);
  bytes.set(payload, size);
  return bytes;
}

/** `priority`: 2 verbose to 7 fatal. */
export function textPayload(priority: number, tag: string, message: string): Uint8Array {
  return Uint8Array.of(priority, ...encoder.encode(tag), 0, ...encoder.encode(message), 0);
}

export type EventValue = number | bigint | string | { readonly float: number } | readonly EventValue[];

/** A number becomes an int, a bigint a long, `{ float }` a float, an array a list. */
export function eventPayload(tag: number, value: EventValue | undefined): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, tag, true);
  return joined([head, value === undefined ? new Uint8Array(0) : encodeValue(value)]);
}

function encodeValue(value: EventValue): Uint8Array {
  const bytes = new Uint8Array(9);
  const view = new DataView(bytes.buffer);
  if (typeof value === 'number') {
    view.setInt32(1, value, true);
    return bytes.subarray(0, 5);
  }
  if (typeof value === 'bigint') {
    view.setUint8(0, 1);
    view.setBigInt64(1, value, true);
    return bytes;
  }
  if (typeof value === 'string') {
    const text = encoder.encode(value);
    view.setUint8(0, 2);
    view.setUint32(1, text.length, true);
    return joined([bytes.subarray(0, 5), text]);
  }
  if ('float' in value) {
    view.setUint8(0, 4);
    view.setFloat32(1, value.float, true);
    return bytes.subarray(0, 5);
  }
  return joined([Uint8Array.of(3, value.length), ...value.map(encodeValue)]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What an old `adb shell` made of a stream: every LF became CR LF. */
export function throughTerminal(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes].flatMap((byte) => (byte === 10 ? [13, 10] : [byte])));
}
