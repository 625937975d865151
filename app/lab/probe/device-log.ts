/** The device's log, followed from a moment on, over lost connections and restarts. */
import type { Result } from '../../../engine/result.js';
import type { OutputStream, StreamingAdbPort } from '../devices/adb-port.js';
import { LineCutter, LOG_BUFFERS, LOG_FORMAT } from './log-lines.js';
import { LogOverlap } from './log-overlap.js';

export interface DeviceLogOptions {
  readonly port: StreamingAdbPort;
  /** Wall clock of the device, epoch milliseconds: earlier lines are not wanted. */
  readonly sinceMs: number;
  /** Lines that were not there before. The device waits until it settles. */
  readonly onLines: (lines: readonly string[]) => Promise<void>;
  /** Between two readings lines are missing: what follows is a piece of its own. */
  readonly onGap: () => void;
  /** Settles when the device answers again; an error ends the following. */
  readonly whenBack: () => Promise<Result<void, string>>;
  /** It ended for good before it was closed. */
  readonly onBroken: (why: string) => void;
  readonly signal: AbortSignal;
}

/** Reopening a log that ends at once again and again would be a busy loop: so often in a row, no more. */
const MOST_EMPTY_READINGS = 5;

export class DeviceLog {
  readonly #overlap = new LogOverlap();
  #stream: OutputStream | undefined;
  #isClosing = false;
  #following: Promise<string | undefined> | undefined;
  #readings = 0;

  constructor(private readonly options: DeviceLogOptions) {}

  /** Begins; settles as soon as the first reading is open. */
  async open(): Promise<Result<void, string>> {
    const stream = await this.options.port.open(this.#command(''));
    if (!stream.ok) return { ok: false, error: stream.error.text };
    this.#following = this.#follow(stream.value);
    this.#following.then(
      (broken) => {
        if (broken !== undefined) this.options.onBroken(broken);
      },
      (error: unknown) => this.options.onBroken(String(error)),
    );
    return { ok: true, value: undefined };
  }

  /** How often the log had to be opened again. */
  get reopened(): number {
    return this.#readings;
  }

  /** Ends the following, and reads what is left. The error says why the last part is missing. */
  async finish(): Promise<Result<void, string>> {
    this.#isClosing = true;
    this.#stream?.close();
    const broken = await this.#following;
    if (broken !== undefined) return { ok: false, error: broken };
    const last = await this.options.port.open(this.#command('-d '));
    if (!last.ok) return { ok: false, error: last.error.text };
    const beforeFresh = this.#beginsAgain();
    await this.#read(last.value, beforeFresh);
    // Nothing new and nothing known: what was there is gone, and what came since may be too.
    beforeFresh();
    const ended = await last.value.ended;
    return 'by' in ended ? { ok: true, value: undefined } : { ok: false, error: ended.text };
  }

  /** Ends it at once, without reading further. */
  close(): void {
    this.#isClosing = true;
    this.#stream?.close();
  }

  #command(dump: string): string {
    const from = this.#overlap.readFrom ?? this.options.sinceMs;
    const since = `${Math.floor(from / 1000)}.${String(Math.floor(from % 1000)).padStart(3, '0')}`;
    return `logcat ${dump}${LOG_BUFFERS} ${LOG_FORMAT} -T ${since}`;
  }

  /** Why it ended before it was to; `undefined` when it was closed. */
  async #follow(first: OutputStream): Promise<string | undefined> {
    let stream = first;
    let isAgain = false;
    let empty = 0;
    for (;;) {
      this.#stream = stream;
      const count = await this.#read(stream, isAgain ? this.#beginsAgain() : undefined);
      if (this.#isClosing || this.options.signal.aborted) return undefined;
      empty = count === 0 ? empty + 1 : 0;
      if (empty > MOST_EMPTY_READINGS) return 'the log ends as soon as it is opened';
      const next = await this.#reopen();
      if (typeof next === 'string') return next;
      if (next === undefined) return undefined;
      stream = next;
      isAgain = true;
    }
  }

  async #reopen(): Promise<OutputStream | string | undefined> {
    for (;;) {
      const back = await this.options.whenBack();
      if (this.#isClosing || this.options.signal.aborted) return undefined;
      if (!back.ok) return back.error;
      const opened = await this.options.port.open(this.#command(''));
      if (this.#isClosing && opened.ok) opened.value.close();
      if (this.#isClosing) return undefined;
      if (opened.ok) return opened.value;
      // Gone again in between: there will be another connection to wait for.
      if (opened.error.reason === 'refused') return opened.error.text;
    }
  }

  #beginsAgain(): () => void {
    this.#readings += 1;
    this.#overlap.readsAgain();
    let isTold = false;
    return () => {
      if (isTold || this.#overlap.hasMet) return;
      isTold = true;
      this.options.onGap();
    };
  }

  /** How many lines came. `noGapYet` is asked before fresh lines are told. */
  async #read(stream: OutputStream, beforeFresh: (() => void) | undefined): Promise<number> {
    const cutter = new LineCutter();
    let count = 0;
    for await (const chunk of stream) {
      const lines = cutter.push(chunk);
      const fresh = this.#overlap.fresh(lines);
      count += lines.length;
      if (fresh.length === 0) continue;
      beforeFresh?.();
      await this.options.onLines(fresh);
    }
    return count;
  }
}
