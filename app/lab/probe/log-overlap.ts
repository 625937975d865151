/**
 * A log that is read again after the cable was out begins a little before where it ended, so that it can be seen whether
 * the two pieces meet. Lines that are there twice are left out once.
 */
import { momentOfLine } from './log-lines.js';

/** The buffers of a log are merged as they come: lines may be out of order by so much. */
const DISORDER_MS = 1_000;
const MOST_LINES = 20_000;

interface SeenLine {
  readonly text: string;
  readonly moment: number;
}

export class LogOverlap {
  /** The lines of the last second, in the order heard. */
  #recent: SeenLine[] = [];
  #latest: number | undefined;
  #again: Map<string, number> | undefined;
  #met = false;

  /** Epoch milliseconds of the youngest line. */
  get latest(): number | undefined {
    return this.#latest;
  }

  /** From when on to read again; `undefined` before the first line. */
  get readFrom(): number | undefined {
    return this.#recent[0]?.moment;
  }

  /** The log is read again from `readFrom` on. */
  readsAgain(): void {
    this.#again = new Map();
    for (const { text } of this.#recent) this.#again.set(text, (this.#again.get(text) ?? 0) + 1);
    this.#met = this.#recent.length === 0;
  }

  /** Whether a line of the piece before came again, so that nothing is missing in between. */
  get hasMet(): boolean {
    return this.#met;
  }

  /** The lines that were not there before. */
  fresh(lines: readonly string[]): readonly string[] {
    return lines.filter((line) => this.#isFresh(line));
  }

  #isFresh(text: string): boolean {
    const moment = momentOfLine(text);
    // `--------- beginning of main` stands at the beginning of each reading.
    if (moment === undefined) return this.#again === undefined || !text.startsWith('--------- ');
    if (this.#isOld(text)) return false;
    if (this.#again !== undefined && moment > (this.#latest ?? 0) + DISORDER_MS) this.#again = undefined;
    this.#remember({ text, moment });
    return true;
  }

  #isOld(text: string): boolean {
    const count = this.#again?.get(text) ?? 0;
    if (count === 0) return false;
    this.#again?.set(text, count - 1);
    this.#met = true;
    return true;
  }

  #remember(line: SeenLine): void {
    this.#recent.push(line);
    const latest = Math.max(line.moment, this.#latest ?? line.moment);
    this.#latest = latest;
    const first = this.#recent[0];
    const isLong = this.#recent.length > 2 * MOST_LINES;
    if (first === undefined || (first.moment >= latest - 2 * DISORDER_MS && !isLong)) return;
    this.#recent = this.#recent.filter(({ moment }) => moment >= latest - DISORDER_MS).slice(-MOST_LINES);
  }
}
