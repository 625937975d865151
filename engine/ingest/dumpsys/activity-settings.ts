/**
 * `dumpsys activity settings`: the values in force of `activity_manager` keys (`ActivityManagerConstants.dump`).
 *
 *     ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:
 *       data_sync_fgs_timeout_duration=21600000
 */
import { limitConfigKeys } from '../../android/config-keys.js';
import type { DumpReader, DumpSink } from './dump-time.js';

export class ActivitySettingsReader implements DumpReader {
  constructor(private readonly sink: DumpSink) {}

  line(text: string, lineNumber: number, byteStart: number, byteEnd: number): void {
    const equals = text.indexOf('=');
    if (equals < 0 || text.length > 500) return;
    const key = text.slice(0, equals).trim();
    if (!limitConfigKeys.has(key)) return;
    this.sink.fact({
      time: { at: 'before-dump', agoMs: 0 },
      body: { kind: 'config-value', key, value: text.slice(equals + 1).trim() },
      line: lineNumber,
      byteStart,
      byteEnd,
      rawText: text,
    });
  }

  finish(): void {
    // Every line stands for itself.
  }
}
