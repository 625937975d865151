/** What is done on a main thread. One that sleeps in the middle yields the milliseconds; the rest is done after them. */
export type MainTask = () => Iterator<number, void, void> | undefined;

interface Message {
  readonly dueUptime: number;
  /** Posted to be done at once, not at a time of its own. */
  readonly isAtOnce: boolean;
  readonly owner: object | undefined;
  readonly task: MainTask;
  readonly isDone: () => void;
}

interface PostOptions {
  /** Without a time: at once, behind what waits already. */
  readonly atUptime?: number;
  readonly owner?: object;
  /** Called when the task has come to its end, sleep included. */
  readonly isDone?: () => void;
}

/** `Looper` and `MessageQueue` of one process: one thing at a time, in order of due time and then of posting. */
export class MainThread {
  #messages: Message[] = [];
  #current: Iterator<number, void, void> | undefined;
  #currentIsDone: () => void = () => undefined;
  #wakesAt = 0;

  constructor(
    private readonly uptime: () => number,
    /** Told when the thread begins to sleep in the middle of a task, and when it is back. */
    private readonly sleeps: (isAsleep: boolean) => void,
  ) {}

  post(task: MainTask, { atUptime, owner, isDone = () => undefined }: PostOptions = {}): void {
    const dueUptime = atUptime ?? this.uptime();
    let place = this.#messages.length;
    while (place > 0 && (this.#messages[place - 1]?.dueUptime ?? -Infinity) > dueUptime) place -= 1;
    this.#messages.splice(place, 0, { dueUptime, isAtOnce: atUptime === undefined, owner, task, isDone });
  }

  /** `removeCallbacksAndMessages`: what this owner posted is forgotten; what runs already goes on. */
  cancel(owner: object): void {
    this.#messages = this.#messages.filter((message) => message.owner !== owner);
  }

  /** Uptime at which it has something to do; infinity when it has nothing. */
  get nextDue(): number {
    if (this.#current !== undefined) return this.#wakesAt;
    return Math.max(this.#messages[0]?.dueUptime ?? Infinity, this.uptime());
  }

  /** Whether what comes next follows from what was done before, and waited for no time. */
  get isNextAtOnce(): boolean {
    return this.#current === undefined && this.#messages[0]?.isAtOnce === true;
  }

  /** Goes on with what sleeps, or takes the next message. Call it when `nextDue` has come. */
  runNext(): void {
    if (this.#current === undefined) {
      const message = this.#messages.shift();
      this.#currentIsDone = message?.isDone ?? (() => undefined);
      this.#current = message?.task();
    } else this.sleeps(false);
    const step = this.#current?.next();
    if (step?.done !== false) {
      this.#current = undefined;
      this.#currentIsDone();
      return;
    }
    this.#wakesAt = this.uptime() + step.value;
    this.sleeps(true);
  }
}
