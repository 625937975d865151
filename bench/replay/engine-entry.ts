/** What the replay's benchmark needs of the engine, bundled as the programs are. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { piscinaPool } from '../../engine/pool/piscina-pool.js';
import type { RecordingFile, ReplayPool } from '../../engine/pool/replay-pool.js';
import { readTrace } from '../../engine/trace/arrow-file.js';
import type { Trace } from '../../engine/trace/trace.js';

export { outcomeNames } from '../../engine/android/outcomes.js';
export { policyNamed } from '../../engine/policy/policies.js';
export { withConfigValue } from '../../engine/policy/with-limits.js';
export { compile } from '../../engine/replay/compile.js';
export { defaultReplayOptions, replayColumns } from '../../engine/replay/replay.js';
export { writeTrace } from '../../engine/trace/arrow-file.js';
export { allocateCore } from '../../engine/trace/columns.js';
export { EventKind } from '../../engine/trace/event-kind.js';
export { StringTableBuilder } from '../../engine/trace/string-table.js';
export { emptyMeta, Trace } from '../../engine/trace/trace.js';
export { deviceTrace, wholeFleet } from '../fleet/generate-fleet.js';

export function traceOfFile(file: string): Trace {
  const read = readTrace(readFileSync(file));
  if (!read.ok) throw new Error(`${file}: ${read.error.message}`);
  return read.value;
}

export function filesOf(folder: string): RecordingFile[] {
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name))
    .map((file) => ({ path: file, bytes: statSync(file).size }));
}

export function openPool(workers: number): ReplayPool {
  return piscinaPool({ workerFile: new URL('../cli/replay-worker.cjs', import.meta.url), workers });
}
