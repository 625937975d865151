/** What BatteryService says: the real battery, and what `dumpsys battery set` has put over it. */
export class Battery {
  /** Percent. */
  realLevel = 73;
  isReallyPowered = true;
  /** Tenths of a degree Celsius. */
  temperature = 271;
  #over: { level: number; isPowered: boolean } | undefined;

  get areUpdatesStopped(): boolean {
    return this.#over !== undefined;
  }

  get level(): number {
    return this.#over?.level ?? this.realLevel;
  }

  get isPowered(): boolean {
    return this.#over?.isPowered ?? this.isReallyPowered;
  }

  unplug(): void {
    this.#override().isPowered = false;
  }

  setLevel(level: number): void {
    this.#override().level = level;
  }

  setPowered(isPowered: boolean): void {
    this.#override().isPowered = isPowered;
  }

  reset(): void {
    this.#over = undefined;
  }

  #override(): { level: number; isPowered: boolean } {
    this.#over ??= { level: this.realLevel, isPowered: this.isReallyPowered };
    return this.#over;
  }
}
