/**
 * Writes a report in several formats into one folder. Each file is written beside its place and then moved there, so that a
 * reader never meets half of one; a format that fails does not keep the others from being written.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fail, ok, type Result } from '../../../engine/result.js';
import { bundleTrouble, writeBundle, type EvidenceFile, type MissingEvidence } from './bundle/evidence-bundle.js';
import { renderCsv } from './csv.js';
import { renderCtrf } from './ctrf.js';
import { renderHtml } from './html/html-report.js';
import { renderJUnit } from './junit.js';
import { withDate, type PdfPrinter } from './pdf/print-pdf.js';
import { renderChromeTrace } from './perfetto/chrome-trace.js';
import { renderReportJson } from './report-json.js';
import type { Generated, ReportSubject } from './subject.js';

export const reportFormats = ['html', 'pdf', 'csv', 'json', 'junit', 'ctrf', 'perfetto', 'bundle'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The name of each format's file in the folder. */
export const reportFileNames: Readonly<Record<ReportFormat, string>> = {
  html: 'report.html',
  pdf: 'report.pdf',
  csv: 'report.csv',
  json: 'report.json',
  junit: 'junit.xml',
  ctrf: 'ctrf.json',
  perfetto: 'trace.json',
  bundle: 'evidence.zip',
};

export interface ReportRequest {
  readonly subject: ReportSubject;
  readonly formats: readonly ReportFormat[];
  readonly folder: string;
  readonly generated: Generated;
  /** Raw logs for the bundle; none when the report was made from an analysis. */
  readonly evidence: readonly EvidenceFile[];
  /** What belongs in the bundle too and cannot be had. */
  readonly missing?: readonly MissingEvidence[];
  readonly printer: PdfPrinter;
}

export interface ReportFile {
  readonly format: ReportFormat;
  readonly path: string;
  /** Bytes written; or why nothing was, as a sentence. */
  readonly result: Result<number, string>;
}

type Write = (piece: string | Uint8Array) => void;

const problemOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Fills `file` with what `content` writes; on failure the file that was there before stays. */
async function fill(
  file: string,
  content: (write: Write) => Promise<Result<null, string>>,
): Promise<Result<number, string>> {
  const partial = `${file}.${process.pid}.partial`;
  let bytes = 0;
  try {
    const descriptor = openSync(partial, 'w');
    try {
      const done = await content((piece) => {
        const data = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
        for (let from = 0; from < data.length;) from += writeSync(descriptor, data, from);
        bytes += data.length;
      });
      if (!done.ok) return done;
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, file);
    return ok(bytes);
  } catch (error) {
    return fail(`${file} cannot be written: ${problemOf(error)}`);
  } finally {
    rmSync(partial, { force: true });
  }
}

async function printed(request: ReportRequest): Promise<Result<Uint8Array, string>> {
  const { subject, generated, printer } = request;
  const pdf = await printer.print(renderHtml(subject, generated));
  return pdf.ok ? ok(withDate(pdf.value, generated.at)) : pdf;
}

async function writeFormat(request: ReportRequest, format: ReportFormat, write: Write): Promise<Result<null, string>> {
  const { subject, generated, evidence, missing } = request;
  switch (format) {
    case 'html':
      write(renderHtml(subject, generated));
      return ok(null);
    case 'csv':
      write(renderCsv(subject));
      return ok(null);
    case 'json':
      write(renderReportJson(subject, generated));
      return ok(null);
    case 'junit':
      write(renderJUnit(subject));
      return ok(null);
    case 'ctrf':
      write(renderCtrf(subject, generated));
      return ok(null);
    case 'perfetto':
      write(renderChromeTrace(subject));
      return ok(null);
    case 'pdf': {
      const pdf = await printed(request);
      if (!pdf.ok) return pdf;
      write(pdf.value);
      return ok(null);
    }
    case 'bundle': {
      const trouble = bundleTrouble(evidence);
      if (trouble !== null) return fail(trouble);
      await writeBundle(subject, evidence, generated, write, missing);
      return ok(null);
    }
  }
}

/** Writes every format once, in the order given, and says of each what became of it. */
export async function writeReports(request: ReportRequest): Promise<Result<readonly ReportFile[], string>> {
  try {
    mkdirSync(request.folder, { recursive: true });
  } catch (error) {
    return fail(`${request.folder} cannot be made: ${problemOf(error)}`);
  }
  const files: ReportFile[] = [];
  for (const format of new Set(request.formats)) {
    const file = path.join(request.folder, reportFileNames[format]);
    const result = await fill(file, (write) => writeFormat(request, format, write));
    files.push({ format, path: file, result });
  }
  return ok(files);
}
