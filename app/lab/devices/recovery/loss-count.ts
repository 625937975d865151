/** Devices whose connection is lost again and again are no ground for a measurement: a bad cable, a weak network. */

/** More than any run brings about by restarting a device. */
const MANY = 8;
const WITHIN_MS = 600_000;

export class LossCount {
  readonly #losses = new Map<string, readonly number[]>();

  constructor(private readonly clock: () => number) {}

  /** A connection was lost. Answers with when it was, each time, as soon as that is too often; then counts anew. */
  add(device: string): readonly string[] | undefined {
    const now = this.clock();
    const losses = [...(this.#losses.get(device) ?? []).filter((at) => now - at < WITHIN_MS), now];
    this.#losses.set(device, losses);
    if (losses.length < MANY) return undefined;
    this.#losses.delete(device);
    return losses.map((at) => new Date(at).toISOString());
  }
}
