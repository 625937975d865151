/** The library: logs and traces, and what was found in them. */
import type { Analysis } from '../../../engine/compare/analysis.js';
import { ok, type Result } from '../../../engine/result.js';
import type { ImportedAnalysis, Store, TraceRecord } from '../../lab/store/store.js';
import { done, orRefused, orStoreRefused, refused, type Answer } from '../answers.js';
import type { ApiError, LibraryTrace, Queries } from '../contract.js';
import type { CallHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';
import { findAnalysis, recordingOf } from './find-analysis.js';
import { withStore } from './with-store.js';

type Names = Extract<keyof Queries, `traces.${string}`> | 'traces.change' | 'traces.remove';
type Findings = Pick<LibraryTrace, 'packages' | 'release' | 'verdicts'>;

export function traceHandlers(rooms: LabRooms): Pick<CallHandlers, Names> {
  const { analysis: desk } = rooms;
  // An analysis never changes under its id, so what was found in it is worked out once.
  const findings = new Map<string, Findings>();
  return {
    'traces.list': ({ search }) => withStore(rooms, (store) => listTraces(store, search, findings)),
    'traces.analysis': ({ analysis }) =>
      withStore(rooms, async (store) => {
        const found = await findAnalysis(store, analysis);
        return found.ok ? ok(found.value.analysis) : found;
      }),
    'traces.lines': ({ analysis, source, from, count }, signal) =>
      withStore(rooms, async (store) => {
        const found = await findAnalysis(store, analysis);
        if (!found.ok) return found;
        const recording = await recordingOf(store, found.value);
        if (!recording.ok) return recording;
        const input = { recording: recording.value, source, from, count };
        return orRefused(await desk.texts.run('lines', input, { signal }));
      }),
    'traces.explain': ({ analysis, predicted }) =>
      withStore(rooms, async (store) => {
        const found = await findAnalysis(store, analysis);
        return found.ok ? explain(found.value.analysis, predicted) : found;
      }),
    'traces.change': ({ trace, ...changes }) =>
      withStore(rooms, async (store) => done(orStoreRefused(await store.updateTrace(trace, changes)))),
    'traces.remove': ({ trace }) => withStore(rooms, (store) => removeTrace(store, trace)),
  };
}

async function removeTrace(store: Store, sha256: string): Answer<null> {
  const before = orStoreRefused(await store.traces());
  if (!before.ok) return before;
  const trace = before.value.find((one) => one.sha256 === sha256);
  if (trace === undefined) return refused('It is not in the library any more.');
  if (trace.pinned) return refused(`"${trace.title}" is pinned. Unpin it first.`);
  const { kind, title, addedAt, bytes } = trace;
  const plan = { runs: [], traces: [{ sha256, kind, title, addedAt, bytes }], bytesBefore: 0, bytesAfter: 0, kept: [] };
  const pruned = orStoreRefused(await store.prune(plan));
  if (!pruned.ok) return pruned;
  // The store keeps what has been pinned since, and what a case of a run refers to.
  const after = orStoreRefused(await store.traces());
  if (!after.ok) return after;
  return after.value.some((one) => one.sha256 === sha256)
    ? refused(`"${title}" was recorded by a run and goes with it.`)
    : ok(null);
}

async function listTraces(store: Store, search: string, known: Map<string, Findings>): Answer<readonly LibraryTrace[]> {
  const traces = orStoreRefused(await store.traces());
  if (!traces.ok) return traces;
  const analyses = orStoreRefused(await store.importedAnalyses());
  if (!analyses.ok) return analyses;
  const latest = latestByTrace(analyses.value);
  const listed: LibraryTrace[] = [];
  for (const record of traces.value) {
    const trace = await libraryTrace(store, record, latest.get(record.sha256)?.id ?? null, known);
    if (!trace.ok) return trace;
    if (matches(trace.value, search)) listed.push(trace.value);
  }
  return ok(listed);
}

function latestByTrace(analyses: readonly ImportedAnalysis[]): Map<string, ImportedAnalysis> {
  const latest = new Map<string, ImportedAnalysis>();
  for (const one of analyses) {
    if (one.trace === null) continue;
    const other = latest.get(one.trace);
    if (other === undefined || other.addedAt < one.addedAt) latest.set(one.trace, one);
  }
  return latest;
}

const nothingFound: Findings = { packages: [], release: null, verdicts: {} };

async function libraryTrace(
  store: Store,
  record: TraceRecord,
  analysis: string | null,
  known: Map<string, Findings>,
): Promise<Result<LibraryTrace, ApiError>> {
  if (analysis === null) return ok({ ...record, analysis, ...nothingFound });
  let findings = known.get(analysis);
  if (findings === undefined) {
    const read = orStoreRefused(await store.importedAnalysis(analysis));
    if (!read.ok) return read;
    findings = findingsOf(read.value);
    known.set(analysis, findings);
  }
  return ok({ ...record, analysis, ...findings });
}

function findingsOf({ sessions, observed, device, verdicts }: Analysis): Findings {
  const counts: Record<string, number> = {};
  for (const { verdict } of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const packages = new Set([...sessions, ...observed].map((one) => one.package).filter((name) => name !== ''));
  return { packages: [...packages].sort(), release: device.release, verdicts: counts };
}

/** Every word of the search must stand somewhere. */
function matches({ title, note, packages, sha256 }: LibraryTrace, search: string): boolean {
  const text = [title, note, ...packages, sha256].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function explain(analysis: Analysis, id: number): Result<{ readonly sentences: readonly string[] }, ApiError> {
  const predicted = analysis.predicted.find((one) => one.id === id);
  if (predicted === undefined) return refused('This analysis has no such prediction.');
  const verdict = analysis.verdicts.find((one) => one.predicted === id);
  return ok({
    sentences: [
      ...predicted.because,
      `Rule ${predicted.rule}, read from ${predicted.source}.`,
      ...(verdict?.cause == null ? [] : [verdict.cause.explanation]),
    ],
  });
}
