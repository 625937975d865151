/**
 * Notices a plan that never comes to an end: an app that answers onTimeout by a start whose onTimeout comes at once, or a
 * limit of a millisecond on screen for a day. Cancelled messages that come up and do nothing are not counted at an
 * instant: an app that refreshes its notification leaves thousands of them with one deadline.
 */
const MOST_AT_ONE_INSTANT = 1_000;

export class EndlessGuard {
  #instant = Number.NaN;
  #atInstant = 0;
  #inAll = 0;
  /** Uptime at which the replay was cut; NaN while it was not. */
  cutAt = Number.NaN;

  /** A message or reaction ran at `uptime`; `didSomething`: it was not a cancelled one. Returns true when it is time to cut. */
  note(uptime: number, didSomething: boolean, mostInAll: number): boolean {
    if (uptime !== this.#instant) this.#atInstant = 0;
    this.#instant = uptime;
    if (didSomething) this.#atInstant++;
    this.#inAll++;
    if (this.#atInstant > MOST_AT_ONE_INSTANT || this.#inAll > mostInAll) this.cutAt = uptime;
    return this.isCut;
  }

  get isCut(): boolean {
    return !Number.isNaN(this.cutAt);
  }

  /** What a prediction that was cut short says of itself. */
  get assumptions(): readonly string[] {
    if (!this.isCut) return [];
    return [
      'The app and the system answer each other without end; the prediction stops at the instant where that begins.',
    ];
  }
}
