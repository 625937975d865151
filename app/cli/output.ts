/** Where results go: a file when one is named, else standard output. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unreadable } from './exit-codes.js';
import { fileProblem } from './file-problems.js';

export function writeResult(text: string, file: string | undefined): void {
  if (file === undefined) {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  writeFile(text, file);
}

/** Writes a file, and the folders on its way. Throws a `CommandError` that names the file when it cannot be written. */
export function writeFile(content: string | Uint8Array, file: string): void {
  try {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    writeFileSync(file, content);
  } catch (error) {
    throw unreadable(`${file} cannot be written: ${fileProblem(error)}`);
  }
}

/** Colours only where a person reads them. */
export function terminalStyle(): { readonly colour: boolean; readonly width: number } {
  const { stdout } = process;
  const colour = stdout.isTTY && process.env['NO_COLOR'] === undefined;
  return { colour, width: stdout.isTTY ? Math.max(60, Math.min(stdout.columns, 160)) : 120 };
}
