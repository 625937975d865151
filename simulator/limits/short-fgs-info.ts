import type { ServiceRecord } from './service-record.js';

/** `ServiceRecord.ShortFgsInfo`: what is remembered about one run as a shortService (specification 3.1). */
export class ShortFgsInfo {
  /** T0: uptime of the first, or of the last extending, startForeground(shortService). */
  readonly startTime: number;
  private startForegroundCount: number;

  constructor(record: ServiceRecord, uptime: number) {
    this.startTime = uptime;
    this.startForegroundCount = record.startForegroundCount;
  }

  /** A startForeground(shortService) that does not extend. */
  update(record: ServiceRecord): void {
    this.startForegroundCount = record.startForegroundCount;
  }

  /** The record was not taken out of the foreground and back since. */
  isCurrent(record: ServiceRecord): boolean {
    return this.startForegroundCount === record.startForegroundCount;
  }
}
