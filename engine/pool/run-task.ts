/** Does the work of a task: in a worker, or in the process of the caller. One file at a time is in memory. */
import { WallClock } from '../compare/wall-clock.js';
import { compile, type TraceNature } from '../replay/compile.js';
import type { Program } from '../replay/program.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import { replayColumns } from '../replay/replay.js';
import type { Trace } from '../trace/trace.js';
import { changedTrace } from '../what-if/changed-inputs.js';
import { Arena } from './arena.js';
import { OutcomeTableBuilder } from './outcome-table.js';
import { policyFor } from './policy-for-files.js';
import { FileFailure, readRecording } from './read-recording.js';
import type {
  FilesTask,
  PoliciesTask,
  RecordingFacts,
  ReplayFailure,
  ReplayTask,
  ReplayTaskResult,
} from './replay-task.js';
import { traceOfShared, type SharedTrace } from './shared-trace.js';

export class TaskWorker {
  readonly #arena: Arena;
  /** The trace that was asked about last: more policies of it are likely to come. */
  #ready: { readonly id: number; readonly nature: TraceNature; readonly program: Program } | undefined;

  /** `memoryBytes`: what may be taken for the columns of one file. */
  constructor(memoryBytes: number) {
    this.#arena = new Arena(memoryBytes);
  }

  /** Never throws for what a file holds: a unit that fails is told, the others are done. */
  run(task: ReplayTask): ReplayTaskResult {
    const begin = performance.now();
    const done = task.what === 'files' ? this.#replayFiles(task) : this.#replayPolicies(task);
    return { ...done, milliseconds: performance.now() - begin };
  }

  #replayFiles(task: FilesTask): Omit<ReplayTaskResult, 'milliseconds'> {
    const { first, paths, silent } = task;
    this.#ready = undefined;
    const work = new UnitWork(paths.length, silent);
    const recordings = paths.map((path, at): RecordingFacts | null => {
      let facts: RecordingFacts | null = null;
      work.unit(at, first + at, path, (outcomes) => {
        const { trace, isYearOfFile } = readRecording(path, this.#arena, task.reading);
        this.#replayFile(first + at, trace, task, outcomes);
        const { release, zoneMinutes } = trace.meta;
        facts = { release, zoneMinutes, isYearOfFile };
        return trace.length;
      });
      return facts;
    });
    return { ...work.finish(), recordings };
  }

  #replayFile(file: number, trace: Trace, task: FilesTask, outcomes: OutcomeTableBuilder): void {
    const { policies, options, silent, reading } = task;
    const wanted = { ...options, outcomes: silent ? 'all' : 'told' } as const;
    const program = compile(changedTrace(trace, reading.change), natureOf(options), (bytes) => this.#arena.take(bytes));
    const clock = reading.walls ? new WallClock(trace) : undefined;
    const wallOf = clock === undefined ? undefined : (elapsed: number) => clock.wallMs(elapsed);
    policies.forEach((choice, index) => {
      const policy = policyFor(choice, trace.meta.release);
      outcomes.add(file, index, program, replayColumns(program, policy, wanted), wallOf);
    });
  }

  #replayPolicies({ trace, first, policies, options, silent }: PoliciesTask): Omit<ReplayTaskResult, 'milliseconds'> {
    const work = new UnitWork(policies.length, silent);
    const wanted = { ...options, outcomes: silent ? 'all' : 'told' } as const;
    policies.forEach((policy, at) => {
      work.unit(at, first + at, policy.name, (outcomes) => {
        const program = this.#programOf(trace, options);
        outcomes.add(0, first + at, program, replayColumns(program, policy, wanted));
        return trace.length;
      });
    });
    return { ...work.finish(), recordings: [] };
  }

  #programOf(trace: SharedTrace, options: ReplayOptions): Program {
    const nature = natureOf(options);
    if (this.#ready?.id !== trace.id || this.#ready.nature !== nature)
      this.#ready = { id: trace.id, nature, program: compile(traceOfShared(trace), nature) };
    return this.#ready.program;
  }
}

/** What follows from a limit stands in the trace only when nothing else is asked for. */
function natureOf({ reactions, consequences }: ReplayOptions): TraceNature {
  return reactions === undefined && consequences === 'recorded' ? 'recording' : 'plan';
}

/** Units of one task, one after the other. */
class UnitWork {
  readonly #outcomes: OutcomeTableBuilder;
  readonly #events: Float64Array;
  readonly #failures: ReplayFailure[] = [];

  constructor(units: number, silent: boolean) {
    this.#outcomes = new OutcomeTableBuilder(silent);
    this.#events = new Float64Array(units).fill(Number.NaN);
  }

  /** `work` returns how many events the trace has. */
  unit(at: number, unit: number, name: string, work: (outcomes: OutcomeTableBuilder) => number): void {
    const before = this.#outcomes.length;
    try {
      this.#events[at] = work(this.#outcomes);
    } catch (error) {
      this.#outcomes.cutTo(before);
      this.#failures.push(failureOf(unit, name, error));
    }
  }

  finish(): Pick<ReplayTaskResult, 'outcomes' | 'events' | 'failures'> {
    return { outcomes: this.#outcomes.finish(), events: this.#events, failures: this.#failures };
  }
}

/** One file that shows a mistake of ours shall not cost the other thousand: it is told, and named, as what it is. */
function failureOf(unit: number, name: string, error: unknown): ReplayFailure {
  if (error instanceof FileFailure)
    return { unit, name, code: error.code, message: error.message, whatToDo: error.whatToDo };
  return {
    unit,
    name,
    code: 'fault',
    message: `Curfew failed on it: ${error instanceof Error ? error.message : String(error)}.`,
    whatToDo: 'This is a mistake in Curfew. Please report it, with the file if you may.',
  };
}
