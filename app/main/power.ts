/** Keeps the computer awake while runs are played: a day's observation must not end with the evening. */
import type { PowerSaveBlocker } from 'electron';

export class Wakefulness {
  #blocker: number | null = null;

  constructor(readonly blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>) {}

  set(isNeeded: boolean): void {
    if (isNeeded && this.#blocker === null) this.#blocker = this.blocker.start('prevent-app-suspension');
    if (isNeeded || this.#blocker === null) return;
    this.blocker.stop(this.#blocker);
    this.#blocker = null;
  }
}
