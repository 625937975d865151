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
  hasForegroundServices = false;
  fgTypes = 0;
  hasTypeNone = false;

  get hasNonShort(): boolean {
    return this.hasForegroundServices && (this.hasTypeNone || this.fgTypes !== 2048);
  }

  constructor(name: string) {
    this.name = name;
  }

  /** `OomAdjuster.maybeUpdateLastTopTime`: written on leaving TOP. */
  leaveTop(uptime: number): void {
    if (!this.isTop) return;
    this.isTop = false;
    this.lastTopTime = uptime;
  }
}
