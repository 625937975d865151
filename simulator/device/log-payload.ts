/** The payload of a record in logd's binary form: text buffers and events. */
import type { LogPriority } from './log-buffers.js';

/** A number is an int32, a bigint an int64. */
export type EventValue = number | bigint | string;

const priorityNumbers: Readonly<Record<LogPriority, number>> = { V: 2, D: 3, I: 4, W: 5, E: 6, F: 7 };

interface PayloadSource {
  readonly priority: LogPriority;
  readonly tag: string;
  readonly message: string;
  readonly event: { readonly tagNumber: number; readonly values: readonly EventValue[] } | undefined;
}

export function payloadOf({ priority, tag, message, event }: PayloadSource): Buffer {
  if (event === undefined) {
    return Buffer.concat([Buffer.from([priorityNumbers[priority]]), Buffer.from(`${tag}\0${message}\0`)]);
  }
  const number = Buffer.alloc(4);
  number.writeUInt32LE(event.tagNumber);
  const values = event.values.map(encodeValue);
  const list = values.length === 1 ? [] : [Buffer.from([3, values.length])];
  return Buffer.concat([number, ...list, ...values]);
}

function encodeValue(value: EventValue): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    const head = Buffer.alloc(5);
    head.writeUInt8(2, 0);
    head.writeUInt32LE(text.length, 1);
    return Buffer.concat([head, text]);
  }
  const bytes = Buffer.alloc(typeof value === 'bigint' ? 9 : 5);
  if (typeof value === 'bigint') {
    bytes.writeUInt8(1, 0);
    bytes.writeBigInt64LE(value, 1);
  } else bytes.writeInt32LE(value, 1);
  return bytes;
}
