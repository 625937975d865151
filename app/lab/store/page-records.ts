/**
 * Reads records out of the pages of an SQLite file without its tree: whatever is on a page that is whole is found, also when
 * the way to it is damaged. Only index pages (types 2 and 10), where tables without rowid keep their rows. Format: "Database
 * File Format" of the SQLite documentation, sections 1.6 and 2.1.
 */
import { constants } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import type { SqlValue } from './sqlite.js';

const INTERIOR_INDEX = 2;
const LEAF_INDEX = 10;
/** A chain of overflow pages longer than this is taken for a circle. */
const LONGEST_RECORD = Math.min(constants.MAX_LENGTH, 1 << 26);

/** A file, and where its pages begin: in a database one after the other, in a WAL each behind a header of its own. */
export interface PageFile {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly firstAt: number;
  readonly stride: number;
  readonly pageSize: number;
}

/** Records of all index pages, in the order of the file, each as its list of values. What is no record is left out. */
export async function* recordsIn(file: PageFile, database: PageFile): AsyncGenerator<readonly SqlValue[]> {
  const page = Buffer.alloc(file.pageSize);
  for (let at = file.firstAt; at + file.pageSize <= file.bytes; at += file.stride) {
    const { bytesRead } = await file.handle.read(page, 0, file.pageSize, at);
    if (bytesRead < file.pageSize) return;
    for (const cell of cellsOf(page)) {
      const payload = await payloadAt(page, cell, database);
      const record = payload === undefined ? undefined : valuesOf(payload);
      if (record !== undefined) yield record;
    }
  }
}

/** Places in a page at which a payload begins, its length first. */
function cellsOf(page: Buffer): readonly number[] {
  const type = page[0];
  if (type !== INTERIOR_INDEX && type !== LEAF_INDEX) return [];
  const headerBytes = type === LEAF_INDEX ? 8 : 12;
  const count = Math.min(page.readUInt16BE(3), Math.floor((page.length - headerBytes) / 2));
  const cells: number[] = [];
  for (let index = 0; index < count; index++) {
    // A cell of an interior page begins with the number of a child page.
    const at = page.readUInt16BE(headerBytes + 2 * index) + (type === LEAF_INDEX ? 0 : 4);
    if (at > headerBytes && at < page.length) cells.push(at);
  }
  return cells;
}

async function payloadAt(page: Buffer, at: number, database: PageFile): Promise<Buffer | undefined> {
  const length = readVarint(page, at);
  if (length === undefined || length.value > LONGEST_RECORD) return undefined;
  const local = localBytes(length.value, page.length);
  if (length.end + local > page.length) return undefined;
  const head = page.subarray(length.end, length.end + local);
  if (local === length.value) return head;
  if (length.end + local + 4 > page.length) return undefined;
  return await withOverflow(head, length.value, page.readUInt32BE(length.end + local), database);
}

/** How much of a payload lies on an index page itself; the rest is on overflow pages. */
function localBytes(length: number, pageSize: number): number {
  const most = Math.floor(((pageSize - 12) * 64) / 255) - 23;
  if (length <= most) return length;
  const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  const even = least + ((length - least) % (pageSize - 4));
  return even <= most ? even : least;
}

async function withOverflow(
  head: Buffer,
  length: number,
  firstPage: number,
  { handle, pageSize }: PageFile,
): Promise<Buffer | undefined> {
  const pieces = [Buffer.from(head)];
  let have = head.length;
  const page = Buffer.alloc(pageSize);
  for (let number = firstPage; have < length; number = page.readUInt32BE(0)) {
    if (number === 0) return undefined;
    const { bytesRead } = await handle.read(page, 0, pageSize, (number - 1) * pageSize);
    if (bytesRead < pageSize) return undefined;
    const piece = Buffer.from(page.subarray(4, 4 + Math.min(length - have, pageSize - 4)));
    pieces.push(piece);
    have += piece.length;
  }
  return Buffer.concat(pieces);
}

/** The values of a record; `undefined` when it is none. */
function valuesOf(payload: Buffer): readonly SqlValue[] | undefined {
  const header = readVarint(payload, 0);
  if (header === undefined || header.value > payload.length) return undefined;
  const values: SqlValue[] = [];
  let body = header.value;
  for (let at = header.end; at < header.value;) {
    const type = readVarint(payload, at);
    if (type === undefined) return undefined;
    at = type.end;
    const bytes = bytesOf(type.value);
    if (body + bytes > payload.length) return undefined;
    values.push(valueOf(type.value, payload.subarray(body, body + bytes)));
    body += bytes;
  }
  return body === payload.length ? values : undefined;
}

/** Bytes of a value by its serial type (section 2.1). */
function bytesOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0;
}

function valueOf(type: number, bytes: Buffer): SqlValue {
  if (type >= 12) return type % 2 === 1 ? bytes.toString('utf8') : new Uint8Array(bytes);
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return bytes.readDoubleBE(0);
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  return bytes.length === 0 ? null : bytes.readIntBE(0, bytes.length);
}

/** Big-endian, seven bits a byte, nine bytes at most; `undefined` where the buffer ends before, or beyond 2^53. */
function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value = index === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
    if (byte < 0x80 || index === 8) return { value, end: at + index + 1 };
  }
  return undefined;
}
