import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../../engine/result.js';
import type { EvidenceFile } from './bundle/evidence-bundle.js';
import { late } from './fixtures.js';
import type { PdfPrinter } from './pdf/print-pdf.js';
import { subjectOfAnalyses } from './subject.js';
import { reportFileNames, reportFormats, writeReports, type ReportFile, type ReportFormat } from './write-reports.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-reports-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const paper: PdfPrinter = {
  print: (html) => Promise.resolve(ok(Buffer.from(`%PDF-1.4 /CreationDate (D:20200101000000+00'00') ${html.length}`))),
};
const noPaper: PdfPrinter = { print: () => Promise.resolve(fail('no browser is here')) };

async function write(
  formats: readonly ReportFormat[],
  printer = paper,
  evidence: readonly EvidenceFile[] = [],
): Promise<readonly ReportFile[]> {
  const written = await writeReports({
    subject: subjectOfAnalyses([late]),
    formats,
    folder: path.join(folder, 'out'),
    generated: { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' },
    evidence,
    printer,
  });
  if (!written.ok) throw new Error(written.error);
  return written.value;
}

const read = (format: ReportFormat): string =>
  readFileSync(path.join(folder, 'out', reportFileNames[format]), 'latin1');

describe('writing a report', () => {
  it('gives every format its file, and leaves nothing else in the folder', async () => {
    const files = await write(reportFormats);
    expect(files.map(({ format, result }) => [format, result.ok])).toEqual(
      reportFormats.map((format) => [format, true]),
    );
    expect(readdirSync(path.join(folder, 'out')).sort()).toEqual(Object.values(reportFileNames).sort());
    expect(read('pdf')).toContain(`/CreationDate (D:20261122100000+00'00')`);
    expect(read('html')).toContain('Written 2026-11-22T10:00:00.000Z by Curfew 0.1.0.');
  });

  it('gives the same bytes when it is done again at the same moment', async () => {
    await write(reportFormats);
    const before = reportFormats.map(read);
    await write(reportFormats);
    expect(reportFormats.map(read)).toEqual(before);
  });

  it('writes the others when one format fails, and says why', async () => {
    const files = await write(['pdf', 'json', 'pdf'], noPaper);
    expect(files.map(({ format, result }) => (result.ok ? format : result.error))).toEqual([
      'no browser is here',
      'json',
    ]);
    expect(existsSync(path.join(folder, 'out', 'report.pdf'))).toBe(false);
  });

  it('keeps the file of last time when the new one fails half-way, and no half of it', async () => {
    await write(['bundle']);
    const before = read('bundle');
    const torn: EvidenceFile = {
      name: 'night.log',
      bytes: 9,
      open: function* () {
        yield new Uint8Array(9);
        throw new Error('the disk went away');
      },
    };
    const [file] = await write(['bundle'], paper, [torn]);
    expect(file?.result).toEqual({ ok: false, error: `${file?.path ?? ''} cannot be written: the disk went away` });
    expect(read('bundle')).toBe(before);
    expect(readdirSync(path.join(folder, 'out'))).toEqual(['evidence.zip']);
  });

  it('says so when the folder cannot be made, or a file stands where one is to be written', async () => {
    writeFileSync(path.join(folder, 'out'), 'a file');
    await expect(write(['json'])).rejects.toThrow(/out cannot be made/);
    rmSync(path.join(folder, 'out'));
    mkdirSync(path.join(folder, 'out', 'report.json'), { recursive: true });
    chmodSync(path.join(folder, 'out'), 0o755);
    const [json, csv] = await write(['json', 'csv']);
    expect(json?.result.ok).toBe(false);
    expect(csv?.result.ok).toBe(true);
  });
});
