/** A run while it plays: one queue for each device, side by side, until all are over or the run is ended. */
import { setMaxListeners } from 'node:events';
import type { DeviceQueue } from './device-queue.js';
import { ObservationRecorder } from './observation-recorder.js';
import { PauseGate } from './pause-gate.js';
import type { NotHandedBack } from './hand-back.js';
import type { RunBook } from './run-book.js';
import { orTrouble, StoreTrouble } from './store-trouble.js';
import type { Store } from '../../store/store.js';

/** Plays what a device has to do in this run; `playQueue` for scenarios, `observeDevice` for a watched app. */
export type PlayDevice = (
  ground: Pick<DeviceQueue, 'book' | 'device' | 'recorder' | 'gate' | 'signal'>,
) => Promise<NotHandedBack | null>;

export interface ActiveRunOptions {
  readonly book: RunBook;
  readonly store: Store;
  readonly playDevice: PlayDevice;
  /** By device: the sequence of the observation that comes next. */
  readonly nextSequences: ReadonlyMap<string, number>;
  readonly now: () => Date;
}

export class ActiveRun {
  readonly book: RunBook;
  readonly over: Promise<void>;
  /** Devices that could not be handed back, with the reason; known when it is over. */
  readonly notHandedBack = new Map<string, NotHandedBack>();
  /** Why it ended before its time, besides a person's wish. */
  trouble: string | null = null;
  /** A mistake of ours, for whoever reports such. */
  fault: unknown = null;
  readonly #ending = new AbortController();
  readonly #gate = new PauseGate();

  constructor(private readonly options: ActiveRunOptions) {
    this.book = options.book;
    // Every device listens, and none of them leaks: Node would warn from the eleventh on.
    setMaxListeners(0, this.#ending.signal);
    this.over = this.#play();
  }

  pause(): void {
    this.#gate.close();
    this.book.setPaused(true);
  }

  unpause(): void {
    this.#gate.release();
    this.book.setPaused(false);
  }

  /** Devices are restored; settles when all of it is over. */
  async end(): Promise<void> {
    this.book.setEnding();
    this.#ending.abort();
    await this.over;
  }

  async #play(): Promise<void> {
    const { book, now } = this.options;
    await this.#unlessTrouble(async () => orTrouble(await book.changeState('running', now().toISOString())));
    await Promise.all(book.run.devices.map(({ id }) => this.#playDevice(id)));
    await this.#unlessTrouble(async () => {
      orTrouble(await book.changeState(this.#isDone ? 'done' : 'interrupted', now().toISOString()));
    });
  }

  /** A device that went away before it was restored is restored when the run is taken up again. */
  get #isDone(): boolean {
    const isEveryCaseOver = this.book.run.cases.every(({ state }) => state === 'done' || state === 'failed');
    return isEveryCaseOver && [...this.notHandedBack.values()].every(({ why }) => why !== 'unreached');
  }

  async #playDevice(device: string): Promise<void> {
    const { book, store, playDevice, nextSequences } = this.options;
    const recorder = new ObservationRecorder({
      store,
      run: book.id,
      device,
      next: nextSequences.get(device) ?? 0,
      onKept: (count) => book.countObservations(count),
    });
    await this.#unlessTrouble(async () => {
      if (this.#ending.signal.aborted) return;
      const trouble = await playDevice({ book, device, recorder, gate: this.#gate, signal: this.#ending.signal });
      if (trouble !== null) this.notHandedBack.set(device, trouble);
    });
  }

  /** One device's trouble with the store is everybody's: what cannot be kept is not played. */
  async #unlessTrouble(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof StoreTrouble) this.trouble ??= error.message;
      else this.fault ??= error;
      this.#ending.abort();
    }
  }
}
