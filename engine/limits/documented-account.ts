/** The use of one limited type by one app, as the guide counts it: one account per app and type. */
import { RollingUse } from './rolling-use.js';

export type LimitedType = 'dataSync' | 'mediaProcessing';
export const limitedTypes: readonly LimitedType[] = ['dataSync', 'mediaProcessing'];

export class DocumentedAccount {
  readonly use: RollingUse;
  /** Services of the type in the foreground, by their number in the program. */
  readonly running = new Set<number>();
  /** When the limit was reached last, since the last reset. */
  exceeded: { readonly elapsed: number; readonly uptime: number } | null = null;
  /** Elapsed time at which the limit comes if nothing else happens, or Infinity. */
  dueAt = Number.POSITIVE_INFINITY;

  constructor(
    readonly app: number,
    readonly type: LimitedType,
    window: number,
  ) {
    this.use = new RollingUse(window);
  }

  /** Index of the same budget in a ledger: app × 2 + (0 dataSync, 1 mediaProcessing). */
  get budget(): number {
    return this.app * 2 + limitedTypes.indexOf(this.type);
  }

  /**
   * Opens or closes the running interval after a change: time counts while a service of the type runs and the app is not on
   * screen. Returns the length of the interval that ended, or 0.
   */
  update(at: number, isOnScreen: boolean, limit: number): number {
    const since = this.use.openSince;
    const counts = this.running.size > 0 && !isOnScreen;
    if (counts) this.use.open(at);
    else this.use.close(at);
    this.reschedule(at, limit);
    return counts || since === null ? 0 : at - since;
  }

  reschedule(at: number, limit: number): void {
    this.dueAt = this.use.reaches(limit, at);
  }
}
