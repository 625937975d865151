import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWindowState, writeWindowState } from './window-state.js';

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
const fresh = { bounds: null, isMaximized: false };
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-window-'));
  file = path.join(folder, 'deeper', 'window.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is remembered', () => {
  const state = { bounds: { x: 50, y: 60, width: 1000, height: 700 }, isMaximized: true };
  expect(writeWindowState(file, state).ok).toBe(true);
  expect(readWindowState(file, screens)).toEqual(state);
});

it('is as for the first time where nothing was remembered', () => {
  expect(readWindowState(file, screens)).toEqual(fresh);
});

it.each(['', '{', '[]', '{"bounds":{"x":"0"}}', '{"bounds":null}', '{"bounds":null,"isMaximized":false,"more":1}'])(
  'is as for the first time after %s',
  (text) => {
    writeFileSync(path.join(folder, 'w.json'), text);
    expect(readWindowState(path.join(folder, 'w.json'), screens)).toEqual(fresh);
  },
);

it.each([
  ['left of every screen', { x: -2_000, y: 0, width: 1_000, height: 700 }],
  ['below it', { x: 0, y: 1_050, width: 1_000, height: 700 }],
  ['with its title above it', { x: 0, y: -30, width: 1_000, height: 700 }],
])('never opens %s', (_where, bounds) => {
  writeWindowState(file, { bounds, isMaximized: true });
  expect(readWindowState(file, screens)).toEqual({ bounds: null, isMaximized: true });
});

it('says so when it cannot be written', () => {
  writeFileSync(path.join(folder, 'taken'), '');
  expect(writeWindowState(path.join(folder, 'taken', 'window.json'), fresh).ok).toBe(false);
});
