/** Both jobs of a pool, over whatever does the tasks. */
import type { Policy } from '../policy/policy.js';
import { defaultReplayOptions } from '../replay/replay-options.js';
import { invariant, type Result } from '../result.js';
import type { Trace } from '../trace/trace.js';
import { nothingChanged } from '../what-if/changed-inputs.js';
import type { PolicyForFiles } from './policy-for-files.js';
import type { FilesRunOptions, RecordingFile, ReplayPool, ReplayRun, RunError, RunOptions } from './replay-pool.js';
import type { RecordingReading } from './replay-task.js';
import { runUnits, type TaskRunner } from './run-units.js';
import { shareTrace, type SharedTrace } from './shared-trace.js';

/** First guesses, from a device of 200 apps: reading and one replay of a byte of a trace file, and one replay of an event. */
const MS_PER_BYTE = 1e-6;
const MS_PER_EVENT = 3e-5;

export class TaskRunnerPool implements ReplayPool {
  /** Traces that were asked about before are in shared memory, and workers may have them ready. */
  readonly #shared = new WeakMap<Trace, SharedTrace>();
  #traces = 0;

  constructor(readonly runner: TaskRunner) {}

  get workers(): number {
    return this.runner.workers;
  }

  async replayTrace(
    trace: Trace,
    policies: readonly Policy[],
    options: RunOptions = {},
  ): Promise<Result<ReplayRun, RunError>> {
    refuseMany(policies);
    const shared = this.#share(trace);
    const { replay = defaultReplayOptions, silent = true } = options;
    const units = {
      names: policies.map(({ name }) => name),
      weights: policies.map(() => Math.max(1, trace.length)),
      msPerWeight: MS_PER_EVENT,
      task: (first: number, end: number) =>
        ({
          what: 'policies',
          trace: shared,
          first,
          policies: policies.slice(first, end),
          options: replay,
          silent,
        }) as const,
    };
    return await runUnits(this.runner, units, options);
  }

  async replayFiles(
    files: readonly RecordingFile[],
    policies: readonly PolicyForFiles[],
    options: FilesRunOptions = {},
  ): Promise<Result<ReplayRun, RunError>> {
    refuseMany(policies);
    const { replay = defaultReplayOptions, silent = true, walls = false, calendar = {} } = options;
    const reading: RecordingReading = { walls, calendar, change: options.change ?? nothingChanged };
    const names = files.map(({ path }) => path);
    const units = {
      names,
      weights: files.map(({ bytes }) => Math.max(1, bytes)),
      msPerWeight: MS_PER_BYTE * (1 + policies.length),
      task: (first: number, end: number) =>
        ({ what: 'files', first, paths: names.slice(first, end), policies, options: replay, silent, reading }) as const,
    };
    return await runUnits(this.runner, units, options);
  }

  #share(trace: Trace): SharedTrace {
    const known = this.#shared.get(trace);
    if (known !== undefined) return known;
    const shared = shareTrace(trace, ++this.#traces);
    this.#shared.set(trace, shared);
    return shared;
  }

  async close(): Promise<void> {
    await this.runner.close();
  }
}

/** Outcomes name their policy with 16 bits. */
function refuseMany(policies: readonly unknown[]): void {
  invariant(policies.length < 2 ** 15, `${policies.length} policies at a time`);
}
