/** Reads files from disk into the ingest, chunk by chunk, with progress on a terminal. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { IngestedSource } from '../../engine/ingest/ingested.js';
import { SourceReader } from '../../engine/ingest/source-reader.js';
import { unreadable } from './exit-codes.js';
import { kindOf, type KnownKind } from './file-kind.js';
import { fileProblem } from './file-problems.js';
import type { Progress } from './progress.js';

const CHUNK_BYTES = 1 << 20;

export interface FilesRead {
  readonly sources: readonly IngestedSource[];
  /** The latest modification time of the files: no record can be younger. */
  readonly lastModifiedMs: number;
}

/** Throws a `CommandError` that names the file when it cannot be read or holds no log. */
export function readFiles(files: readonly string[], progress: Progress): FilesRead {
  const sources: IngestedSource[] = [];
  let lastModifiedMs = 0;
  for (const file of files) {
    const read = readFile(file, sources.length, progress);
    lastModifiedMs = Math.max(lastModifiedMs, read.modifiedMs);
    sources.push(...read.sources);
  }
  progress.done();
  return { sources, lastModifiedMs };
}

function readFile(
  file: string,
  firstSource: number,
  progress: Progress,
): { readonly sources: readonly IngestedSource[]; readonly modifiedMs: number } {
  const descriptor = open(file);
  try {
    const { size, mtimeMs, isDirectory } = stat(descriptor);
    if (isDirectory) throw unreadable(`${file} is a folder. Name the log files in it.`);
    const reader = new SourceReader(file, firstSource);
    const chunk = new Uint8Array(CHUNK_BYTES);
    let done = 0;
    for (;;) {
      const length = read(descriptor, chunk, file);
      if (length === 0) break;
      // Of the first bytes as they come: a pipe gives them once.
      if (done === 0) refuseOtherKind(file, chunk.subarray(0, length));
      reader.push(chunk.subarray(0, length));
      done += length;
      progress.show(`reading ${file}`, done, size);
    }
    const sources = reader.finish();
    refuseEmpty(file, sources);
    return { sources, modifiedMs: mtimeMs };
  } finally {
    closeSync(descriptor);
  }
}

function refuseEmpty(file: string, sources: readonly IngestedSource[]): void {
  const holdsSomething = sources.some(
    (source) =>
      source.logs.some((log) => log.first !== undefined || log.facts.length > 0) ||
      source.dumps.some((dump) => dump.facts.length > 0) ||
      (source.layout !== 'none' && source.layout !== 'zip'),
  );
  if (holdsSomething) return;
  const problems = sources.flatMap((source) => source.diagnostics).map(({ what }) => what);
  const why = problems.find((what) => what.startsWith('no log record')) ?? problems[0] ?? 'it holds no log';
  throw unreadable(
    `${file}: ${why}\nGive a logcat text or binary log, a bugreport (.zip or .txt), or the output of a dumpsys that Curfew reads.`,
  );
}

/** Says what it is instead, and which command takes it. */
function refuseOtherKind(file: string, beginning: Uint8Array): void {
  const kind = kindOf(beginning);
  if (kind !== undefined) throw unreadable(`${file} is no log: it is ${whatToDoWith[kind]}`);
}

const whatToDoWith: Readonly<Record<KnownKind, string>> = {
  scenario: 'a scenario. curfew predict FILE tells what it will lead to, curfew run plays it on devices.',
  policy: 'a policy. Name it with --policy FILE.',
  'trace file': 'a trace file. curfew replay and curfew what-if read it.',
};

function open(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw unreadable(`${file} cannot be opened: ${fileProblem(error)}`);
  }
}

function stat(descriptor: number): { size: number; mtimeMs: number; isDirectory: boolean } {
  const found = fstatSync(descriptor);
  return { size: found.size, mtimeMs: found.mtimeMs, isDirectory: found.isDirectory() };
}

function read(descriptor: number, chunk: Uint8Array, file: string): number {
  try {
    return readSync(descriptor, chunk, 0, chunk.length, null);
  } catch (error) {
    throw unreadable(`${file} cannot be read: ${fileProblem(error)}`);
  }
}
