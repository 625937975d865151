/** Where the lab keeps its store. */
import os from 'node:os';
import path from 'node:path';

export interface Host {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const thisHost = (): Host => ({ platform: process.platform, home: os.homedir(), environment: process.env });

/**
 * The data folder: the one asked for, else `CURFEW_DATA`, else the place that the system has for an application's data
 * (XDG Base Directory, `Application Support`, local `AppData`: logs are too large to follow a person from host to host).
 */
export function dataFolder(asked: string | undefined, host: Host = thisHost()): string {
  const { environment, home, platform } = host;
  const system = platform === 'win32' ? path.win32 : path.posix;
  const named = asked ?? setting(environment, 'CURFEW_DATA');
  if (named !== undefined) return system.resolve(named);
  switch (platform) {
    case 'win32':
      return system.join(setting(environment, 'LOCALAPPDATA') ?? system.join(home, 'AppData', 'Local'), 'Curfew');
    case 'darwin':
      return system.join(home, 'Library', 'Application Support', 'Curfew');
    default: {
      const xdg = setting(environment, 'XDG_DATA_HOME');
      // The specification: a relative path is to be ignored.
      const base = xdg !== undefined && system.isAbsolute(xdg) ? xdg : system.join(home, '.local', 'share');
      return system.join(base, 'curfew');
    }
  }
}

/** An empty variable counts as one that is not set. */
function setting(environment: Host['environment'], name: string): string | undefined {
  const value = environment[name];
  return value === undefined || value === '' ? undefined : value;
}

/** Everything that lies in a data folder, and its name. */
export interface StorePaths {
  readonly folder: string;
  readonly database: string;
  readonly lock: string;
  readonly holder: string;
  readonly traces: string;
  readonly backups: string;
  readonly damaged: string;
}

export function storePaths(folder: string): StorePaths {
  const inside = (name: string): string => path.join(folder, name);
  return {
    folder,
    database: inside('curfew.db'),
    lock: inside('curfew.lock'),
    holder: inside('curfew.holder.json'),
    traces: inside('traces'),
    backups: inside('backups'),
    damaged: inside('damaged'),
  };
}

/** `2026-11-22T21-57-39.120Z`: a moment as part of a file name, on every file system. */
export function stampOf(now: Date): string {
  return now.toISOString().replaceAll(':', '-');
}

/** Where a file of the library lies: named by its hash, in 256 folders, so that none has too many files. */
export function traceFile(paths: StorePaths, sha256: string, kind: 'trace' | 'log'): string {
  return path.join(paths.traces, sha256.slice(0, 2), `${sha256}${kind === 'trace' ? '.arrow' : '.log'}`);
}
