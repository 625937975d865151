/**
 * Writes small logs for tests: threadtime lines with the texts that Android prints. Times are given as on the device's clock,
 * in the order in which the lines stand in the log.
 *
 *     new LogBuilder().start('09-26 21:12:38.620').timeout('09-27 03:12:38.621').bytes()
 */
import type { CalendarHints, IngestedSource } from '../ingest/ingested.js';
import { assemble, type AssembleOptions, type Assembly } from '../ingest/assemble/assemble.js';
import { SourceReader } from '../ingest/source-reader.js';

export const SYSTEM_SERVER = 1643;
export const APP_PID = 9034;
export const APP_UID = 10212;
export const APP = 'com.example.sync';
export const SERVICE = `${APP}/.SyncService`;
/** `ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC` */
const DATA_SYNC = 1;

export interface EventParts {
  readonly user?: number;
  readonly component?: string;
  readonly reason?: string;
  readonly durationMs?: number;
  readonly stopReason?: string;
  /** `null`: the eleven fields of Android 12 and 13, without types. */
  readonly types?: number | null;
  readonly pid?: number;
}

export class LogBuilder {
  readonly #lines: string[] = [];

  /** A uid column with these uids by pid; pids that are not named print `system`. */
  constructor(readonly uids?: ReadonlyMap<number, string>) {}

  /** Any line: `at` is `MM-DD HH:MM:SS.mmm`, `text` is `Tag: message`. */
  line(at: string, text: string, pid = SYSTEM_SERVER, level = 'I'): this {
    const uid = this.uids === undefined ? '' : ` ${(this.uids.get(pid) ?? 'system').padStart(6)}`;
    return this.raw(`${at}${uid} ${String(pid).padStart(5)} ${String(pid + 7).padStart(5)} ${level} ${text}`);
  }

  raw(line: string): this {
    this.#lines.push(line);
    return this;
  }

  /** Some other line of the system, so that the log runs to this moment. */
  tick(at: string): this {
    return this.line(at, 'BatteryService: Processing new values: level=71, temperature=274', SYSTEM_SERVER, 'D');
  }

  #event(at: string, transition: string, parts: EventParts, defaults: EventParts): this {
    const {
      user = 0,
      component = SERVICE,
      reason = 'PROC_STATE_BFGS',
      durationMs = 0,
      pid,
    } = { ...defaults, ...parts };
    const { stopReason = 'UNKNOWN', types = DATA_SYNC } = { ...defaults, ...parts };
    const fields = [
      user,
      component,
      1,
      reason,
      35,
      35,
      0,
      1,
      durationMs,
      1,
      stopReason,
      ...(types === null ? [] : [types]),
    ];
    return this.line(at, `am_foreground_service_${transition}: [${fields.join(',')}]`, pid ?? SYSTEM_SERVER);
  }

  start(at: string, parts: EventParts = {}): this {
    return this.#event(at, 'start', parts, {});
  }

  stop(at: string, parts: EventParts = {}): this {
    return this.#event(at, 'stop', parts, { stopReason: 'STOP_SERVICE' });
  }

  timedOutEvent(at: string, parts: EventParts = {}): this {
    return this.#event(at, 'timed_out', parts, {});
  }

  #about(at: string, words: string, level: string, component: string, pid: number, user = 0): this {
    const record = `ServiceRecord{60b6c7d u${user} ${component} c:${APP}}`;
    return this.line(at, `ActivityManager: ${words}: ${record}`, pid, level);
  }

  timeout(at: string, component = SERVICE, pid = SYSTEM_SERVER): this {
    return this.#about(at, 'FGS (dataSync) timed out', 'E', component, pid);
  }

  crash(at: string, component = SERVICE, pid = SYSTEM_SERVER): this {
    return this.#about(at, 'FGS Crashed', 'E', component, pid);
  }

  /** What the system prints at every normal stop of a time-limited type. */
  timerCancelled(at: string, component = SERVICE): this {
    return this.#about(at, 'Stop FGS timeout', 'D', component, SYSTEM_SERVER);
  }

  startDecision(
    at: string,
    parts: { uidState?: string; caller?: string; callerUid?: number; component?: string } = {},
  ): this {
    const { uidState = 'SVC ', caller = APP, callerUid = APP_UID, component = SERVICE } = parts;
    return this.line(
      at,
      `ActivityManager: Background started FGS: Allowed [callingPackage: ${caller}; callingUid: ${callerUid}; uidState: ${uidState}; uidBFSL: [BFSL]; intent: Intent { xflg=0x4 cmp=${component} }; code:SYSTEM_UID; tempAllowListReason:<null>; allowWiu:12; targetSdkVersion:35; callerTargetSdkVersion:35; startForegroundCount:0; bindFromPackage:null: isBindService:false]`,
    );
  }

  processStarted(at: string, pid = APP_PID, process = APP, uid = APP_UID): this {
    return this.line(at, `am_proc_start: [0,${pid},${uid},${process},service,{${SERVICE}}]`);
  }

  processDied(at: string, pid = APP_PID, process = APP): this {
    return this.line(at, `am_proc_died: [0,${pid},${process},200,4]`);
  }

  top(at: string, component = `${APP}/.MainActivity`): this {
    return this.line(at, `wm_set_resumed_activity: [0,${component},resumeTopActivityInnerLocked]`);
  }

  text(): string {
    return this.#lines.join('\n') + (this.#lines.length === 0 ? '' : '\n');
  }

  bytes(): Uint8Array {
    return new TextEncoder().encode(this.text());
  }
}

/** Reads bytes (or text) as one file would be read. */
export function readSource(content: Uint8Array | string, name = 'test.log', firstSource = 0): IngestedSource[] {
  const reader = new SourceReader(name, firstSource);
  reader.push(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return reader.finish();
}

export function readSources(contents: readonly (Uint8Array | string | LogBuilder)[]): IngestedSource[] {
  const sources: IngestedSource[] = [];
  for (const [index, content] of contents.entries())
    sources.push(
      ...readSource(content instanceof LogBuilder ? content.bytes() : content, `test-${index}.log`, sources.length),
    );
  return sources;
}

/** Logs of one recording, assembled; the year is 2026 unless said otherwise. */
export function assembled(
  logs: LogBuilder | readonly (LogBuilder | Uint8Array | string)[],
  calendar: CalendarHints = { year: 2026 },
  options: Omit<AssembleOptions, 'calendar'> = {},
): Assembly {
  return assemble(readSources(logs instanceof LogBuilder ? [logs] : logs), { ...options, calendar });
}
