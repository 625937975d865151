/** `curfew report FILE...`: one report in several formats, from logs, from an analysis, from a run, or from another report. */
import { closeSync, createReadStream, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { analyze } from '../../../engine/compare/analyze.js';
import type { EvidenceFile, MissingEvidence } from '../../lab/reports/bundle/evidence-bundle.js';
import { looksLikeDocument, readDocument } from '../../lab/reports/input/read-document.js';
import { ChromiumPrinter } from '../../lab/reports/pdf/print-pdf.js';
import { subjectHeadline, subjectOfAnalyses, subjectOfRun } from '../../lab/reports/subject.js';
import type { ReportSubject } from '../../lab/reports/subject.js';
import { visibleLines } from '../../lab/reports/visible-text.js';
import { reportFileNames, reportFormats, writeReports } from '../../lab/reports/write-reports.js';
import type { ReportFile, ReportFormat } from '../../lab/reports/write-reports.js';
import type { Run } from '../../lab/runs/run.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';
import { warn } from '../device-options.js';
import { fileProblem } from '../file-problems.js';
import { loadLogs, logOptionHelp, logOptionNames, type LogOptionValues } from '../log-options.js';
import { tellMissing } from '../missing-evidence.js';
import { terminalProgress } from '../progress.js';
import { exitCodeOfSubject } from '../subject-exit-code.js';
import { version } from '../version.js';

export const reportHelp = `curfew report FILE... --format F[,F...] --out DIR [options]
curfew report RUN --format F[,F...] --out DIR

Writes a report in one or several formats. FILE is a log or bugreport (several are one recording),
or JSON that Curfew wrote: an analysis, a run, a report (several of these are one report). RUN is the
id of a run in the store.

  --format F,F         ${reportFormats.join(', ')} or all (default: html)
  --out DIR            folder for the files (default: reports)
  --data DIR           for RUN: folder of the store (default: CURFEW_DATA, else that of this computer)
  --tolerance MS       for logs: differences up to this are agreement (default: 100)

For logs also:
${logOptionHelp}

Files: ${reportFormats.map((format) => reportFileNames[format]).join(', ')}.
pdf needs a Chromium, Chrome or Edge on this machine (or CURFEW_CHROMIUM=/path/to/one).

Exit code: 0 as predicted, 1 divergence, 2 usage, 3 an input could not be read, a format could not be
written whole, a case of the run did not come to its end, or nothing of what was predicted could be
observed in one.`;

/** A run of the store, with what it recorded. */
export interface FoundRun {
  readonly run: Run;
  readonly evidence: readonly EvidenceFile[];
  /** Recordings that are missing or altered. */
  readonly missing: readonly MissingEvidence[];
}

/** Finds a run in the store by its id; refuses with a sentence that says what to do. */
export type RunLookup = (id: string, data: string | undefined) => Promise<FoundRun>;

const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;
const SNIFFED_BYTES = 4_096;

interface Input {
  readonly subject: ReportSubject;
  readonly evidence: readonly EvidenceFile[];
  readonly missing: readonly MissingEvidence[];
}

interface ReportValues extends LogOptionValues {
  readonly tolerance?: string | undefined;
  readonly data?: string | undefined;
}

export async function reportCommand(args: readonly string[], findRun?: RunLookup): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, {
    ...logOptionNames,
    tolerance: { type: 'string' },
    data: { type: 'string' },
    format: { type: 'string', multiple: true },
    out: { type: 'string' },
  });
  const formats = parseFormats(values.format ?? ['html']);
  const { subject, evidence, missing } = await readInput(files, values, findRun);
  const written = await writeReports({
    subject,
    formats,
    folder: values.out ?? 'reports',
    generated: { at: new Date().toISOString(), version },
    evidence,
    missing,
    printer: new ChromiumPrinter(),
  });
  if (!written.ok) throw unreadable(written.error);
  process.stdout.write(`${visibleLines(subjectHeadline(subject))}\n`);
  const isWhole = tellMissing('report', missing, formats);
  return tell(written.value) && isWhole ? exitCodeOfSubject(subject) : ExitCode.unreadable;
}

/** Says what became of each file; false when one was not written. */
function tell(files: readonly ReportFile[]): boolean {
  for (const { format, path, result } of files) {
    if (result.ok) process.stdout.write(`${path}\n`);
    else process.stderr.write(`curfew report: no ${format}: ${visibleLines(result.error)}\n`);
  }
  return files.every(({ result }) => result.ok);
}

async function readInput(
  files: readonly string[],
  values: ReportValues,
  findRun: RunLookup | undefined,
): Promise<Input> {
  const [first, second] = files;
  if (first === undefined) throw usageError('report wants a log, an analysis, a run or the id of a run.');
  if (second === undefined && !existsSync(first) && /^[a-z0-9-]+$/.test(first) && findRun !== undefined) {
    const found = await findRun(first, values.data);
    return { subject: subjectOfRun(found.run), evidence: found.evidence, missing: found.missing };
  }
  const documents = files.filter(isDocument);
  if (documents.length === 0) return readLogs(files, values);
  if (documents.length < files.length) {
    throw usageError(
      'logs and JSON documents do not go into one report. Analyse the logs first: curfew analyze --format json.',
    );
  }
  return { subject: joined(files.map(readDocumentFile)), evidence: [], missing: [] };
}

function readLogs(files: readonly string[], values: ReportValues): Input {
  const toleranceMs = parseTolerance(values.tolerance);
  const loaded = loadLogs(files, values, terminalProgress(process.stderr));
  const { sources, assembly, policy, policyFrom } = loaded;
  warn('report', loaded.warnings);
  const { analysis } = analyze(sources, assembly, {
    policy,
    policyFrom,
    ...(values.package === undefined ? {} : { packageName: values.package }),
    ...(toleranceMs === undefined ? {} : { toleranceMs }),
  });
  return { subject: subjectOfAnalyses([analysis]), evidence: files.map(evidenceOf), missing: [] };
}

function evidenceOf(file: string): EvidenceFile {
  return { name: file, bytes: sizeOf(file), open: () => createReadStream(file) as AsyncIterable<Uint8Array> };
}

/** Runs `use` on the open file; throws a `CommandError` that names the file when it cannot be read. */
function withFile<T>(file: string, use: (descriptor: number) => T): T {
  try {
    const descriptor = openSync(file, 'r');
    try {
      return use(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw unreadable(`${file} cannot be read: ${fileProblem(error)}`);
  }
}

const sizeOf = (file: string): number => withFile(file, (descriptor) => fstatSync(descriptor).size);

/** What cannot be read is no document here; the reader of logs says what is wrong with it. */
function isDocument(file: string): boolean {
  if (!existsSync(file)) return false;
  return withFile(file, (descriptor) => {
    if (fstatSync(descriptor).isDirectory()) return false;
    const bytes = new Uint8Array(SNIFFED_BYTES);
    return looksLikeDocument(bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0)));
  });
}

function readDocumentFile(file: string): ReportSubject {
  const bytes = sizeOf(file);
  if (bytes > MAX_DOCUMENT_BYTES) throw unreadable(`${file} has ${bytes} bytes; Curfew reads JSON up to 256 MiB.`);
  const read = readDocument(withFile(file, (descriptor) => readFileSync(descriptor, 'utf8')));
  if (!read.ok) throw unreadable(visibleLines(`${file} cannot be made into a report.\n${read.error}`));
  return read.value;
}

/** Several analyses become one report; a run is a report of its own. */
function joined(subjects: readonly ReportSubject[]): ReportSubject {
  const [first] = subjects;
  if (subjects.length === 1 && first !== undefined) return first;
  if (subjects.some(({ run }) => run !== null)) {
    throw usageError('a run is a report of its own: name one run, or analyses only.');
  }
  return subjectOfAnalyses(subjects.flatMap(({ parts }) => parts.flatMap(({ analysis }) => analysis ?? [])));
}

function parseFormats(texts: readonly string[]): readonly ReportFormat[] {
  const words = texts.flatMap((text) => text.split(',')).map((word) => word.trim());
  if (words.includes('all')) return reportFormats;
  return words.map((word) => {
    const format = reportFormats.find((known) => known === word);
    if (format === undefined) {
      throw usageError(`--format wants ${reportFormats.join(', ')} or all, separated by commas, not "${word}".`);
    }
    return format;
  });
}

function parseTolerance(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw usageError(`--tolerance wants milliseconds, for example 250, not "${text}".`);
  return Number(text);
}
