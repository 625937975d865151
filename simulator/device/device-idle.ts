/** Doze, as `dumpsys deviceidle` shows and changes it. */
export class DeviceIdle {
  isForced = false;
  isDeepEnabled = true;
  isLightEnabled = true;
  /** The user's allow-list, in order. Kept on disk. */
  readonly #allowlist = new Set<string>();
  /** Package → virtual time at which it ends. */
  readonly #temporary = new Map<string, number>();

  get allowlist(): readonly string[] {
    return [...this.#allowlist];
  }

  allow(name: string): void {
    this.#allowlist.add(name);
  }

  /** Whether it was on the list. */
  disallow(name: string): boolean {
    return this.#allowlist.delete(name);
  }

  allowUntil(name: string, end: number): void {
    this.#temporary.set(name, end);
  }

  endTemporary(name: string): void {
    this.#temporary.delete(name);
  }

  isTemporarilyAllowed(name: string, now: number): boolean {
    return (this.#temporary.get(name) ?? -Infinity) > now;
  }

  forget(name: string): void {
    this.#allowlist.delete(name);
    this.#temporary.delete(name);
  }

  restart(): void {
    this.isForced = false;
    this.isDeepEnabled = true;
    this.isLightEnabled = true;
    this.#temporary.clear();
  }
}
