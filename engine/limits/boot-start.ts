/**
 * Types that a start from BOOT_COMPLETED may not have (Android 15 on, target SDK 35 on). Source:
 * ActiveServices.setServiceForegroundInnerLocked with FGS_BOOT_COMPLETED_RESTRICTIONS (spec/fgs-limits.md 5.4): refused when the
 * *recorded* reason of the start is exactly BOOT_COMPLETED and no type is in the allowlist.
 */
import type { LiveConstants } from '../policy/constants.js';
import type { ServiceRecord } from '../replay/records.js';
import { MS_PER_HOUR } from '../time.js';
import { hasForegroundService } from './background-start.js';

const LONG_AGO = -1_000_000 * MS_PER_HOUR;

export class BootStarts {
  /** By service: 1 when its last start has the reason BOOT_COMPLETED. */
  readonly #isFromBoot: Uint8Array;
  /** Elapsed time at which the window of the boot broadcast opened. */
  #openedAt = LONG_AGO;

  constructor(
    services: number,
    readonly constants: LiveConstants,
  ) {
    this.#isFromBoot = new Uint8Array(services);
  }

  open(elapsed: number): void {
    this.#openedAt = elapsed;
  }

  /** Records the reason of a start; a step that says itself whether it is exempt has that exemption as its reason. */
  noteStart(service: ServiceRecord, elapsed: number, saysItself: boolean): void {
    const isInWindow = elapsed < this.#openedAt + this.constants.boot_time_temp_allowlist_duration;
    const { app } = service;
    const hasOtherReason = saysItself || app.hasTop() || hasForegroundService(app, service);
    this.#isFromBoot[service.index] = isInWindow && !hasOtherReason ? 1 : 0;
  }

  refuses(service: ServiceRecord, types: number): boolean {
    return this.#isFromBoot[service.index] === 1 && (types & this.constants.fgs_boot_completed_allowlist) === 0;
  }

  forget(service: ServiceRecord): void {
    this.#isFromBoot[service.index] = 0;
  }

  forgetBoot(): void {
    this.#isFromBoot.fill(0);
    this.#openedAt = LONG_AGO;
  }
}
