/** An analysis by its id, with the recording that it was made of: one of an imported log, or the case of a run. */
import type { Analysis } from '../../../engine/compare/analysis.js';
import { fail, ok, type Result } from '../../../engine/result.js';
import { storePaths, traceFile } from '../../lab/store/data-folder.js';
import type { Store } from '../../lab/store/store.js';
import type { Recording } from '../analysis/analysis-task.js';
import { orStoreRefused, refused, type Answer } from '../answers.js';
import type { ApiError } from '../contract.js';

export interface FoundAnalysis {
  readonly analysis: Analysis;
  /** SHA-256 of its recording; `null` when none was kept. */
  readonly trace: string | null;
}

export async function findAnalysis(store: Store, id: string): Answer<FoundAnalysis> {
  const parts = id.split('/');
  return parts.length === 3 ? await ofRun(store, id, parts) : await ofLog(store, id);
}

async function ofLog(store: Store, id: string): Answer<FoundAnalysis> {
  const analysis = orStoreRefused(await store.importedAnalysis(id));
  if (!analysis.ok) return analysis;
  const known = orStoreRefused(await store.importedAnalyses());
  if (!known.ok) return known;
  return ok({ analysis: analysis.value, trace: known.value.find((one) => one.id === id)?.trace ?? null });
}

/** `RUN/SCENARIO/DEVICE`, each part as in a URL. */
async function ofRun(store: Store, id: string, parts: readonly string[]): Answer<FoundAnalysis> {
  const [run, scenario, device] = parts.map(decoded);
  if (run === undefined || scenario === undefined || device === undefined)
    return refused(`There is no analysis ${id}.`);
  const read = orStoreRefused(await store.run(run));
  if (!read.ok) return read;
  const found = read.value.cases.find((one) => one.scenario === scenario && one.device === device);
  if (found === undefined) return refused(`The run ${run} has no such case.`);
  if (found.analysis === null) return refused('This case has nothing that could be compared yet.');
  return ok({ analysis: found.analysis, trace: found.trace?.sha256 ?? null });
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** Where the recording lies, and the calendar by which it was read. */
export async function recordingOf(
  store: Store,
  { analysis, trace }: FoundAnalysis,
): Promise<Result<Recording, ApiError>> {
  if (trace === null)
    return fail({ kind: 'refused', text: 'The recording of this analysis was not kept. Open the log again.' });
  const traces = orStoreRefused(await store.traces());
  if (!traces.ok) return traces;
  const record = traces.value.find(({ sha256 }) => sha256 === trace);
  if (record === undefined)
    return fail({
      kind: 'refused',
      text: 'The recording of this analysis is not in the library any more. Open the log again.',
    });
  const { year, zoneMinutes } = analysis.clock;
  return ok({
    path: traceFile(storePaths(store.folder), record.sha256, record.kind),
    kind: record.kind,
    calendar: {
      notAfterEpochMs: Date.parse(record.addedAt),
      ...(year === null ? {} : { year }),
      ...(zoneMinutes === null ? {} : { zoneMinutes }),
    },
  });
}
