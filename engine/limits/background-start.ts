/**
 * May a foreground service be started from the background now, and for what reason? Source:
 * ActiveServices.shouldAllowFgsStartForegroundNoBindingCheckLocked, setFgsRestrictionLocked (spec/fgs-limits.md 5.2; corrected by
 * docs/corrections.md K-02, K-04, K-05, K-17), reduced to what a trace can tell: an app on top, a foreground-service process of
 * the app, the boot broadcast, and one flag for everything else (allowlists, exemptions, the shell). docs/scenarios.md says how.
 */
import type { PlatformState } from '../replay/platform-state.js';
import type { AppRecord, ServiceRecord } from '../replay/records.js';
import type { BootStarts } from './boot-start.js';
import type { ForegroundProcesses } from './foreground-process.js';

/** What a step says about itself in its `argument`. */
const DENIED = 1;
const ALLOWED = 2;

/** Why a service may start; `none`: it may not. */
export const StartReason = { none: 0, boot: 1, other: 2 } as const;

export class BackgroundStarts {
  /** By service, a `StartReason` each; the first one that is found stays (K-04). */
  readonly #ofStart: Uint8Array;
  readonly #ofBind: Uint8Array;
  readonly #ofBoundForeground: Uint8Array;
  /** By app: 1 unless somebody took the exemption away. */
  readonly #flag: Uint8Array;

  constructor(
    readonly state: PlatformState,
    readonly processes: ForegroundProcesses,
    readonly boot: BootStarts,
    /** USE_NEW_BFSL_LOGIC: what a bind recorded does not count (K-05). */
    readonly ignoresBinds: (app: AppRecord) => boolean,
  ) {
    const services = state.services.length;
    this.#ofStart = new Uint8Array(services);
    this.#ofBind = new Uint8Array(services);
    this.#ofBoundForeground = new Uint8Array(services);
    this.#flag = new Uint8Array(state.apps.length).fill(1);
  }

  setFlag(app: AppRecord, isOn: boolean): void {
    this.#flag[app.index] = isOn ? 1 : 0;
  }

  /** The reason for which a step of this app that says `argument` about itself may start now. */
  #reasonNow(app: AppRecord, argument: number): number {
    if (app.hasTop() || this.processes.hasMoreThanShort(app) || argument === ALLOWED) return StartReason.other;
    if (argument === DENIED) return StartReason.none;
    if (this.boot.isOpen(app, this.state.now.elapsed)) return StartReason.boot;
    return this.#flag[app.index] === 1 ? StartReason.other : StartReason.none;
  }

  /** `startService`, `startForegroundService`, and a later `startForeground` with other than limited types. */
  noteStart(service: ServiceRecord, argument: number): void {
    const { index, app } = service;
    if (this.#ofStart[index] === StartReason.none) this.#ofStart[index] = this.#reasonNow(app, argument);
  }

  noteBind(service: ServiceRecord, argument: number): void {
    const { index, app } = service;
    if (this.#ofBind[index] === StartReason.none) this.#ofBind[index] = this.#reasonNow(app, argument);
  }

  /** The first `startForeground` of a record that is not started. */
  noteBoundForeground(service: ServiceRecord, argument: number): void {
    const { index, app } = service;
    if (this.#ofBoundForeground[index] !== StartReason.none) return;
    const known = this.#ofStart[index]!;
    this.#ofBoundForeground[index] = known === StartReason.none ? this.#reasonNow(app, argument) : known;
  }

  /** `clearFgsAllowStart` and `setFgsRestrictionLocked`: what was found before is forgotten. */
  noteAnew(service: ServiceRecord, argument: number): void {
    this.forget(service);
    this.noteStart(service, argument);
  }

  /** `ServiceRecord.getFgsAllowStart`, a `StartReason`. */
  reasonOf({ index, app }: ServiceRecord): number {
    if (this.#ofStart[index] !== StartReason.none) return this.#ofStart[index]!;
    const ofBind = this.ignoresBinds(app) ? StartReason.none : this.#ofBind[index]!;
    return ofBind === StartReason.none ? this.#ofBoundForeground[index]! : ofBind;
  }

  /** stopForeground, or the end of the record. */
  forget({ index }: ServiceRecord): void {
    this.#ofStart[index] = StartReason.none;
    this.#ofBind[index] = StartReason.none;
    this.#ofBoundForeground[index] = StartReason.none;
  }

  forgetBoot(): void {
    for (const service of this.state.services) this.forget(service);
  }
}
