/**
 * The library of recorded and imported traces: files named by the SHA-256 of their bytes, and a row for each in the store. The
 * file comes first and is safe on disk before its row, so a row never stands for a file that is not there.
 */
import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '../../../engine/result.js';
import { readTrace, writeTrace } from '../../../engine/trace/arrow-file.js';
import type { Trace } from '../../../engine/trace/trace.js';
import { storePaths, traceFile } from '../store/data-folder.js';
import { nodeFiles, writeDurably, type Files } from '../store/files.js';
import { asFault, asResult, StoreFault, type StoreError } from '../store/store-error.js';
import type { Store, StoreReader, TraceRecord } from '../store/store.js';

export interface FileToKeep {
  readonly title: string;
  /** A trace file (Arrow), or the bytes of a log that a trace was read from: its first bytes tell which. */
  readonly content: Uint8Array;
  /** ISO 8601. */
  readonly addedAt: string;
}

/** Keeps bytes as they are. What is there already is not written again. */
export async function keepFile(
  store: Store,
  { title, content, addedAt }: FileToKeep,
  files: Files = nodeFiles,
): Promise<Result<TraceRecord, StoreError>> {
  const sha256 = hashOf(content);
  const kind = kindOf(content);
  const record: TraceRecord = { sha256, kind, bytes: content.length, title, addedAt, pinned: false, note: '' };
  const written = await asResult(async () => {
    const file = traceFile(storePaths(store.folder), sha256, kind);
    // Other content under this name is damage: the good bytes take its place.
    if ((await soundContent(files, file, sha256)) === undefined) await writeDurably(files, file, content);
  });
  if (!written.ok) return written;
  const entered = await store.putTraces([record]);
  return entered.ok ? ok(record) : entered;
}

export async function keepTrace(
  store: Store,
  trace: Trace,
  about: Pick<FileToKeep, 'title' | 'addedAt'>,
  files: Files = nodeFiles,
): Promise<Result<TraceRecord, StoreError>> {
  return await keepFile(store, { ...about, content: writeTrace(trace) }, files);
}

/** The bytes of a file, checked against its name. */
export async function fileContent(
  store: StoreReader,
  sha256: string,
  files: Files = nodeFiles,
): Promise<Result<Uint8Array, StoreError>> {
  return await asResult(async () => {
    const names = /^[0-9a-f]{64}$/.test(sha256)
      ? kinds.map((kind) => traceFile(storePaths(store.folder), sha256, kind))
      : [];
    for (const file of names) {
      if ((await files.stat(file)) === undefined) continue;
      const content = await soundContent(files, file, sha256);
      if (content !== undefined) return content;
      throw new StoreFault(
        'damaged',
        `${file} is not what was kept under that name.`,
        'Add the original again; it takes its place.',
      );
    }
    throw new StoreFault(
      'not-found',
      `The library has no file ${sha256}.`,
      'See what is missing with `curfew store check`.',
    );
  });
}

export async function openTrace(
  store: StoreReader,
  sha256: string,
  files: Files = nodeFiles,
): Promise<Result<Trace, StoreError>> {
  const content = await fileContent(store, sha256, files);
  if (!content.ok) return content;
  const trace = readTrace(content.value);
  return trace.ok ? trace : fail({ code: 'damaged', message: trace.error.message, whatToDo: trace.error.whatToDo });
}

/** `undefined` when there is no such file, or its content is not that of its name. */
async function soundContent(files: Files, file: string, sha256: string): Promise<Uint8Array | undefined> {
  try {
    if ((await files.stat(file)) === undefined) return undefined;
    const content = await files.readFile(file);
    return hashOf(content) === sha256 ? content : undefined;
  } catch (error) {
    throw asFault(`${file} cannot be read`, error);
  }
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

const kinds = ['trace', 'log'] as const;
const arrowMark = 'ARROW1';

function kindOf(content: Uint8Array): TraceRecord['kind'] {
  return new TextDecoder('latin1').decode(content.subarray(0, arrowMark.length)) === arrowMark ? 'trace' : 'log';
}
