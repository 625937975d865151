import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pageOfLink, readCall } from './command-line.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-call-'));
  writeFileSync(path.join(folder, 'a.log'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('finds logs that are there, among whatever Chromium adds', () => {
  expect(readCall(['.', '--no-sandbox', 'a.log', 'absent.log', 'a.exe', '--simulate=3'], folder)).toEqual({
    data: undefined,
    simulate: 3,
    files: [path.join(folder, 'a.log')],
    page: null,
  });
});

it.each(['-1', '65', '1.5', 'many', ''])('begins without simulated devices for "%s"', (text) => {
  expect(readCall([`--simulate=${text}`], folder).simulate).toBe(0);
});

it('shows the run that a link names', () => {
  expect(readCall(['curfew://run/r-2026-1'], folder).page).toBe('#/runs/r-2026-1');
});

it.each([
  'curfew://run/../../x',
  'curfew://run/A',
  'curfew://run/',
  'curfew://run/r?x=1',
  'https://run/r',
  `curfew://run/${'a'.repeat(300)}`,
])('knows no page for %s', (link) => {
  expect(pageOfLink(link)).toBeNull();
});
