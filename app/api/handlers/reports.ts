/** Reports of runs and of analyses: shown, written, listed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../../../engine/result.js';
import { evidenceOfRun, type RunEvidence } from '../../lab/reports/bundle/run-evidence.js';
import { renderHtml } from '../../lab/reports/html/html-report.js';
import {
  subjectOfAnalyses,
  subjectOfRun,
  type Generated,
  type ReportSubject as Subject,
} from '../../lab/reports/subject.js';
import { reportFormats, writeReports, type ReportFile, type ReportFormat } from '../../lab/reports/write-reports.js';
import type { Store } from '../../lab/store/store.js';
import { fileContent } from '../../lab/traces/trace-library.js';
import { badRequest, orStoreRefused, refused, type Answer } from '../answers.js';
import type { ApiError, ReportSubject, WrittenReport } from '../contract.js';
import type { CallHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';
import { findAnalysis } from './find-analysis.js';
import { withStore } from './with-store.js';

type Names = 'reports.preview' | 'reports.list' | 'reports.write';

export function reportHandlers(rooms: LabRooms): Pick<CallHandlers, Names> {
  return {
    'reports.preview': ({ subject }) =>
      withStore(rooms, async (store) => {
        const found = await findSubject(store, subject);
        return found.ok ? ok({ html: renderHtml(found.value.subject, generatedNow(rooms)) }) : found;
      }),
    'reports.list': ({ run }) => withStore(rooms, async (store) => orStoreRefused(await store.reports(run))),
    'reports.write': ({ subject, formats }) => withStore(rooms, (store) => writeAll(rooms, store, subject, formats)),
  };
}

const generatedNow = ({ now, version }: LabRooms): Generated => ({ at: now().toISOString(), version });

interface FoundSubject {
  readonly subject: Subject;
  /** What it was made of. */
  readonly evidence: () => Promise<RunEvidence>;
  /** Name of its folder. */
  readonly name: string;
}

async function findSubject(store: Store, asked: ReportSubject): Answer<FoundSubject> {
  if ('run' in asked) {
    const run = orStoreRefused(await store.run(asked.run));
    if (!run.ok) return run;
    const evidence = (): Promise<RunEvidence> => evidenceOfRun(run.value, store);
    return ok({ subject: subjectOfRun(run.value), evidence, name: run.value.id });
  }
  const found = await findAnalysis(store, asked.analysis);
  if (!found.ok) return found;
  const { analysis, trace } = found.value;
  const name = asked.analysis.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, 100);
  return ok({ subject: subjectOfAnalyses([analysis]), evidence: () => importedEvidence(store, trace), name });
}

async function writeAll(
  rooms: LabRooms,
  store: Store,
  asked: ReportSubject,
  names: readonly string[],
): Answer<readonly WrittenReport[]> {
  const formats = formatsOf(names);
  if (!formats.ok) return formats;
  const found = await findSubject(store, asked);
  if (!found.ok) return found;
  const { subject, name } = found.value;
  const generated = generatedNow(rooms);
  const folder = path.join(rooms.folders.reports, name);
  const none: RunEvidence = { files: [], missing: [] };
  const { files: evidence, missing } = formats.value.includes('bundle') ? await found.value.evidence() : none;
  const written = await writeReports({
    subject,
    formats: formats.value,
    folder,
    generated,
    evidence,
    missing,
    printer: rooms.printer,
  });
  if (!written.ok) return refused(written.error);
  const reports = await Promise.all(
    written.value.map((file) => entryOf(file, 'run' in asked ? asked.run : '', generated.at)),
  );
  const failed = reports.find((one) => !one.ok);
  if (failed !== undefined && !failed.ok) return failed;
  const entries = reports.flatMap((one) => (one.ok ? [one.value] : []));
  if (!('run' in asked)) return ok(entries);
  const entered = orStoreRefused(await store.putReports(entries));
  return entered.ok ? ok(entries) : entered;
}

function formatsOf(names: readonly string[]): Result<readonly ReportFormat[], ApiError> {
  const known: ReportFormat[] = [];
  for (const name of names) {
    const format = reportFormats.find((one) => one === name);
    if (format === undefined) return badRequest(`There is no format "${name}". Known: ${reportFormats.join(', ')}.`);
    known.push(format);
  }
  return ok(known);
}

/** The recording of an imported log; what retention has removed meanwhile is said in the bundle. */
async function importedEvidence(store: Store, sha256: string | null): Promise<RunEvidence> {
  if (sha256 === null) return { files: [], missing: [] };
  const content = await fileContent(store, sha256);
  if (!content.ok) return { files: [], missing: [{ what: 'the log', sha256, why: content.error.message }] };
  return { files: [{ name: sha256, bytes: content.value.length, open: () => [content.value] }], missing: [] };
}

async function entryOf({ format, path: file, result }: ReportFile, run: string, at: string): Answer<WrittenReport> {
  if (!result.ok) return fail({ kind: 'refused', text: `No ${format}: ${result.error}` });
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return ok({ run, format, path: file, bytes: result.value, sha256: hash.digest('hex'), writtenAt: at });
}
