import type { AppContext, Callback, Extras } from '../apps/app-code.js';
import { PROBE_CLASSES } from './component-name.js';
import type { Journal } from './journal.js';

export const BEAT_RECEIVER = `${PROBE_CLASSES}.BeatReceiver`;
const SHORTEST_MS = 5000;

/** Signs of life from the main thread, a thread of its own, and an alarm. Only the alarm outlives the process. */
export class Beats {
  readonly #mainOwner = {};
  #endWorker: () => void = () => undefined;

  constructor(
    private readonly context: AppContext,
    private readonly journal: Journal,
  ) {}

  set(action: 'beatMain' | 'beatWorker' | 'beatAlarm', wantedMs: number, run: string | undefined): void {
    const everyMs = wantedMs <= 0 ? 0 : Math.max(wantedMs, SHORTEST_MS);
    if (action === 'beatMain') {
      this.context.main.cancel(this.#mainOwner);
      if (everyMs > 0) this.#postMain(everyMs, run, 1, this.context.uptime() + everyMs);
    } else if (action === 'beatWorker') {
      this.#endWorker();
      this.#endWorker = everyMs === 0 ? () => undefined : this.#startWorker(everyMs, run);
    } else this.#setAlarm(everyMs, run, 1);
    this.journal.write('beat-set', run, { source: action.slice('beat'.length).toLowerCase(), everyMs });
  }

  /** The alarm rang: tells it, and sets the next one. */
  alarm(extras: Extras): void {
    const [everyMs, count, due] = ['every', 'count', 'due'].map((name) => Number(extras.get(name) ?? 0));
    const run = extras.get('run');
    this.#write('alarm', run, count ?? 0, this.context.elapsed() - (due ?? 0));
    if (everyMs !== undefined && everyMs > 0) this.#setAlarm(everyMs, run, (count ?? 0) + 1);
  }

  #postMain(everyMs: number, run: string | undefined, count: number, due: number): void {
    const beat = (): Callback => {
      this.#write('main', run, count, this.context.uptime() - due);
      this.#postMain(everyMs, run, count + 1, this.context.uptime() + everyMs);
      return undefined;
    };
    this.context.main.post(beat, { atUptime: due, owner: this.#mainOwner });
  }

  #startWorker(everyMs: number, run: string | undefined): () => void {
    let count = 0;
    return this.context.repeat(everyMs, () => this.#write('worker', run, ++count, 0));
  }

  #setAlarm(everyMs: number, run: string | undefined, count: number): void {
    const extras = new Map([
      ['every', String(everyMs)],
      ['count', String(count)],
      ['due', String(this.context.elapsed() + everyMs)],
    ]);
    if (run !== undefined) extras.set('run', run);
    this.context.setAlarm(BEAT_RECEIVER, everyMs, extras);
  }

  #write(source: string, run: string | undefined, count: number, lateMs: number): void {
    this.journal.write('beat', run, { source, count, lateMs });
  }
}
