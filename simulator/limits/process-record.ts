import { ServiceType } from '../../engine/android/service-types.js';
import type { TypeMask } from '../../engine/android/service-types.js';

/** `com.android.server.am.ProcessRecord`. A process that comes up again under the same name is another object. */
export class ProcessRecord {
  readonly name: string;
  isAlive = true;
  /** Current process state is TOP (specification, notation: `<= TOP`). */
  isTop = false;
  /** Uptime at which the process last left TOP; minus infinity (`Long.MIN_VALUE`) until it does. */
  lastTopTime = -Infinity;
  /** The main thread is blocked: a crash is only delivered when it runs again, here never. */
  isHung = false;
  /** What `ForegroundProcesses.update` found: a service in the foreground or with an open promise, the types, one without a type. */
  hasForegroundServices = false;
  fgTypes: TypeMask = ServiceType.none;
  hasTypeNone = false;

  constructor(name: string) {
    this.name = name;
  }

  get hasNonShortForegroundServices(): boolean {
    return this.hasForegroundServices && (this.hasTypeNone || this.fgTypes !== ServiceType.shortService);
  }

  /** `OomAdjuster.maybeUpdateLastTopTime`: written on leaving TOP. */
  leaveTop(uptime: number): void {
    if (!this.isTop) return;
    this.isTop = false;
    this.lastTopTime = uptime;
  }
}
