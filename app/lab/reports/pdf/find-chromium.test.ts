import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './find-chromium.js';

let folder = '';
const at = (...names: string[]): string => path.join(folder, ...names);
const program = (...names: string[]): string => {
  const file = at(...names);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
};

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-find-'));
  program('one', 'google-chrome');
  program('two', 'chromium');
  mkdirSync(at('three', 'chromium'), { recursive: true });
  writeFileSync(at('plain'), 'no program');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const find = (environment: Record<string, string>): string | null => findChromium({ environment, platform: 'linux' });

describe('the search for a browser that prints', () => {
  it('prefers chromium to its relatives, wherever they lie on the path', () => {
    expect(find({ PATH: `${at('one')}:${at('two')}` })).toBe(at('two', 'chromium'));
    expect(find({ PATH: at('one') })).toBe(at('one', 'google-chrome'));
  });

  it('takes what CURFEW_CHROMIUM names, and nothing else when that is no program', () => {
    expect(find({ CURFEW_CHROMIUM: at('one', 'google-chrome'), PATH: at('two') })).toBe(at('one', 'google-chrome'));
    expect(find({ CURFEW_CHROMIUM: at('plain'), PATH: at('two') })).toBeNull();
    expect(find({ CURFEW_CHROMIUM: at('nowhere'), PATH: at('two') })).toBeNull();
  });

  it('is not taken in by a folder of that name, and finds nothing where nothing is', () => {
    expect(find({ PATH: at('three') })).toBeNull();
    expect(find({ PATH: '' })).toBeNull();
    expect(find({})).toBeNull();
  });
});
