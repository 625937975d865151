import { inflateRawSync } from 'node:zlib';

/** An archive, by its central directory (APPNOTE.TXT 4.3). Out-of-range reads throw RangeError: the caller calls it no APK. */
export interface ZipArchive {
  readonly bytes: Buffer;
  /** Where the central directory begins; an APK's signing block ends there. */
  readonly directoryAt: number;
  readonly entryCount: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
/** A manifest is some 10 KiB; more than this is not one. */
const MAX_ENTRY_BYTES = 16 << 20;

export function openZip(bytes: Buffer): ZipArchive | undefined {
  const first = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) !== END_OF_DIRECTORY) continue;
    return { bytes, directoryAt: bytes.readUInt32LE(at + 16), entryCount: bytes.readUInt16LE(at + 10) };
  }
  return undefined;
}

/** The content of a file, stored or deflated; undefined when there is none of that name. */
export function zipEntry({ bytes, directoryAt, entryCount }: ZipArchive, name: string): Buffer | undefined {
  let at = directoryAt;
  for (let index = 0; index < entryCount; index += 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const entryName = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    if (entryName === name) {
      const local = bytes.readUInt32LE(at + 42);
      const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const packed = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
      return bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed, { maxOutputLength: MAX_ENTRY_BYTES });
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return undefined;
}
