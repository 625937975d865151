/**
 * May a foreground service be started from the background now? Source: ActiveServices.shouldAllowFgsStartForegroundNoBindingCheckLocked
 * (spec/fgs-limits.md 5.2), reduced to what a trace can tell: an app on top, another foreground service of the app, and one flag
 * for everything else (allowlists, exemptions, the shell). docs/scenarios.md says exactly how.
 */
import { ServiceType } from '../android/service-types.js';
import type { PlatformState } from '../replay/platform-state.js';
import type { AppRecord, ServiceRecord } from '../replay/records.js';

/** What a step says about itself in its `argument`. */
const DENIED = 1;
const ALLOWED = 2;

export class BackgroundStarts {
  /** By service: what was found when it was started, or later when it was looked at anew. */
  readonly #isEligible: Uint8Array;
  /** By app: 1 unless somebody took the exemption away. */
  readonly #flag: Uint8Array;

  constructor(state: PlatformState) {
    this.#isEligible = new Uint8Array(state.services.length);
    this.#flag = new Uint8Array(state.apps.length).fill(1);
  }

  setFlag(app: AppRecord, isOn: boolean): void {
    this.#flag[app.index] = isOn ? 1 : 0;
  }

  /** Whether a step of this app that says `argument` about itself may start from the background now. */
  isEligible(app: AppRecord, argument: number): boolean {
    if (argument === ALLOWED) return true;
    if (argument !== DENIED && this.#flag[app.index] === 1) return true;
    return app.hasTop() || hasForegroundService(app);
  }

  /** A start or a bind: once eligible, eligible until the foreground ends. */
  noteStart(service: ServiceRecord, isEligible: boolean): void {
    if (isEligible) this.#isEligible[service.index] = 1;
  }

  set(service: ServiceRecord, isEligible: boolean): void {
    this.#isEligible[service.index] = isEligible ? 1 : 0;
  }

  get(service: ServiceRecord): boolean {
    return this.#isEligible[service.index] === 1;
  }

  /** stopForeground, or the end of the record. */
  forget(service: ServiceRecord): void {
    this.#isEligible[service.index] = 0;
  }
}

/** A foreground service in a live process, of types other than exactly shortService; `except` is left out. */
export function hasForegroundService(app: AppRecord, except?: ServiceRecord): boolean {
  return app.services.some(
    (service) =>
      service !== except &&
      service.exists &&
      service.isForeground &&
      service.host !== null &&
      service.typeMask !== ServiceType.shortService,
  );
}
