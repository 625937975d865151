/** Finds Electron's program without loading its package, which would download it. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The same places as `scripts/find-electron.mjs`. */
function findElectron(): string | null {
  const { ELECTRON_EXEC_PATH: named, ELECTRON_OVERRIDE_DIST_PATH: dist } = process.env;
  const places = [
    ...(named === undefined ? [] : [named]),
    ...(dist === undefined ? [] : [path.join(dist, 'electron')]),
    path.join(root, 'node_modules/electron/dist/electron'),
  ];
  return places.find(mayRun) ?? null;
}

function mayRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

export const electron: string | null = findElectron();

/** Not run without the program, and says so; REQUIRE_ELECTRON=1 makes that a failure. */
export function describeWithElectron(title: string, body: () => void): void {
  if (electron !== null || process.env['REQUIRE_ELECTRON'] === '1') describe(title, body);
  else describe.skip(`${title} [not run, NOT verified: no Electron program is there (npm run electron:install)]`, body);
}
