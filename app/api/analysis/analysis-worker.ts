/** What runs in a thread: takes tasks, tells how far it is, answers. Built as a file of its own that needs no package. */
import { parentPort } from 'node:worker_threads';
import type { TaskMessage, TaskNews } from './analysis-task.js';
import { taskRunner } from './run-task.js';

/** A thread tells of its progress this often at most. */
const TELL_EVERY_MS = 100;

const port = parentPort;
if (port === null) throw new Error('analysis-worker runs in a thread');
const run = taskRunner();
const tell = (news: TaskNews): void => port.postMessage(news);

port.on('message', (task: TaskMessage) => {
  let told = 0;
  try {
    const answer = run(task, (progress) => {
      const now = Date.now();
      if (now - told < TELL_EVERY_MS) return;
      told = now;
      tell({ id: task.id, progress });
    });
    if (answer.ok) tell({ id: task.id, ok: true, value: answer.value });
    else tell({ id: task.id, ok: false, text: answer.error });
  } catch (error) {
    tell({ id: task.id, ok: false, text: error instanceof Error ? error.message : String(error) });
  }
});
