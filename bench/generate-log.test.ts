import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readText } from '../engine/ingest/logcat-text/testing.js';
import { generateLog, logLines } from './generate-log.mjs';

const count = 5_000;
const textOf = (seed: number): string => [...logLines(count, seed)].join('\n');

it('the same seed gives the same log, another seed another one', () => {
  expect(textOf(7)).toBe(textOf(7));
  expect(textOf(7)).not.toBe(textOf(8));
});

it('every line but the marker is a threadtime record, of about 135 bytes, and about one in twenty tells of services', () => {
  const text = textOf(1);
  const { records, stats } = readText(text);
  expect([stats.layout, stats.records, stats.markerLines]).toEqual(['threadtime', count - 1, 1]);
  const bytesPerLine = Buffer.byteLength(text) / count;
  expect(bytesPerLine).toBeGreaterThan(120);
  expect(bytesPerLine).toBeLessThan(150);
  const services = records.filter((record) => /^(am_|wm_|ActivityManager$)/.test(record.tag)).length;
  expect(services / count).toBeGreaterThan(0.04);
  expect(services / count).toBeLessThan(0.06);
});

it('the file holds the lines, each ended by a line feed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'curfew-log-'));
  try {
    const path = join(folder, 'log.txt');
    const bytes = await generateLog(path, count, 3);
    const text = readFileSync(path, 'utf8');
    expect(text).toBe(`${textOf(3)}\n`);
    expect(Buffer.byteLength(text)).toBe(bytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
