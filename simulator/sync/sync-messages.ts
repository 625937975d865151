/** Messages of the sync service (AOSP file_sync_protocol.h): four letters, then little-endian numbers. */
import { errnoNumbers, type Errno, type FileStatus } from '../device/file-system.js';

/** One path or name; the platform's own limit. */
export const MAX_PATH_BYTES = 1024;
/** SYNC_DATA_MAX */
export const MAX_DATA_BYTES = 1 << 16;

export function message(id: string, ...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * numbers.length);
  bytes.write(id, 0, 'latin1');
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number >>> 0, 4 + 4 * index);
  return bytes;
}

export function messageWithBytes(id: string, body: Uint8Array): Buffer {
  return Buffer.concat([message(id, body.length), body]);
}

export const failure = (text: string): Buffer => messageWithBytes('FAIL', Buffer.from(text));

/** Version 1: 32-bit size, no error; all zero when there is nothing. */
export function stat1(status: FileStatus | undefined): Buffer {
  return message(
    'STAT',
    ...(status === undefined ? [0, 0, 0] : [status.mode, sizeIn32Bits(status), status.mtimeSeconds]),
  );
}

/** Version 2, 72 bytes: id, error, dev, ino, mode, nlink, uid, gid, size, atime, mtime, ctime. */
export function stat2(id: string, status: FileStatus | Errno): Buffer {
  const bytes = Buffer.alloc(72);
  bytes.write(id, 0, 'latin1');
  if (typeof status === 'string') {
    bytes.writeUInt32LE(errnoNumbers[status], 4);
    return bytes;
  }
  bytes.writeUInt32LE(status.mode, 24);
  bytes.writeUInt32LE(1, 28);
  bytes.writeUInt32LE(status.uid, 32);
  bytes.writeUInt32LE(status.uid, 36);
  bytes.writeBigUInt64LE(BigInt(status.size), 40);
  for (const at of [48, 56, 64]) bytes.writeBigInt64LE(BigInt(status.mtimeSeconds), at);
  return bytes;
}

export interface NamedStatus extends FileStatus {
  readonly name: string;
}

export function entry1(entry: NamedStatus): Buffer {
  const name = Buffer.from(entry.name);
  return Buffer.concat([message('DENT', entry.mode, sizeIn32Bits(entry), entry.mtimeSeconds, name.length), name]);
}

export function entry2(entry: NamedStatus): Buffer {
  const name = Buffer.from(entry.name);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(name.length);
  return Buffer.concat([stat2('DNT2', entry), length, name]);
}

export const endOfList1 = (): Buffer => message('DONE', 0, 0, 0, 0);
export const endOfList2 = (): Buffer => Buffer.concat([message('DONE'), Buffer.alloc(72)]);

const sizeIn32Bits = ({ size }: FileStatus): number => Math.min(size, 0xffffffff);
