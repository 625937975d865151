/**
 * Divides a run into tasks, keeps every worker busy, and puts the results together in the order of the units. A task whose
 * worker died is tried once more, unit by unit, so that a unit that kills its worker is told by its name and costs no other.
 */
import { fail, ok, type Result } from '../result.js';
import { joinTables } from './outcome-table.js';
import type { ReplayRun, RunError, RunOptions } from './replay-pool.js';
import type { RecordingFacts, ReplayFailure, ReplayTask, ReplayTaskResult } from './replay-task.js';
import { TaskSizes } from './task-sizes.js';

/** Does tasks, one at a time in each worker. */
export interface TaskRunner {
  readonly workers: number;
  /** Comes when the runner is closed: it does no task any more. */
  readonly closed: AbortSignal;
  /** Rejects when the worker died, or when the signal came. A rejected task leaves nothing behind. */
  run(task: ReplayTask, signal: AbortSignal): Promise<ReplayTaskResult>;
  close(): Promise<void>;
}

/** The units of a run. */
export interface Units {
  readonly names: readonly string[];
  /** By unit, how much work it is, and how long one measure of it may take: a guess, corrected as tasks are done. */
  readonly weights: readonly number[];
  readonly msPerWeight: number;
  /** The task of the units from `first` to before `end`. */
  readonly task: (first: number, end: number) => ReplayTask;
}

/** Rows of all tasks of a run: about 1 GiB. */
const MOST_OUTCOMES = 20_000_000;

/** So many units lost their workers, and no task was ever done: it is not the units. */
const DEATHS_OF_A_BROKEN_POOL = 8;

interface Piece {
  readonly first: number;
  readonly end: number;
  /** A worker has died over it already. */
  readonly isRetry: boolean;
}

export async function runUnits(
  runner: TaskRunner,
  units: Units,
  options: RunOptions,
): Promise<Result<ReplayRun, RunError>> {
  const run = new Run(runner, units, options);
  return await run.finish();
}

class Run {
  readonly #sizes: TaskSizes;
  readonly #results: { readonly first: number; readonly result: ReplayTaskResult }[] = [];
  readonly #failures: ReplayFailure[] = [];
  readonly #retries: Piece[] = [];
  readonly #inFlight = new Set<AbortController>();
  /** Why the run ends early; `undefined`: it does not. */
  #error: RunError | undefined;
  #next = 0;
  #done = 0;
  #rows = 0;

  constructor(
    readonly runner: TaskRunner,
    readonly units: Units,
    readonly options: RunOptions,
  ) {
    this.#sizes = new TaskSizes(units.weights, units.msPerWeight);
  }

  async finish(): Promise<Result<ReplayRun, RunError>> {
    const cancel = (): void => this.#endWith(cancelled);
    const signals = [this.runner.closed, this.options.signal].filter((signal) => signal !== undefined);
    for (const signal of signals) {
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel);
    }
    await Promise.all(Array.from({ length: this.runner.workers }, () => this.#workOff()));
    for (const signal of signals) signal.removeEventListener('abort', cancel);
    return this.#error === undefined ? ok(this.#together()) : fail(this.#error);
  }

  /** Hands over one task after the other, until none is left. */
  async #workOff(): Promise<void> {
    for (let piece = this.#take(); piece !== undefined; piece = this.#take()) {
      const cancel = new AbortController();
      this.#inFlight.add(cancel);
      try {
        this.#keep(piece, await this.runner.run(this.units.task(piece.first, piece.end), cancel.signal));
      } catch (error) {
        if (this.#error === undefined) this.#workerDied(piece, error);
      } finally {
        this.#inFlight.delete(cancel);
      }
    }
  }

  #take(): Piece | undefined {
    if (this.#error !== undefined) return undefined;
    const retry = this.#retries.pop();
    if (retry !== undefined) return retry;
    if (this.#next >= this.units.names.length) return undefined;
    const first = this.#next;
    this.#next = this.#sizes.endOf(first);
    return { first, end: this.#next, isRetry: false };
  }

  #keep({ first, end }: Piece, result: ReplayTaskResult): void {
    this.#sizes.learn(first, end, result.milliseconds);
    this.#results.push({ first, result });
    this.#failures.push(...result.failures);
    this.#rows += result.outcomes.length;
    if (this.#rows > MOST_OUTCOMES) this.#endWith(tooManyOutcomes);
    this.#progress(end - first);
  }

  #workerDied({ first, end, isRetry }: Piece, error: unknown): void {
    if (!isRetry) {
      for (let unit = end - 1; unit >= first; unit--) this.#retries.push({ first: unit, end: unit + 1, isRetry: true });
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#results.length === 0 && this.#failures.length >= DEATHS_OF_A_BROKEN_POOL)
      this.#endWith(noWorkerLives(reason));
    this.#failures.push({
      unit: first,
      name: this.units.names[first]!,
      code: 'worker-died',
      message: `The worker died over it twice: ${reason}.`,
      whatToDo:
        'Allow each worker more memory. If that does not help, leave it out and report it as a mistake in Curfew.',
    });
    this.#progress(1);
  }

  #endWith(error: RunError): void {
    this.#error ??= error;
    for (const cancel of this.#inFlight) cancel.abort();
  }

  #progress(units: number): void {
    this.#done += units;
    this.options.onProgress?.(this.#done, this.units.names.length);
  }

  #together(): ReplayRun {
    const inOrder = this.#results.sort((a, b) => a.first - b.first);
    const events = new Float64Array(this.units.names.length).fill(Number.NaN);
    const recordings: (RecordingFacts | null)[] = this.units.names.map(() => null);
    for (const { first, result } of inOrder) {
      events.set(result.events, first);
      result.recordings.forEach((facts, at) => (recordings[first + at] = facts));
    }
    return {
      outcomes: joinTables(inOrder.map(({ result }) => result.outcomes)),
      events,
      recordings,
      failures: this.#failures.sort((a, b) => a.unit - b.unit),
    };
  }
}

const cancelled: RunError = {
  code: 'cancelled',
  message: 'The run was cancelled.',
  whatToDo: 'Start it again; nothing was written.',
};
const tooManyOutcomes: RunError = {
  code: 'too-many-outcomes',
  message: `There are more than ${MOST_OUTCOMES} outcomes.`,
  whatToDo: 'Replay fewer files or policies at a time, or leave out the silent outcomes.',
};
const noWorkerLives = (reason: string): RunError => ({
  code: 'no-worker-lives',
  message: `No worker stays alive: ${reason}.`,
  whatToDo: 'Allow each worker more memory. If that does not help, build the programs again.',
});
