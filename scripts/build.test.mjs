import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFresh } from './build.mjs';

describe('when the build is stale', () => {
  let folder;
  let output;
  const source = (name, time) => {
    const file = path.join(folder, 'engine', name);
    writeFileSync(file, name);
    utimesSync(file, time, time);
  };
  const setFolderTime = (time) => utimesSync(path.join(folder, 'engine'), time, time);
  const fresh = () => isFresh(output, [path.join(folder, 'engine')]);

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-build-'));
    output = path.join(folder, 'curfew.js');
    mkdirSync(path.join(folder, 'engine'));
    source('time.ts', 100);
    writeFileSync(output, 'built');
    utimesSync(output, 200, 200);
    setFolderTime(100);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is not while no source is newer than the output', () => {
    expect(fresh()).toBe(true);
  });

  it('is after a source changed, was added or was removed', () => {
    source('time.ts', 300);
    setFolderTime(100);
    expect(fresh()).toBe(false);
    source('time.ts', 100);
    setFolderTime(300);
    expect(fresh()).toBe(false);
  });

  it('is not after only a test changed', () => {
    source('time.test.ts', 300);
    setFolderTime(100);
    expect(fresh()).toBe(true);
  });

  it('is when there is no output', () => {
    rmSync(output);
    expect(fresh()).toBe(false);
  });
});
