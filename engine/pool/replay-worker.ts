/**
 * What runs in a worker thread. It is built as a file of its own, replay-worker.cjs, that needs no package: Piscina loads it by
 * its path and calls what it exports.
 */
import { workerData } from 'node:worker_threads';
import { memoryBytesOf } from './pool-options.js';
import type { ReplayTask, ReplayTaskResult } from './replay-task.js';
import { TaskWorker } from './run-task.js';

const { memoryMb } = workerData as { readonly memoryMb: number };
const worker = new TaskWorker(memoryBytesOf(memoryMb));

export default function run(task: ReplayTask): ReplayTaskResult {
  return worker.run(task);
}
