/** Reads a log from the disk into the ingest, piece by piece. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { IngestedSource } from '../../../engine/ingest/ingested.js';
import { SourceReader } from '../../../engine/ingest/source-reader.js';
import { fail, ok, type Result } from '../../../engine/result.js';

const PIECE_BYTES = 1 << 20;

export type TellPart = (part: number) => void;

/** The pieces of a file, one after the other; a piece is valid until the next. Throws what Node throws. */
export function readPieces(path: string, take: (piece: Uint8Array) => void, tellPart?: TellPart): void {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const piece = new Uint8Array(PIECE_BYTES);
    for (let read = 0; ;) {
      const length = readSync(descriptor, piece, 0, piece.length, null);
      if (length === 0) return;
      take(piece.subarray(0, length));
      read += length;
      tellPart?.(size === 0 ? 1 : Math.min(1, read / size));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The sources of a log; or a sentence for the person who opened it. */
export function readLog(path: string, name: string, tellPart?: TellPart): Result<readonly IngestedSource[], string> {
  const reader = new SourceReader(name, 0);
  try {
    readPieces(path, (piece) => reader.push(piece), tellPart);
  } catch (error) {
    return fail(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const sources = reader.finish();
  return sources.some(holdsSomething) ? ok(sources) : fail(emptyText(name, sources));
}

function holdsSomething({ logs, dumps, layout }: IngestedSource): boolean {
  return (
    logs.some((log) => log.first !== undefined || log.facts.length > 0) ||
    dumps.some((dump) => dump.facts.length > 0) ||
    (layout !== 'none' && layout !== 'zip')
  );
}

function emptyText(name: string, sources: readonly IngestedSource[]): string {
  const problems = sources.flatMap(({ diagnostics }) => diagnostics).map(({ what }) => what);
  const why = problems.find((what) => what.startsWith('no log record')) ?? problems[0] ?? 'it holds no log';
  return `${name}: ${why}. Give a logcat text or binary log, a bugreport (.zip or .txt), or the output of a dumpsys that Curfew reads.`;
}
