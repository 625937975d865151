/** Asks the lab what the rules at hand do, newest question first, and moves the picture from answer to answer. */
import type { ApiError, PolicyVariation, WhatIfAnswer } from '../../../../app/api/contract.js';
import { ask } from '../../state/lab-client.svelte.js';
import { between, eased } from '../../timeline/glide.js';
import { LatestOnly } from '../../timeline/latest-only.js';

interface Question {
  readonly shown: PolicyVariation;
  /** For the strip: one of each release. */
  readonly every: readonly PolicyVariation[];
}

const GLIDE_MS = 140;

export class WhatIfAnswers {
  /** What the picture shows: on its way while marks glide. */
  shown: WhatIfAnswer | null = $state.raw(null);
  every: readonly WhatIfAnswer[] = $state.raw([]);
  error: ApiError | null = $state.raw(null);
  isRunning = $state(false);
  /** How long the last answer took. */
  tookMs = $state(0);
  readonly #id: string;
  readonly #signal: AbortSignal;
  readonly #latest = new LatestOnly<Question>((question) => this.#ask(question));
  #frame = 0;

  constructor(id: string, signal: AbortSignal) {
    this.#id = id;
    this.#signal = signal;
    signal.addEventListener('abort', () => cancelAnimationFrame(this.#frame), { once: true });
  }

  ask(question: Question): void {
    void this.#latest.run(question);
  }

  async #ask({ shown, every }: Question): Promise<void> {
    this.isRunning = true;
    const began = performance.now();
    const answer = await ask('what-if.replay', { analysis: this.#id, variations: [shown, ...every] }, this.#signal);
    this.isRunning = false;
    if (this.#signal.aborted) return;
    if (!answer.ok) {
      this.error = answer.error;
      return;
    }
    this.error = null;
    this.tookMs = Math.round(performance.now() - began);
    const [first, ...rest] = answer.value;
    this.every = rest;
    if (first !== undefined) this.#glideTo(first);
  }

  #glideTo(to: WhatIfAnswer): void {
    cancelAnimationFrame(this.#frame);
    const from = this.shown;
    if (from === null || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.shown = to;
      return;
    }
    const began = performance.now();
    const step = (): void => {
      const share = Math.min(1, (performance.now() - began) / GLIDE_MS);
      this.shown = between(from, to, eased(share));
      if (share < 1) this.#frame = requestAnimationFrame(step);
    };
    step();
  }
}
