/** May a program that died be started again? So many times in a while: one that dies at once, again and again, is broken. */
export interface RestartLimits {
  readonly deaths: number;
  readonly withinMs: number;
}

const usualRestarts: RestartLimits = { deaths: 5, withinMs: 60_000 };

export class RestartPolicy {
  readonly #deaths: number[] = [];

  constructor(readonly limits: RestartLimits = usualRestarts) {}

  /** Notes a death at this moment (milliseconds of any clock that only goes forward); false: give up. */
  mayRestart(nowMs: number): boolean {
    const { deaths, withinMs } = this.limits;
    this.#deaths.push(nowMs);
    while ((this.#deaths[0] ?? nowMs) <= nowMs - withinMs) this.#deaths.shift();
    return this.#deaths.length <= deaths;
  }
}
