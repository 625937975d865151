/** A recording under other rules. What was read of a recording is kept for the next question: sliders ask many. */
import { analyze } from '../../../engine/compare/analyze.js';
import { readFileSync } from 'node:fs';
import { assemble, type Assembly } from '../../../engine/ingest/assemble/assemble.js';
import type { IngestedSource } from '../../../engine/ingest/ingested.js';
import { ok, fail, type Result } from '../../../engine/result.js';
import { readTrace } from '../../../engine/trace/read-trace.js';
import type { Trace } from '../../../engine/trace/trace.js';
import { changedTrace } from '../../../engine/what-if/changed-inputs.js';
import type { WhatIfAnswer } from '../contract.js';
import type { Recording, TaskInput, TaskOutput, VariedPolicy } from './analysis-task.js';
import { analysisOfTrace } from './analysis-of-trace.js';
import { readLog } from './read-recording.js';

type Loaded =
  | { readonly kind: 'log'; readonly sources: readonly IngestedSource[]; readonly assembly: Assembly }
  | { readonly kind: 'trace'; readonly trace: Trace };

export class WhatIf {
  /** The latest recording alone: one is on the screen at a time, and each may be large. */
  #latest: { readonly key: string; readonly loaded: Loaded } | undefined;

  answer({ recording, toleranceMs, variations }: TaskInput<'what-if'>): Result<TaskOutput<'what-if'>, string> {
    const loaded = this.#load(recording);
    if (!loaded.ok) return loaded;
    return ok(variations.map((variation) => answerOne(loaded.value, variation, toleranceMs)));
  }

  #load(recording: Recording): Result<Loaded, string> {
    const key = JSON.stringify(recording);
    if (this.#latest?.key === key) return ok(this.#latest.loaded);
    const read = recording.kind === 'log' ? loadLog(recording) : loadTrace(recording);
    if (read.ok) this.#latest = { key, loaded: read.value };
    return read;
  }
}

function loadLog({ path, calendar }: Recording): Result<Loaded, string> {
  const sources = readLog(path, 'The recording');
  if (!sources.ok) return sources;
  return ok({ kind: 'log', sources: sources.value, assembly: assemble(sources.value, { calendar }) });
}

function loadTrace({ path }: Recording): Result<Loaded, string> {
  const trace = readTrace(readFileSync(path));
  if (trace.ok) return ok({ kind: 'trace', trace: trace.value });
  return fail(`The recording: ${trace.error.message} ${trace.error.whatToDo}`);
}

function answerOne(loaded: Loaded, { policy, targetSdk, saidKeys }: VariedPolicy, toleranceMs: number): WhatIfAnswer {
  const change = { targetSdk, timeLimitsOfApps: new Map<string, boolean>(), saidKeys: new Set(saidKeys) };
  const options = { policy, policyFrom: 'what if', toleranceMs };
  const { predicted, budgets } =
    loaded.kind === 'trace'
      ? analysisOfTrace(changedTrace(loaded.trace, change), options)
      : analyze(loaded.sources, { ...loaded.assembly, trace: changedTrace(loaded.assembly.trace, change) }, options)
          .analysis;
  return { policy: policy.name, variant: policy.variant, predicted, budgets };
}
