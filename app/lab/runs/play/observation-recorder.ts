/**
 * Gives what is heard from a device its sequence numbers and brings it to the store, in order, nothing twice, nothing left
 * out. One append of a device is on its way at a time; what is heard meanwhile goes with the next.
 */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { Observation, Store } from '../../store/store.js';
import type { StoreError } from '../../store/store-error.js';
import type { Heard } from '../case/case-ground.js';

interface Waiting {
  readonly heard: readonly Heard[];
  readonly settle: (result: Result<void, string>) => void;
}

/** Calls go together up to this many characters; one call goes whole, whatever its size. */
const MOST_CHARACTERS = 8 << 20;
/** What may wait for the disk; a caller that does not wait for its answers is refused then. */
const MOST_WAITING_CHARACTERS = 64 << 20;

export interface RecorderOptions {
  readonly store: Pick<Store, 'append' | 'nextSequences'>;
  readonly run: string;
  /** `RunDevice.id`. */
  readonly device: string;
  /** The sequence that comes next; left out: to be asked of the store. */
  readonly next?: number;
  /** Called with the number of observations that are on the disk now and were not before. */
  readonly onKept: (count: number) => void;
}

export class ObservationRecorder {
  #waiting: Waiting[] = [];
  #waitingCharacters = 0;
  /** `undefined`: to be asked of the store, as after a failure, which may have left anything. */
  #next: number | undefined;
  #working: Promise<void> | undefined;

  constructor(private readonly options: RecorderOptions) {
    this.#next = options.next;
  }

  /** Settles when all of it is on the disk, or none of it. */
  record(heard: readonly Heard[]): Promise<Result<void, string>> {
    if (heard.length === 0) return Promise.resolve(ok(undefined));
    const characters = charactersOf(heard);
    if (this.#waiting.length > 0 && this.#waitingCharacters + characters > MOST_WAITING_CHARACTERS)
      return Promise.resolve(
        fail('The disk does not keep up with what the device says: too much waits to be written.'),
      );
    this.#waitingCharacters += characters;
    return new Promise((settle) => {
      this.#waiting.push({ heard, settle });
      this.#working ??= this.#work();
    });
  }

  /** Settles when nothing waits any more. */
  async finish(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  async #work(): Promise<void> {
    // What is heard in this turn of the event loop goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      const heard = group.flatMap((each) => each.heard);
      const result = await this.#append(heard);
      if (result.ok) this.options.onKept(heard.length);
      for (const { settle } of group) settle(result.ok ? result : fail(wordsOf(result.error)));
    }
    this.#working = undefined;
  }

  #takeGroup(): readonly Waiting[] {
    const group: Waiting[] = [];
    for (let size = 0; ;) {
      const [first] = this.#waiting;
      if (first === undefined) break;
      size += charactersOf(first.heard);
      if (group.length > 0 && size > MOST_CHARACTERS) break;
      this.#waiting.shift();
      this.#waitingCharacters -= charactersOf(first.heard);
      group.push(first);
    }
    return group;
  }

  async #append(heard: readonly Heard[]): Promise<Result<void, StoreError>> {
    const { store, run, device } = this.options;
    if (this.#next === undefined) {
      const known = await store.nextSequences(run);
      if (!known.ok) return known;
      this.#next = known.value.get(device) ?? 0;
    }
    const first = this.#next;
    const observations = heard.map(({ source, text, receivedMs }, index): Observation => ({
      run,
      device,
      sequence: first + index,
      receivedMs: Math.round(receivedMs),
      source,
      text,
    }));
    const appended = await store.append(observations);
    this.#next = appended.ok ? first + heard.length : undefined;
    return appended;
  }
}

const charactersOf = (heard: readonly Heard[]): number =>
  heard.reduce((sum, { source, text }) => sum + source.length + text.length, 0);

const wordsOf = ({ message, whatToDo }: StoreError): string => `${message} ${whatToDo}`;
