import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectron } from './find-electron.mjs';
import { hasDisplay, startPlan } from './start.mjs';

describe("Electron's program", () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-electron-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const program = (name, mode = 0o755) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, mode);
    return file;
  };
  const find = (environment) => findElectron(environment, folder, 'linux');

  it('is nowhere in a fresh clone', () => {
    expect(find({})).toBeNull();
  });

  it('is the one that was named, before the one in a folder, before that of the package', () => {
    const own = program('node_modules/electron/dist/electron');
    const dist = program('dist/electron');
    const named = program('named');
    const folders = { ELECTRON_OVERRIDE_DIST_PATH: path.join(folder, 'dist') };
    expect([find({}), find(folders), find({ ...folders, ELECTRON_EXEC_PATH: named })]).toEqual([own, dist, named]);
  });

  it('is never a name without a program behind it', () => {
    mkdirSync(path.join(folder, 'dist', 'electron'), { recursive: true });
    expect(find({ ELECTRON_EXEC_PATH: '/nowhere', ELECTRON_OVERRIDE_DIST_PATH: path.join(folder, 'dist') })).toBeNull();
  });
});

describe('npm start', () => {
  const world = { electron: '/e', display: true, isRoot: false, cli: '/cli.js' };
  const options = { data: undefined, simulate: 0 };

  it('opens the window of Electron where its program and a display are', () => {
    expect(startPlan(world, options)).toEqual({ file: '/e', args: ['.'], text: null });
    expect(startPlan({ ...world, isRoot: true }, { data: '/d', simulate: 8 }).args).toEqual([
      '.',
      '--no-sandbox',
      '--data=/d',
      '--simulate=8',
    ]);
  });

  it('opens the server in a browser where there is no Electron, and says so in one line', () => {
    const { file, args, text } = startPlan({ ...world, electron: null }, { data: '/d', simulate: 8 });
    expect([file, ...args]).toEqual([
      process.execPath,
      '/cli.js',
      'server',
      '--open',
      '--data',
      '/d',
      '--simulate',
      '8',
    ]);
    expect(text).toContain('No Electron program');
    expect(text).not.toContain('\n');
  });

  it('only serves where there is no display', () => {
    expect(startPlan({ ...world, display: false }, options).args).toEqual(['/cli.js', 'server']);
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'w' }, 'linux')).toBe(true);
    expect(hasDisplay({}, 'darwin')).toBe(true);
  });
});
