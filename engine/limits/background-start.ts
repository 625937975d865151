/**
 * May a foreground service be started from the background now? Source: ActiveServices.shouldAllowFgsStartForegroundNoBindingCheckLocked
 * (spec/fgs-limits.md 5.2), reduced to what a trace can tell: an app on top, another foreground service of the app, and one flag
 * for everything else (allowlists, exemptions, the shell). docs/scenarios.md says exactly how.
 */
import { ServiceType } from '../android/service-types.js';
import { NONE } from '../replay/ledger.js';
import type { PlatformState } from '../replay/platform-state.js';
import { isTop } from '../replay/program.js';

/** What a step says about itself in its `argument`. */
const DENIED = 1;
const ALLOWED = 2;

export class BackgroundStarts {
  /** By service: what was found when it was started, or later when it was looked at anew. */
  readonly #isEligible: Uint8Array;
  /** By app: 1 unless somebody took the exemption away. */
  readonly #flag: Uint8Array;

  constructor(readonly state: PlatformState) {
    this.#isEligible = new Uint8Array(state.program.services.length);
    this.#flag = new Uint8Array(state.program.apps.length).fill(1);
  }

  setFlag(app: number, isOn: boolean): void {
    this.#flag[app] = isOn ? 1 : 0;
  }

  /** Whether a step of this app that says `argument` about itself may start from the background now. */
  isEligible(app: number, argument: number): boolean {
    if (argument === ALLOWED) return true;
    if (argument !== DENIED && this.#flag[app] === 1) return true;
    return this.hasTop(app) || this.hasForegroundService(app);
  }

  hasTop(app: number): boolean {
    const { program, processState } = this.state;
    for (let process = 0; process < processState.length; process++)
      if (program.processes[process]!.app === app && isTop(processState[process]!)) return true;
    return false;
  }

  /** A foreground service in a live process, of types other than exactly shortService; `except` is left out. */
  hasForegroundService(app: number, except = NONE): boolean {
    const { state } = this;
    for (let service = 0; service < state.exists.length; service++) {
      const counts =
        service !== except &&
        state.exists[service] === 1 &&
        state.isForeground[service] === 1 &&
        state.host[service] !== NONE &&
        state.typeMask[service] !== ServiceType.shortService;
      if (counts && state.appOf(service) === app) return true;
    }
    return false;
  }

  /** A start or a bind: once eligible, eligible until the foreground ends. */
  noteStart(service: number, isEligible: boolean): void {
    if (isEligible) this.#isEligible[service] = 1;
  }

  set(service: number, isEligible: boolean): void {
    this.#isEligible[service] = isEligible ? 1 : 0;
  }

  get(service: number): boolean {
    return this.#isEligible[service] === 1;
  }

  /** stopForeground, or the end of the record. */
  forget(service: number): void {
    this.#isEligible[service] = 0;
  }

  forgetBoot(): void {
    this.#isEligible.fill(0);
  }
}
