/** What a file is, by how it begins: for commands that take several kinds, and for those that were given the wrong one. */
import { closeSync, openSync, readSync } from 'node:fs';
import { unreadable } from './exit-codes.js';
import { fileProblem } from './file-problems.js';

export type KnownKind = 'scenario' | 'policy' | 'trace file';

const SNIFFED_BYTES = 4_096;
const ARROW_MAGIC = 'ARROW1';
/** As JSON, or as YAML behind comments. A quote inside a text of a log in JSON would be escaped. */
const marks = [
  ['scenario', /^\s*\{[^{}]*"curfew"\s*:\s*"scenario\/|^(?:#[^\n]*\n|---\s|\s)*curfew\s*:\s*["']?scenario\//],
  ['policy', /^\s*\{[^{}]*"curfew"\s*:\s*"policy\/|^(?:#[^\n]*\n|---\s|\s)*curfew\s*:\s*["']?policy\//],
] as const;

/** By its first bytes, some thousand at most; `undefined`: nothing of the kind, so that it may be a log. */
export function kindOf(bytes: Uint8Array): KnownKind | undefined {
  const beginning = new TextDecoder().decode(bytes.subarray(0, SNIFFED_BYTES));
  if (beginning.startsWith(ARROW_MAGIC)) return 'trace file';
  return marks.find(([, mark]) => mark.test(beginning))?.[0];
}

/** Throws a `CommandError` that names the file when it cannot be read. */
export function beginningOf(file: string): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const bytes = new Uint8Array(SNIFFED_BYTES);
    return bytes.subarray(0, readSync(descriptor, bytes));
  } catch (error) {
    throw unreadable(`${file} cannot be read: ${fileProblem(error)}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
