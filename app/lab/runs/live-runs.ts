/** The runs that are running or interrupted, and who looks on. Changes that come close together are told as one. */
import type { LiveRun } from './live-run.js';
import type { RunBook } from './play/run-book.js';

/** Quicker than a person sees. */
const TELL_AFTER_MS = 50;

export class LiveRuns {
  /** Latest last. */
  readonly #books = new Map<string, RunBook>();
  readonly #listeners = new Set<(run: LiveRun) => void>();
  readonly #changed = new Set<RunBook>();
  #timer: NodeJS.Timeout | undefined;

  know(book: RunBook): void {
    this.#books.delete(book.id);
    this.#books.set(book.id, book);
    this.changed(book);
  }

  /** Its last change is told all the same. */
  forget(id: string): void {
    this.#books.delete(id);
  }

  list(): readonly LiveRun[] {
    return [...this.#books.values()].reverse().map((book) => book.live());
  }

  watch(listener: (run: LiveRun) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  changed(book: RunBook): void {
    if (this.#listeners.size === 0) return;
    this.#changed.add(book);
    this.#timer ??= setTimeout(() => this.#tell(), TELL_AFTER_MS);
  }

  /** Tells what is left to tell. */
  end(): void {
    clearTimeout(this.#timer);
    this.#tell();
    this.#listeners.clear();
  }

  #tell(): void {
    this.#timer = undefined;
    const books = [...this.#changed];
    this.#changed.clear();
    for (const book of books) {
      const run = book.live();
      for (const listener of this.#listeners) listener(run);
    }
  }
}
