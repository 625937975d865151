/** Android's binary XML (AOSP ResourceTypes.h): a string pool, then elements. Out-of-range reads throw RangeError. */
export interface XmlElement {
  readonly name: string;
  /** Depth from 0, so that the tree can be told from the order. */
  readonly depth: number;
  /** By local name; numbers and booleans as numbers, references too. */
  readonly attributes: ReadonlyMap<string, string | number>;
}

const ChunkType = { stringPool: 0x0001, xml: 0x0003, startElement: 0x0102, endElement: 0x0103 } as const;
const STRING_VALUE = 0x03;
const UTF8_FLAG = 1 << 8;
const CHUNK_HEADER_BYTES = 8;

/** The elements in document order; undefined when the bytes are no binary XML. */
export function readBinaryXml(bytes: Buffer): readonly XmlElement[] | undefined {
  if (bytes.readUInt16LE(0) !== ChunkType.xml) return undefined;
  const elements: XmlElement[] = [];
  let strings: readonly string[] = [];
  let depth = 0;
  for (let at = bytes.readUInt16LE(2); at + CHUNK_HEADER_BYTES <= bytes.length;) {
    const type = bytes.readUInt16LE(at);
    const size = bytes.readUInt32LE(at + 4);
    if (size < CHUNK_HEADER_BYTES) return undefined;
    if (type === ChunkType.stringPool) strings = readStringPool(bytes.subarray(at, at + size));
    else if (type === ChunkType.startElement) {
      elements.push(readElement(bytes, at, strings, depth));
      depth += 1;
    } else if (type === ChunkType.endElement) depth -= 1;
    at += size;
  }
  return elements;
}

function readElement(bytes: Buffer, at: number, strings: readonly string[], depth: number): XmlElement {
  const body = at + bytes.readUInt16LE(at + 2);
  const attributes = new Map<string, string | number>();
  let next = body + bytes.readUInt16LE(body + 8);
  const attributeBytes = bytes.readUInt16LE(body + 10);
  for (let left = bytes.readUInt16LE(body + 12); left > 0; left -= 1) {
    const name = strings[bytes.readUInt32LE(next + 4)] ?? '';
    const data = bytes.readUInt32LE(next + 16);
    attributes.set(name, bytes.readUInt8(next + 15) === STRING_VALUE ? (strings[data] ?? '') : data | 0);
    next += attributeBytes;
  }
  return { name: strings[bytes.readUInt32LE(body + 4)] ?? '', depth, attributes };
}

function readStringPool(pool: Buffer): readonly string[] {
  const count = pool.readUInt32LE(8);
  const isUtf8 = (pool.readUInt32LE(16) & UTF8_FLAG) !== 0;
  const start = pool.readUInt32LE(20);
  const header = pool.readUInt16LE(2);
  const strings: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = start + pool.readUInt32LE(header + 4 * index);
    strings.push(isUtf8 ? readUtf8(pool, at) : readUtf16(pool, at));
  }
  return strings;
}

/** Two lengths, in characters and in bytes, each of one or two bytes. */
function readUtf8(pool: Buffer, at: number): string {
  const afterCharacters = at + (pool.readUInt8(at) >= 0x80 ? 2 : 1);
  const first = pool.readUInt8(afterCharacters);
  const length = first >= 0x80 ? ((first & 0x7f) << 8) | pool.readUInt8(afterCharacters + 1) : first;
  const from = afterCharacters + (first >= 0x80 ? 2 : 1);
  return pool.toString('utf8', from, from + length);
}

function readUtf16(pool: Buffer, at: number): string {
  const first = pool.readUInt16LE(at);
  const length = first >= 0x8000 ? ((first & 0x7fff) << 16) | pool.readUInt16LE(at + 2) : first;
  const from = at + (first >= 0x8000 ? 4 : 2);
  return pool.toString('utf16le', from, from + 2 * length);
}
