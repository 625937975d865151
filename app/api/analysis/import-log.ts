/** From the bytes of a log to its comparison: the road that `curfew analyze` takes. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { analyze } from '../../../engine/compare/analyze.js';
import { assemble } from '../../../engine/ingest/assemble/assemble.js';
import { policyOfRelease } from '../../../engine/policy/policies.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { android15 } from '../../../engine/policy/shipped.js';
import { ok, type Result } from '../../../engine/result.js';
import { readTrace } from '../../../engine/trace/read-trace.js';
import type { TaskInput, TaskOutput, TaskProgress } from './analysis-task.js';
import { analysisOfTrace } from './analysis-of-trace.js';
import { readLog } from './read-recording.js';

const ARROW_MARK = 'ARROW1';

export function importLog(
  { path, name, modifiedMs, policy, toleranceMs }: TaskInput<'import'>,
  tell: (progress: TaskProgress) => void,
): Result<TaskOutput<'import'>, string> {
  if (isTraceFile(path)) return importTrace({ path, name, policy, toleranceMs });
  const read = readLog(path, name, (part) => tell({ phase: 'reading', part }));
  if (!read.ok) return read;
  tell({ phase: 'analysing', part: null });
  const assembly = assemble(read.value, { calendar: { notAfterEpochMs: modifiedMs } });
  const chosen = policyFor(policy, assembly.trace.meta.release, assembly.deviceFrom);
  return ok(analyze(read.value, assembly, { ...chosen, toleranceMs }).analysis);
}

function importTrace({
  path,
  name,
  policy,
  toleranceMs,
}: Omit<TaskInput<'import'>, 'modifiedMs'>): Result<TaskOutput<'import'>, string> {
  const trace = readTrace(readFileSync(path));
  if (!trace.ok) return { ok: false, error: `${name}: ${trace.error.message} ${trace.error.whatToDo}` };
  const chosen = policyFor(policy, trace.value.meta.release, 'the trace file');
  return ok(analysisOfTrace(trace.value, { ...chosen, toleranceMs }));
}

function isTraceFile(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(ARROW_MARK.length);
    readSync(descriptor, bytes, 0, bytes.length, 0);
    return new TextDecoder('latin1').decode(bytes) === ARROW_MARK;
  } finally {
    closeSync(descriptor);
  }
}

/** The policy asked for, else that of the release that a recording tells, else of the most common one. */
function policyFor(
  asked: Policy | null,
  release: number | null,
  releaseFrom: string | null,
): { readonly policy: Policy; readonly policyFrom: string } {
  if (asked !== null) return { policy: asked, policyFrom: 'as asked for' };
  if (release === null) return { policy: android15, policyFrom: 'no source tells the release; Android 15 is taken' };
  const { policy, exact } = policyOfRelease(release);
  const known = `Android ${release}, from ${releaseFrom ?? 'the log'}`;
  return { policy, policyFrom: exact ? known : `${known}; the nearest release that Curfew knows` };
}
