import type { VirtualTime } from './virtual-time.js';

/** AlarmManager, as far as one exact alarm for each receiver needs it: rings by elapsed time, also in deep sleep. */
export class AppAlarms {
  /** Package and receiver → how to call it off. */
  readonly #alarms = new Map<string, () => void>();

  constructor(private readonly time: VirtualTime) {}

  /** Instead of the one before; 0 only calls that off. */
  set(packageName: string, receiver: string, delayMs: number, ring: () => void): void {
    const key = `${packageName}/${receiver}`;
    this.#callOff(key);
    if (delayMs <= 0) return;
    const callOff = this.time.after(delayMs, () => {
      this.#alarms.delete(key);
      ring();
    });
    this.#alarms.set(key, callOff);
  }

  /** A force-stop and a removal take the app's alarms with them. */
  forget(packageName: string): void {
    for (const key of this.#alarms.keys()) if (key.startsWith(`${packageName}/`)) this.#callOff(key);
  }

  restart(): void {
    for (const key of this.#alarms.keys()) this.#callOff(key);
  }

  #callOff(key: string): void {
    this.#alarms.get(key)?.();
    this.#alarms.delete(key);
  }
}
