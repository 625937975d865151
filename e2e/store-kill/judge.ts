/** Looks whether a store has everything that its writer was promised, once, and as it was. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { openStore } from '../../app/lab/store/open-store.js';
import type { Store } from '../../app/lab/store/store.js';
import { valueOf } from '../../app/lab/store/store-fixture.js';
import { fileContent } from '../../app/lab/traces/trace-library.js';
import { deviceNames, fileAt, hashOf, observationAt, RUN } from './workload.js';

export interface Findings {
  /** Observations that the writer was promised. */
  readonly acknowledged: number;
  readonly files: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly altered: number;
  /** What else was wrong: a store that did not open, a check that found something. */
  readonly problems: readonly string[];
}

const MOST_PROBLEMS = 20;

/** Counts over many stores. */
export class Judge {
  #counts = { acknowledged: 0, files: 0, lost: 0, duplicated: 0, altered: 0 };
  readonly #problems: string[] = [];
  /** By device: below this everything was looked at. */
  #seen = new Map<string, number>();

  get findings(): Findings {
    return { ...this.#counts, problems: this.#problems };
  }

  get isHopeless(): boolean {
    return this.#problems.length >= MOST_PROBLEMS;
  }

  beginStore(): void {
    this.#seen = new Map();
  }

  /** What was said must be there. */
  async judge(folder: string, said: readonly string[]): Promise<void> {
    await this.#withStore(folder, async (store) => {
      const runs = valueOf(await store.runs());
      const next = runs.length === 0 ? new Map<string, number>() : valueOf(await store.nextSequences(RUN));
      for (const device of deviceNames) await this.#judgeDevice(store, device, promised(said, `o ${device}`), next);
      const note = promised(said, 'n');
      if (note > Number(runs[0]?.note ?? '0')) this.#problems.push(`The note ${note} is lost.`);
      for (const line of said) if (line.startsWith('f ')) await this.#judgeFile(store, Number(line.slice(2)));
    });
  }

  async #judgeDevice(
    store: Store,
    device: string,
    promisedNext: number,
    next: ReadonlyMap<string, number>,
  ): Promise<void> {
    const end = next.get(device) ?? 0;
    const from = this.#seen.get(device) ?? 0;
    this.#counts.acknowledged += Math.max(0, promisedNext - from);
    this.#counts.lost += Math.max(0, promisedNext - end, from - end);
    this.#seen.set(device, end);
    if (end <= from) return;
    const kept = valueOf(await store.observations({ run: RUN, device, from, limit: end - from + 1 }));
    // Consecutive from `from`: nothing is missing between, nothing is there twice.
    this.#counts.lost += Math.max(0, end - from - kept.length);
    this.#counts.duplicated += Math.max(0, kept.length - (end - from));
    kept.forEach((each, index) => {
      if (JSON.stringify(each) !== JSON.stringify(observationAt(device, from + index))) this.#counts.altered++;
    });
  }

  async #judgeFile(store: Store, number: number): Promise<void> {
    this.#counts.files++;
    const content = await fileContent(store, hashOf(fileAt(number)));
    if (!content.ok) this.#problems.push(`File ${number}: ${content.error.message}`);
  }

  /** The whole store, from its first row on. */
  async judgeWhole(folder: string): Promise<void> {
    await this.#withStore(folder, async (store) => {
      const { problems, observations } = valueOf(await store.check());
      this.#problems.push(...problems);
      const expected = [...this.#seen.values()].reduce((sum, end) => sum + end, 0);
      this.#counts.lost += Math.max(0, expected - observations);
      this.#counts.duplicated += Math.max(0, observations - expected);
    });
    const damaged = await readdir(path.join(folder, 'damaged')).catch(() => []);
    if (damaged.length > 0) this.#problems.push('A store was set aside as damaged.');
  }

  async #withStore(folder: string, work: (store: Store) => Promise<void>): Promise<void> {
    const opened = await openStore({ folder, program: 'store-kill judge' });
    if (!opened.ok) {
      this.#problems.push(`The store did not open: ${opened.error.message}`);
      return;
    }
    const { store, rescues } = opened.value;
    if (rescues.length > 0) this.#problems.push(`The store was damaged: ${rescues[0]?.damage[0] ?? ''}`);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  }
}

/** The highest number that was said after a word; 0 when it was never said. */
function promised(said: readonly string[], word: string): number {
  const numbers = said.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.slice(word.length + 1)));
  return Math.max(0, ...numbers);
}
