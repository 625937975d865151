/** This computer as `curfew doctor` sees it, and how it finds and asks programs. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export type State = 'ok' | 'old' | 'missing';

export interface Finding {
  readonly name: string;
  readonly state: State;
  /** Nothing works without it. */
  readonly isNeeded: boolean;
  readonly purpose: string;
  /** Version and place, or what is wrong. */
  readonly found: string;
  /** What to do; empty when there is nothing to do. */
  readonly next: string;
}

/** What the checks see of this computer; tests show them another one. */
export interface Computer {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly nodeVersion: string;
  /** Folder of package.json. */
  readonly program: string;
  readonly data: string;
}

/** A program on PATH, or in one of the folders named; undefined when there is none that can be started. */
export function findProgram(
  { environment, platform }: Computer,
  names: readonly string[],
  folders: readonly string[],
): string | undefined {
  const ending = platform === 'win32' ? '.exe' : '';
  const separator = platform === 'win32' ? ';' : ':';
  const all = [...folders, ...(environment['PATH'] ?? '').split(separator)].filter((folder) => folder !== '');
  const files = all.flatMap((folder) => names.map((name) => path.join(folder, `${name}${ending}`)));
  return files.find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** A program that hangs or asks must not hang the doctor. */
export function run(
  file: string,
  args: readonly string[],
  cwd?: string,
): { readonly status: number | null; readonly output: string } {
  const child = spawnSync(file, args, {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  return { status: child.status, output: `${child.stdout ?? ''}${child.stderr ?? ''}${child.error?.message ?? ''}` };
}

export function firstLine(text: string): string {
  // Maven colours its version even where nobody looks.
  const plain = text.replaceAll(/\x1b\[[0-9;]*m/g, '');
  const lines = plain.split('\n').map((line) => line.trim());
  return (lines.find((line) => /^\w*Error: /.test(line)) ?? lines.find((line) => line !== '') ?? '').slice(0, 200);
}
