import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { builtRenderer } from './tools.js';

const BUDGET_BYTES = 350_000;

describe('the window as it is shipped', () => {
  it('weighs at most 350 kB, compressed, with all pages', () => {
    const assets = path.join(builtRenderer('real'), 'assets');
    const sizes = readdirSync(assets).map((name) => gzipSync(readFileSync(path.join(assets, name))).length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(BUDGET_BYTES);
  }, 60_000);

  it('has neither the fake lab nor a style or script in its page', () => {
    const folder = builtRenderer('real');
    const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<style|style=|<script>|onload=/);
    const scripts = readdirSync(path.join(folder, 'assets')).filter((name) => name.endsWith('.js'));
    for (const name of scripts) {
      expect(readFileSync(path.join(folder, 'assets', name), 'utf8'), name).not.toContain('Galaxy S24 (desk 1)');
    }
  }, 60_000);
});
