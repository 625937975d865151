import { ProcessRecord } from './process-record.js';

/** `com.android.server.am.ProcessList`: the live processes of the app. */
export class ProcessList {
  private readonly live = new Map<string, ProcessRecord>();

  get(name: string): ProcessRecord | undefined {
    return this.live.get(name);
  }

  /** `startProcessLocked`: takes no time here. */
  startIfDown(name: string): ProcessRecord {
    const running = this.live.get(name);
    if (running !== undefined) return running;
    const process = new ProcessRecord(name);
    this.live.set(name, process);
    return process;
  }

  get isAnyTop(): boolean {
    for (const process of this.live.values()) if (process.isTop) return true;
    return false;
  }

  remove(process: ProcessRecord): void {
    process.isAlive = false;
    process.isTop = false;
    this.live.delete(process.name);
  }

  removeAll(): void {
    for (const process of [...this.live.values()]) this.remove(process);
  }
}
