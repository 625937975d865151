/**
 * Everything that a report stands on in one ZIP: the report in every format that can be repeated, the raw logs as they were
 * given, the scenarios, the changes made to the devices, and a hash of every file. The same subject and logs give the same
 * bytes, but for the entry `generated.json`.
 *
 *     index.html  report.json  report.csv  junit.xml  ctrf.json  trace.json  perfetto.zip
 *     evidence/01-night.log ...      raw logs, unchanged; of a run also the recorded traces
 *     scenarios/01-c01.json ...      scenarios as they were played
 *     ledger.json                    changes to the devices
 *     manifest.json  SHA256SUMS      what is what; `sha256sum -c SHA256SUMS` checks it
 *     generated.json                 when this was written, and by what
 */
import path from 'node:path';
import { renderCsv } from '../csv.js';
import { renderCtrf } from '../ctrf.js';
import { renderHtml } from '../html/html-report.js';
import { renderJUnit } from '../junit.js';
import { renderChromeTrace } from '../perfetto/chrome-trace.js';
import { renderReportJson } from '../report-json.js';
import { safeJson } from '../safe-json.js';
import { safeFileName, subjectHeadline, type Generated, type ReportSubject } from '../subject.js';
import { countWords } from '../words.js';
import { perfettoArchive } from './perfetto-archive.js';
import { MAX_ZIP_BYTES, ZipWriter, type Pieces, type WrittenEntry } from './zip-writer.js';

/** A file that a report was made from. */
export interface EvidenceFile {
  /** Path or name as the person gave it; only its last part is kept. */
  readonly name: string;
  readonly bytes: number;
  readonly open: () => Pieces;
  /** What it is; left out: a raw log of that name. */
  readonly what?: string;
}

/** A file that belongs in the bundle and cannot be in it. */
export interface MissingEvidence {
  readonly what: string;
  /** Under which it was kept; `null` when it never was. */
  readonly sha256: string | null;
  /** One sentence. */
  readonly why: string;
}

interface ListedFile extends WrittenEntry {
  readonly what: string;
}

/** In the files of the bundle the moment stands in `generated.json` alone, so that everything else can be repeated. */
const elsewhere: Generated = { at: 'see generated.json', version: 'see generated.json' };

const readMe = (missing: readonly MissingEvidence[]): string => `A report of Curfew with everything that it stands on.
${missing.length === 0 ? '' : `\nNOT COMPLETE: ${countWords(missing.length, 'recording')} missing or altered, listed in manifest.json.\n`}
  index.html      the report; open it in a browser, no network is needed
  report.json     the same for programs, with the whole analysis
  report.csv, junit.xml, ctrf.json   the verdicts for spreadsheets and test servers
  trace.json      the timeline for https://ui.perfetto.dev (open this file, not the ZIP around it)
  perfetto.zip    the same with every device as a machine of its own (Perfetto 58 or newer)
  evidence/       the raw logs, byte for byte as they were given or heard; of a run also the recorded traces.
                  a1, a2, ... are the cases of the report, the rest is the name by which it cites lines
  scenarios/      the scenarios as they were played
  ledger.json     every change made to a device, with its value before, during and after
  manifest.json   what is what
  SHA256SUMS      "sha256sum -c SHA256SUMS" checks that nothing was changed
  generated.json  when this was written; the only file that differs when it is written again

The raw logs are not cleaned: they may name accounts, places and other apps of whoever used the device.
`;

const text = (content: string): Pieces => [new TextEncoder().encode(content)];
const numbered = (index: number, name: string): string => `${String(index + 1).padStart(2, '0')}-${safeFileName(name)}`;

function ledgerOf(subject: ReportSubject): object {
  const devices = subject.run?.devices ?? [];
  return {
    curfew: 'ledger/1',
    devices: devices.map(({ id, serial, name, changes }) => ({ id, serial, name, changes })),
  };
}

interface Plan {
  readonly name: string;
  readonly what: string;
  readonly pieces: Pieces;
  readonly isPacked?: boolean;
}

interface Evidence {
  readonly files: readonly EvidenceFile[];
  readonly missing: readonly MissingEvidence[];
}

async function plans(subject: ReportSubject, { files, missing }: Evidence): Promise<readonly Plan[]> {
  const reports: readonly Plan[] = [
    { name: 'README.txt', what: 'what is in here', pieces: text(readMe(missing)) },
    { name: 'index.html', what: 'the report', pieces: text(renderHtml(subject, null)) },
    { name: 'report.json', what: 'the report as JSON, report/1', pieces: text(renderReportJson(subject, elsewhere)) },
    { name: 'report.csv', what: 'verdicts as CSV', pieces: text(renderCsv(subject)) },
    { name: 'junit.xml', what: 'verdicts as JUnit XML', pieces: text(renderJUnit(subject)) },
    { name: 'ctrf.json', what: 'verdicts in the Common Test Report Format', pieces: text(renderCtrf(subject, null)) },
    { name: 'trace.json', what: 'timeline for ui.perfetto.dev', pieces: text(renderChromeTrace(subject)) },
    {
      name: 'perfetto.zip',
      what: 'timeline for Perfetto 58, by device',
      pieces: [await perfettoArchive(subject)],
      isPacked: true,
    },
    { name: 'ledger.json', what: 'changes made to the devices', pieces: text(safeJson(ledgerOf(subject))) },
  ];
  const scenarios = (subject.run?.scenarios ?? []).map((scenario, index): Plan => ({
    name: `scenarios/${numbered(index, scenario.id)}.json`,
    what: `scenario "${scenario.name}" as it was played`,
    pieces: text(scenario.document),
  }));
  const raw = files.map((file, index): Plan => ({
    name: `evidence/${numbered(index, path.win32.basename(file.name))}`,
    what: file.what ?? `raw log "${path.win32.basename(file.name)}"`,
    pieces: file.open(),
    isPacked: /\.(?:zip|gz|png)$/i.test(file.name),
  }));
  return [...reports, ...scenarios, ...raw];
}

function evidenceWords({ run }: ReportSubject, { files, missing }: Evidence): string {
  if (missing.length > 0) return `incomplete: ${countWords(missing.length, 'recording')} missing or altered`;
  if (files.length > 0) return 'complete: every log that was given';
  return `none: ${run === null ? 'the analysis was given without the logs that it was made from' : 'no log was given'}`;
}

function manifestOf(subject: ReportSubject, files: readonly ListedFile[], evidence: Evidence): object {
  return {
    curfew: 'bundle/1',
    title: subject.title,
    headline: subjectHeadline(subject),
    evidence: evidenceWords(subject, evidence),
    missing: evidence.missing,
    files,
  };
}

/** Why a bundle cannot be made from these logs; `null` when it can. */
export function bundleTrouble(evidence: readonly EvidenceFile[]): string | null {
  const total = evidence.reduce((sum, file) => sum + file.bytes, 0);
  if (total < MAX_ZIP_BYTES) return null;
  return `the logs have ${total} bytes in all, more than a ZIP of 4 GiB can be sure to hold. Make bundles of fewer logs.`;
}

/** Writes the bundle piece by piece. Throws what reading a log throws. */
export async function writeBundle(
  subject: ReportSubject,
  evidence: readonly EvidenceFile[],
  generated: Generated,
  write: (piece: Uint8Array) => void,
  missing: readonly MissingEvidence[] = [],
): Promise<void> {
  const zip = new ZipWriter(write);
  const files: ListedFile[] = [];
  for (const plan of await plans(subject, { files: evidence, missing }))
    files.push({ ...(await zip.add(plan)), what: plan.what });
  const manifest = await zip.add({
    name: 'manifest.json',
    pieces: text(safeJson(manifestOf(subject, files, { files: evidence, missing }))),
  });
  const sums = [...files, manifest].map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  await zip.add({ name: 'SHA256SUMS', pieces: text(sums) });
  await zip.add({ name: 'generated.json', pieces: text(safeJson({ generated })) });
  zip.end();
}
