import { ProcessRecord } from './process-record.js';

/** `com.android.server.am.ProcessList`: the live processes of the app. */
export class ProcessList {
  /** Told of each process that comes up. */
  onStart: (process: ProcessRecord) => void = () => undefined;
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
    this.onStart(process);
    return process;
  }

  get all(): ProcessRecord[] {
    return [...this.live.values()];
  }

  /** Processes have rising pids in the order in which they came. */
  get lastByPid(): ProcessRecord | undefined {
    return this.all.at(-1);
  }

  get isAny(): boolean {
    return this.live.size > 0;
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
    for (const process of this.all) this.remove(process);
  }
}
