/**
 * The level letter (`android_LogPriority`): V D I W E F; `A` is Android Studio's word for F, `S` is printed for a priority
 * that does not exist. Some people's loggers write a red circle where E should stand.
 */
import { levels } from './header.js';

/** Code of `levels` + 1 by byte; 0 where the byte is no level. */
const codeByByte = new Uint8Array(256);
for (const [code, level] of levels.entries()) codeByByte[level.charCodeAt(0)] = code + 1;
codeByByte['?'.charCodeAt(0)] = 0;
codeByByte['A'.charCodeAt(0)] = levels.indexOf('F') + 1;
codeByByte['S'.charCodeAt(0)] = levels.indexOf('?') + 1;

const codeOfError = levels.indexOf('E');

/** Code of the level that this byte stands for (index into `levels`), or -1. */
export function levelOfByte(byte: number): number {
  return codeByByte[byte]! - 1;
}

/** Bytes that the level at `i` takes: 1 for a letter, 4 for U+1F534, 0 when there is none. */
export function levelWidth(bytes: Uint8Array, i: number, end: number): number {
  if (i >= end) return 0;
  if (codeByByte[bytes[i]!]! !== 0) return 1;
  return isRedCircle(bytes, i, end) ? 4 : 0;
}

/** Code of a level whose width is known. */
export function levelCode(bytes: Uint8Array, i: number, width: number): number {
  return width === 1 ? levelOfByte(bytes[i]!) : codeOfError;
}

function isRedCircle(bytes: Uint8Array, i: number, end: number): boolean {
  if (bytes[i]! !== 0xf0 || i + 4 > end) return false;
  return bytes[i + 1]! === 0x9f && bytes[i + 2]! === 0x94 && bytes[i + 3]! === 0xb4;
}
