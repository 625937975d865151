/** One source after reading, before its clocks are known: what the readers found, section by section. */
import type { ReportHeader } from './bugreport/report-header.js';
import type { DumpFact } from './dumpsys/dump-time.js';
import type { Fact } from './fact.js';
import type { ClockStep } from './logcat-text/clock-steps.js';
import type { LogBuffer, Stamp } from './record.js';
import type { Diagnostic } from './sink.js';

/** A stretch of log: a whole file, or one section of a bugreport. */
export interface LogSection {
  readonly title: string;
  /** `unknown` when the section merges several buffers. */
  readonly buffer: LogBuffer;
  /** The log of the boot before (`LAST LOGCAT`). */
  readonly isPreviousBoot: boolean;
  readonly facts: readonly Fact[];
  readonly first: Stamp | undefined;
  readonly last: Stamp | undefined;
  readonly clockSteps: readonly ClockStep[];
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface DumpSection {
  readonly title: string;
  /** When the dump was made; ages count back from it. */
  readonly dumpedAt: Stamp | undefined;
  readonly facts: readonly DumpFact[];
}

export interface IngestedSource {
  readonly name: string;
  readonly layout: string;
  readonly bytes: number;
  readonly lines: number;
  readonly logs: readonly LogSection[];
  readonly dumps: readonly DumpSection[];
  readonly report: ReportHeader | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the caller knows and the bytes do not say. */
export interface CalendarHints {
  /** The year of the last record, when a person says it. */
  readonly year?: number | undefined;
  /** Offset of the device's local time to UTC, when a person says it. */
  readonly zoneMinutes?: number | undefined;
  /** A moment not before the end of the log, for example when the file was last changed. Epoch milliseconds. */
  readonly notAfterEpochMs?: number | undefined;
}
