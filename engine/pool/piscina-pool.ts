/** A pool of worker threads, made by Piscina. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { invariant } from '../result.js';
import { memoryMbOf, MOST_WORKERS } from './pool-options.js';
import type { ReplayPool } from './replay-pool.js';
import type { ReplayTask, ReplayTaskResult } from './replay-task.js';
import type { TaskRunner } from './run-units.js';
import { TaskRunnerPool } from './task-runner-pool.js';

export interface PiscinaPoolOptions {
  /** The built worker: `replay-worker.cjs`, which lies beside every built program. */
  readonly workerFile: URL;
  readonly workers: number;
  /**
   * MiB, for each worker. Its heap may take as much, and the columns of one file as much beside it; what a replay makes of
   * the columns comes on top, about as much again. Default: 512.
   */
  readonly memoryMb?: number;
}

/** Starts the workers. Throws when there is no such worker file: without it nothing can be done. */
export function piscinaPool(options: PiscinaPoolOptions): ReplayPool {
  const { workerFile, workers } = options;
  invariant(Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS, `${workers} workers`);
  if (!existsSync(workerFile))
    throw new Error(`There is no worker ${fileURLToPath(workerFile)}: \`npm run build\` makes it.`);
  return new TaskRunnerPool(new PiscinaRunner(workerFile, workers, memoryMbOf(options.memoryMb)));
}

/** A task that was handed over and is not done. */
interface Pending {
  readonly cancel: AbortController;
  /** Why it was cancelled by us. */
  reason?: Error;
}

class PiscinaRunner implements TaskRunner {
  readonly #piscina: Piscina<ReplayTask, ReplayTaskResult>;
  readonly #pending = new Set<Pending>();
  readonly #closing = new AbortController();

  constructor(
    workerFile: URL,
    readonly workers: number,
    memoryMb: number,
  ) {
    this.#piscina = new Piscina<ReplayTask, ReplayTaskResult>({
      filename: workerFile.href,
      // As many as at most, so that none is started and ended while a run goes on.
      minThreads: workers,
      maxThreads: workers,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      workerData: { memoryMb },
      recordTiming: false,
    });
    // A worker that dies without a task, while it starts, leaves the tasks that wait for it waiting: they end here.
    this.#piscina.on('error', (error: Error) => {
      for (const task of this.#pending) {
        task.reason = error;
        task.cancel.abort();
      }
    });
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  async run(task: ReplayTask, signal: AbortSignal): Promise<ReplayTaskResult> {
    const pending: Pending = { cancel: new AbortController() };
    const cancel = (): void => pending.cancel.abort();
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    this.#pending.add(pending);
    try {
      return await this.#piscina.run(task, { signal: pending.cancel.signal });
    } catch (error) {
      throw pending.reason ?? error;
    } finally {
      this.#pending.delete(pending);
      signal.removeEventListener('abort', cancel);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#piscina.destroy();
  }
}
