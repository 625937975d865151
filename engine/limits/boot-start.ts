/**
 * Types that a start from BOOT_COMPLETED may not have (Android 15 on, target SDK 35 on). Source:
 * ActiveServices.setServiceForegroundInnerLocked with FGS_BOOT_COMPLETED_RESTRICTIONS (spec/fgs-limits.md 5.4): refused when the
 * *recorded* reason of the start is exactly BOOT_COMPLETED and no type is in the allowlist.
 */
import type { LiveConstants } from '../policy/constants.js';
import { MS_PER_HOUR } from '../time.js';
import type { BackgroundStarts } from './background-start.js';

const LONG_AGO = -1_000_000 * MS_PER_HOUR;

export class BootStarts {
  /** By service: 1 when its last start has the reason BOOT_COMPLETED. */
  readonly #isFromBoot: Uint8Array;
  /** Elapsed time at which the window of the boot broadcast opened. */
  #openedAt = LONG_AGO;

  constructor(
    services: number,
    readonly constants: LiveConstants,
    readonly backgroundStarts: BackgroundStarts,
  ) {
    this.#isFromBoot = new Uint8Array(services);
  }

  open(elapsed: number): void {
    this.#openedAt = elapsed;
  }

  /** Records the reason of a start; a step that says itself whether it is exempt has that exemption as its reason. */
  noteStart(service: number, app: number, elapsed: number, saysItself: boolean): void {
    const isInWindow =
      elapsed >= this.#openedAt && elapsed < this.#openedAt + this.constants.boot_time_temp_allowlist_duration;
    const hasOtherReason =
      saysItself || this.backgroundStarts.hasTop(app) || this.backgroundStarts.hasForegroundService(app, service);
    this.#isFromBoot[service] = isInWindow && !hasOtherReason ? 1 : 0;
  }

  refuses(service: number, types: number): boolean {
    return this.#isFromBoot[service] === 1 && (types & this.constants.fgs_boot_completed_allowlist) === 0;
  }

  forget(service: number): void {
    this.#isFromBoot[service] = 0;
  }

  forgetBoot(): void {
    this.#isFromBoot.fill(0);
    this.#openedAt = LONG_AGO;
  }
}
