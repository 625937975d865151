/** A pool without threads: for tests, and for work that is not worth starting one. */
import type { ReplayPool } from './replay-pool.js';
import type { ReplayTask, ReplayTaskResult } from './replay-task.js';
import { memoryBytesOf } from './pool-options.js';
import { TaskWorker } from './run-task.js';
import { TaskRunnerPool } from './task-runner-pool.js';

/** `memoryMb`: MiB that the columns of one file may take. */
export function inProcessPool(options: { readonly memoryMb?: number } = {}): ReplayPool {
  const worker = new TaskWorker(memoryBytesOf(options.memoryMb));
  const closing = new AbortController();
  return new TaskRunnerPool({
    workers: 1,
    closed: closing.signal,
    run: (task, signal) => afterOtherWork(task, signal, worker),
    close: () => {
      closing.abort();
      return Promise.resolve();
    },
  });
}

/** Lets the caller's other work go on between tasks; a signal that comes then is seen. */
async function afterOtherWork(task: ReplayTask, signal: AbortSignal, worker: TaskWorker): Promise<ReplayTaskResult> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
  return worker.run(task);
}
