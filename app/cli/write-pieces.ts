/** Writes a result that may be larger than one string can be: piece after piece, to a file or to standard output. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { isBrokenPipe } from './answer-lines.js';
import { unreadable } from './exit-codes.js';
import { fileProblem } from './file-problems.js';

export type Piece = string | Uint8Array;

/** Throws a `CommandError` that names the file when it cannot be written. A reader that goes away (`| head`) is no failure. */
export async function writePieces(pieces: Iterable<Piece>, file: string | undefined): Promise<void> {
  if (file === undefined) await writeToOutput(pieces, process.stdout);
  else writeToFile(pieces, file);
}

function writeToFile(pieces: Iterable<Piece>, file: string): void {
  try {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    const descriptor = openSync(file, 'w');
    try {
      for (const piece of pieces) writeWhole(descriptor, piece);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw unreadable(`${file} cannot be written: ${fileProblem(error)}`);
  }
}

function writeWhole(descriptor: number, piece: Piece): void {
  const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

/** Waits for each piece to be taken, so that a slow reader does not make all of them pile up. */
export async function writeToOutput(pieces: Iterable<Piece>, output: NodeJS.WritableStream): Promise<void> {
  let failure: Error | undefined;
  const note = (error: Error): void => {
    failure ??= error;
  };
  output.on('error', note);
  try {
    for (const piece of pieces) {
      await new Promise<void>((resolve) => {
        output.write(piece, (error) => {
          if (error != null) note(error);
          resolve();
        });
      });
      if (failure !== undefined) break;
    }
  } finally {
    output.off('error', note);
  }
  if (failure !== undefined && !isBrokenPipe(failure)) throw failure;
}
