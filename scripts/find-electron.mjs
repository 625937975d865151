/**
 * Finds Electron's program without ever asking the package for it: `require('electron')` downloads it when it is absent.
 * The first that is there and may be run: ELECTRON_EXEC_PATH, the folder ELECTRON_OVERRIDE_DIST_PATH, the package's own folder.
 */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './set-up.mjs';

/** Name of the program in a folder of Electron's. */
export function programName(platform = process.platform) {
  if (platform === 'win32') return 'electron.exe';
  return platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

function isProgram(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error.code === 'EACCES') return false;
    throw error;
  }
}

/**
 * Absolute path of the program, or null.
 *
 * @param {Readonly<Record<string, string | undefined>>} [environment]
 * @param {string} [folder]  of the repository
 * @param {string} [platform]
 */
export function findElectron(environment = process.env, folder = root, platform = process.platform) {
  const { ELECTRON_EXEC_PATH: named, ELECTRON_OVERRIDE_DIST_PATH: dist } = environment;
  const places = [
    ...(named ? [named] : []),
    ...(dist ? [path.join(dist, programName(platform))] : []),
    path.join(folder, 'node_modules/electron/dist', programName(platform)),
  ];
  return places.find(isProgram) ?? null;
}
