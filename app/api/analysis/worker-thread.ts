/** A thread of Node for tasks. */
import { Worker } from 'node:worker_threads';
import type { TaskNews } from './analysis-task.js';
import type { OpenThread } from './task-thread.js';

/** A hostile log shall not take the lab's memory with it. */
const MEMORY_MB = 4_096;

/** `file`: the built `analysis-worker.cjs`. */
export function workerThread(file: URL): OpenThread {
  return ({ onNews, onDeath }) => {
    const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    // An idle thread shall not keep the program alive.
    worker.unref();
    let why = 'no reason was given';
    worker.on('message', (news: TaskNews) => onNews(news));
    worker.on('error', (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => onDeath(why));
    return {
      send: (task) => worker.postMessage(task),
      end: () => {
        worker.removeAllListeners();
        // Ending by force may surface as an error of the thread; nobody waits for it any more.
        worker.on('error', () => undefined);
        void worker.terminate();
      },
    };
  };
}
