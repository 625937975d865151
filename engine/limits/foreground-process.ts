/**
 * Which processes count as foreground-service processes, and how near to the user an app is. Source:
 * ActiveServices.updateServiceForegroundLocked, ProcessServiceRecord.setHasForegroundServices, OomAdjuster.computeOomAdjLSP;
 * docs/corrections.md K-02, K-03, K-13. A process counts with a service in the foreground *or an open start promise*, and it is
 * counted anew at certain moments only, so that what it counts as may be older than what its services are.
 */
import { ServiceType } from '../android/service-types.js';
import type { PlatformState } from '../replay/platform-state.js';
import type { AppRecord, ProcessRecord, ServiceRecord } from '../replay/records.js';

/** How near to the user an app is, by its nearest process; in the background it is below `shortService`. */
export const Nearness = { empty: 0, service: 1, shortService: 2, foregroundService: 3, top: 4 } as const;

export class ForegroundProcesses {
  /** By process, as of the last count: whether it counts, the types of its services, and whether one of them has none. */
  readonly #counts: Uint8Array;
  readonly #types: Int32Array;
  readonly #hasTypeNone: Uint8Array;

  constructor(
    state: PlatformState,
    /** An open start promise of a service. */
    readonly isPromised: (service: ServiceRecord) => boolean,
    /** A shortService that no longer holds its process up. */
    readonly isDemoted: (service: ServiceRecord) => boolean,
  ) {
    this.#counts = new Uint8Array(state.processes.length);
    this.#types = new Int32Array(state.processes.length);
    this.#hasTypeNone = new Uint8Array(state.processes.length);
  }

  /** `updateServiceForegroundLocked`: counts the services of a process anew. */
  recount(process: ProcessRecord): void {
    const { index } = process;
    let counts = 0;
    let types = 0;
    let hasTypeNone = 0;
    for (const service of process.app.services) {
      if (!service.exists || service.host !== process) continue;
      if (!service.isForeground && !this.isPromised(service)) continue;
      const mask = service.isForeground ? service.typeMask : ServiceType.none;
      counts = 1;
      types |= mask;
      if (mask === ServiceType.none) hasTypeNone = 1;
    }
    // `areForegroundServiceTypesSame`: fewer types than before are "the same", and the old ones stay (K-03).
    const areTypesSame = (this.#types[index]! & types) === types && this.#hasTypeNone[index] === hasTypeNone;
    if (this.#counts[index] === counts && areTypesSame) return;
    this.#counts[index] = counts;
    this.#types[index] = types;
    this.#hasTypeNone[index] = hasTypeNone;
  }

  /** The process is gone, or another one came up under its name. */
  forget({ index }: ProcessRecord): void {
    this.#counts[index] = 0;
    this.#types[index] = 0;
    this.#hasTypeNone[index] = 0;
  }

  /** A process of the app counts with more than shortService: this gives the right to start (`hasNonShortForegroundServices`). */
  hasMoreThanShort(app: AppRecord): boolean {
    return app.processes.some((process) => this.#isMoreThanShort(process));
  }

  nearnessOf(app: AppRecord): number {
    if (app.hasTop()) return Nearness.top;
    if (this.hasMoreThanShort(app)) return Nearness.foregroundService;
    if (app.services.some((service) => this.#holdsUpAsShort(service))) return Nearness.shortService;
    return app.services.some((service) => service.exists && service.host !== null) ? Nearness.service : Nearness.empty;
  }

  #isMoreThanShort({ index, isAlive }: ProcessRecord): boolean {
    if (!isAlive || this.#counts[index] === 0) return false;
    return this.#hasTypeNone[index] === 1 || this.#types[index] !== ServiceType.shortService;
  }

  #holdsUpAsShort(service: ServiceRecord): boolean {
    if (!service.exists || service.host === null || this.#counts[service.host.index] === 0) return false;
    return service.isRunningShortService && !this.isDemoted(service);
  }
}
