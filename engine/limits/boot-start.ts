/**
 * Starts from the broadcast BOOT_COMPLETED: for how long they are allowed, and which types they may not have (Android 15 on,
 * target SDK 35 on). Source: FgsTempAllowList, ActiveServices.setServiceForegroundInnerLocked with
 * FGS_BOOT_COMPLETED_RESTRICTIONS (spec/fgs-limits.md 5.4; docs/corrections.md K-17): refused when the *recorded* reason of the
 * start is exactly BOOT_COMPLETED and no type is in the allowlist.
 */
import type { LiveConstants } from '../policy/constants.js';
import type { AppRecord } from '../replay/records.js';

export class BootStarts {
  /** By app: elapsed time at which its entry on the temporary allowlist ends, that instant included. */
  readonly #opensUntil: Float64Array;

  constructor(
    apps: number,
    readonly constants: LiveConstants,
  ) {
    this.#opensUntil = new Float64Array(apps).fill(Number.NEGATIVE_INFINITY);
  }

  /** `FgsTempAllowList.add`: an entry without a duration is none (K-18). */
  open(elapsed: number): void {
    const duration = this.constants.boot_time_temp_allowlist_duration;
    if (duration > 0) this.#opensUntil.fill(elapsed + duration);
  }

  isOpen({ index }: AppRecord, elapsed: number): boolean {
    return elapsed <= this.#opensUntil[index]!;
  }

  /** The last process of the app went, and the entry with it. */
  close({ index }: AppRecord): void {
    this.#opensUntil[index] = Number.NEGATIVE_INFINITY;
  }

  /** Whether types may not be started for the boot. */
  refuses(types: number): boolean {
    return (types & this.constants.fgs_boot_completed_allowlist) === 0;
  }

  forgetBoot(): void {
    this.#opensUntil.fill(Number.NEGATIVE_INFINITY);
  }
}
