/**
 * One thread and the tasks that wait for it. A task that is cancelled while it runs takes its thread with it; so does one
 * whose thread dies (out of memory): it is given to a new thread once, then it fails. The others only wait a little longer.
 */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { TaskInput, TaskName, TaskNews, TaskOutput, TaskMessage, TaskProgress } from './analysis-task.js';

/** The part of a `Worker` that is used. */
export interface Thread {
  readonly send: (task: TaskMessage) => void;
  readonly end: () => void;
}

export type OpenThread = (events: {
  readonly onNews: (news: TaskNews) => void;
  /** It died by itself. */
  readonly onDeath: (why: string) => void;
}) => Thread;

export interface TaskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TaskProgress) => void;
}

interface QueuedTask {
  readonly message: TaskMessage;
  readonly onProgress: (progress: TaskProgress) => void;
  readonly settle: (answer: Result<unknown, string>) => void;
  deaths: number;
}

const cancelledText = 'Cancelled.';

export class TaskThread {
  readonly #queue: QueuedTask[] = [];
  #thread: Thread | undefined;
  #running: QueuedTask | undefined;
  #nextId = 1;

  constructor(readonly openThread: OpenThread) {}

  /** The error is a sentence for people. */
  run<N extends TaskName>(
    name: N,
    input: TaskInput<N>,
    { signal, onProgress = () => undefined }: TaskOptions = {},
  ): Promise<Result<TaskOutput<N>, string>> {
    return new Promise((resolve) => {
      const onAbort = (): void => this.#cancel(task);
      const settle = (answer: Result<unknown, string>): void => {
        signal?.removeEventListener('abort', onAbort);
        // The thread's answer is that of the task of this name.
        resolve(answer as Result<TaskOutput<N>, string>);
      };
      const task: QueuedTask = { message: { id: this.#nextId++, name, input }, onProgress, settle, deaths: 0 };
      if (signal?.aborted === true) return settle(fail(cancelledText));
      signal?.addEventListener('abort', onAbort);
      this.#queue.push(task);
      this.#next();
    });
  }

  /** What waits or runs fails; the thread ends. */
  close(): void {
    const left = [...(this.#running === undefined ? [] : [this.#running]), ...this.#queue.splice(0)];
    this.#running = undefined;
    this.#endThread();
    for (const { settle } of left) settle(fail('The lab is closing.'));
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const task = this.#queue.shift();
    if (task === undefined) return;
    this.#running = task;
    this.#thread ??= this.#open();
    this.#thread.send(task.message);
  }

  #open(): Thread {
    const opened = this.openThread({
      onNews: (news) => {
        if (this.#thread === opened) this.#take(news);
      },
      onDeath: (why) => {
        if (this.#thread === opened) this.#died(why);
      },
    });
    return opened;
  }

  #take(news: TaskNews): void {
    const task = this.#running;
    if (news.id !== task?.message.id) return;
    if ('progress' in news) return task.onProgress(news.progress);
    this.#running = undefined;
    task.settle(news.ok ? ok(news.value) : fail(news.text));
    this.#next();
  }

  #died(why: string): void {
    this.#thread = undefined;
    const task = this.#running;
    this.#running = undefined;
    if (task !== undefined) {
      task.deaths += 1;
      if (task.deaths > 1) task.settle(fail(`It was given up: the thread that worked on it died twice (${why}).`));
      else this.#queue.unshift(task);
    }
    this.#next();
  }

  #cancel(task: QueuedTask): void {
    const waiting = this.#queue.indexOf(task);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    else if (this.#running === task) {
      this.#running = undefined;
      this.#endThread();
    }
    task.settle(fail(cancelledText));
    this.#next();
  }

  #endThread(): void {
    this.#thread?.end();
    this.#thread = undefined;
  }
}
