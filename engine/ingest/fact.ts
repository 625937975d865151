/**
 * Facts: what one line (or one block of a dump) says, in typed words. A fact is not yet believed: whether its writer
 * could know it is decided when the trace is assembled, where all writers are known.
 *
 * Components are in short form (`pkg/.Cls`), uids are numbers, durations are milliseconds.
 */
import type { DurationMs } from '../time.js';
import type { TypeMask } from '../android/service-types.js';
import type { JournalEventName } from './probe-journal/journal-events.js';
import type { Provenance, Stamp, Writer } from './record.js';

/** Which log or dump a fact was read from. */
export type Channel = 'log' | 'event-log' | 'dump';

export interface FactHeader {
  readonly stamp: Stamp;
  readonly writer: Writer;
  readonly provenance: Provenance;
  readonly channel: Channel;
}

export type Fact = FactHeader & FactBody;

export type FactBody =
  ForegroundServiceFact | ServiceFact | ProcessFact | ActivityFact | DeviceFact | JobFact | ConfigFact | LossFact;

/** `ServiceRecord{<hash> u<user> <pkg/.Cls>[ c:<caller>]}` as printed. */
export interface ServiceRecordRef {
  readonly hash: string;
  readonly user: number;
  readonly component: string;
}

export type ForegroundServiceFact =
  /** Event log 30100 to 30103 `am_foreground_service_*` (11 fields up to Android 13, 12 from 14 on). */
  | {
      readonly kind: 'fgs-event';
      readonly transition: 'start' | 'denied' | 'stop' | 'timed-out';
      readonly user: number;
      readonly component: string;
      readonly allowWhileInUse: boolean;
      readonly startReason: string;
      readonly targetSdk: number;
      readonly callerTargetSdk: number;
      readonly notificationWasDeferred: boolean;
      readonly notificationShown: boolean;
      readonly durationMs: DurationMs;
      readonly startForegroundCount: number;
      readonly stopReason: string;
      /** Absent in the 11-field form. */
      readonly types: TypeMask | undefined;
    }
  /** `E ActivityManager: FGS (dataSync) timed out: ServiceRecord{...}` */
  | { readonly kind: 'fgs-timed-out'; readonly typeLabel: string; readonly service: ServiceRecordRef }
  /** `E ActivityManager: FGS Crashed: ServiceRecord{...}`; `anr` for the V1 form `FGS ANR'ed:`. */
  | { readonly kind: 'fgs-did-not-stop'; readonly form: 'crash' | 'anr'; readonly service: ServiceRecordRef }
  /**
   * `F ActivityManager: A foreground service of type ... did not stop within its timeout: ...` and `Time limit already exhausted for
   * ...`: the system only writes what a build whose crash is switched on throws (spec/fgs-limits.md 2.4, 2.7). No outcome.
   */
  | {
      readonly kind: 'limit-only-noted';
      readonly what: 'did-not-stop' | 'exhausted';
      readonly typeLabel: string;
      /** `undefined` where the text names none. */
      readonly component: string | undefined;
    }
  /** A line of the probe's journal: three clocks of one moment as the app read them, and which of its events it is. */
  | {
      readonly kind: 'probe-line';
      readonly processName: string;
      readonly boot: string;
      readonly uptimeMs: number;
      readonly elapsedMs: number;
      readonly wallMs: number;
      readonly event: JournalEventName;
      /** The service that the line is about, when it is about one. */
      readonly component: string | undefined;
    }
  /** `D ActivityManager: Stop FGS timeout: ServiceRecord{...}`: a normal stop of a time-limited type, never a timeout. */
  | { readonly kind: 'fgs-timer-cancelled'; readonly service: ServiceRecordRef }
  /** `Short FGS timed out: / procstate demoted: / ANR'ed: / brought down without stopping:` */
  | {
      readonly kind: 'short-fgs';
      readonly stage: 'timed-out' | 'demoted' | 'anr' | 'brought-down';
      readonly service: ServiceRecordRef;
    }
  /** `Background started FGS: Allowed|Disallowed [...]`: printed for starts from the foreground too. */
  | {
      readonly kind: 'fgs-start-decision';
      readonly allowed: boolean;
      readonly callingPackage: string | undefined;
      readonly callingUid: number | undefined;
      /** A number of `ProcessState`; `undefined` for a word that is not known. */
      readonly uidState: number | undefined;
      /** From the intent's `cmp=`; `undefined` when the line does not show it. */
      readonly component: string | undefined;
      readonly reasonCode: string | undefined;
      /** `uidBFSL: [BFSL]`: foreground-service states of the uid allow starts; `undefined` where it is not printed (before Android 13). */
      readonly hasBfslCapability: boolean | undefined;
      /** `tempAllowListReason` other than `<null>`: the uid is on an allow-list for the moment. */
      readonly isTempAllowed: boolean;
      readonly targetSdk: number | undefined;
      readonly callerTargetSdk: number | undefined;
      readonly startForegroundCount: number | undefined;
      readonly calledOnShortService: boolean;
    }
  /** `... not allowed due to mAllowStartForeground false: service <short>` and its siblings. */
  | {
      readonly kind: 'fgs-start-refused';
      readonly call: 'startForeground' | 'startForegroundService';
      readonly reason: 'background' | 'app-op' | 'background-restriction';
      readonly component: string;
    }
  /** The text of `ForegroundServiceDidNotStopInTimeException`, wherever it appears. */
  | {
      readonly kind: 'did-not-stop-exception';
      readonly typeLabel: string;
      /** Empty where the text was cut before it. */
      readonly component: string;
      readonly processName: string | undefined;
    }
  /** `Context.startForegroundService() did not then call Service.startForeground(): <rec>` in a crash or an ANR. */
  | {
      readonly kind: 'did-not-start-exception';
      readonly form: 'crash' | 'anr' | 'unknown';
      readonly component: string | undefined;
      readonly processName: string | undefined;
    }
  /** `Time limit already exhausted for foreground service type <label>` in any wrapper. */
  | {
      readonly kind: 'exhausted-exception';
      readonly typeLabel: string;
      readonly wrapper: 'fatal' | 'handled' | 'unknown';
      readonly component: string | undefined;
      /** Class of the library service that wrote the line; its package is that of the writer's process. */
      readonly serviceClass?: string;
    }
  /** `FGS type <label> not allowed to start from BOOT_COMPLETED!` */
  | { readonly kind: 'boot-denied-exception'; readonly typeLabel: string; readonly component: string | undefined }
  /** A type that the service may not have: not started, not in the manifest, without its permission. */
  | {
      readonly kind: 'type-denied-exception';
      readonly detail: 'not-started' | 'not-in-manifest' | 'no-permission';
      readonly component: string | undefined;
      readonly processName: string | undefined;
    }
  /** `Bringing down service while still waiting for start foreground: <rec>` */
  | { readonly kind: 'promise-broken'; readonly service: ServiceRecordRef }
  /** The app's own words `onTimeout` / `skipping onTimeLimitExceeded()` (tag Service, WM-SystemFgDispatcher): a claim. */
  | {
      readonly kind: 'app-saw-timeout';
      readonly detail: 'called' | 'already-destroyed' | 'no-longer-relevant';
      readonly types: TypeMask | undefined;
    }
  /** `ForegroundServiceTypeLoggerModule`: says when a service of a uid went to or left the foreground; its words about types are noise. */
  | {
      readonly kind: 'fgs-logger';
      readonly transition: 'start' | 'stop';
      readonly uid: number;
      /** Only from batterystats `+fg`/`-fg`: the first service of this package went to, the last one left, the foreground. */
      readonly packageName?: string;
    }
  /** `Cancel FGS notification userId: 0 definingUid: .. packageName: .. processName:..` (vendor builds). */
  | {
      readonly kind: 'fgs-notification-cancelled';
      readonly uid: number;
      readonly packageName: string;
      readonly processName: string;
    };

export type ServiceFact =
  /** `Stopping service due to app idle: u0a123 -1m15s307ms pkg/.Svc` and event 30056 `am_stop_idle_service`. */
  | {
      readonly kind: 'service-stopped-idle';
      readonly uid: number;
      readonly component: string;
      readonly ageMs: DurationMs | undefined;
    }
  /** `Background start not allowed: service Intent {..} to pkg/.Cls from pid=.. uid=.. pkg=.. startFg?=false` */
  | {
      readonly kind: 'background-start-refused';
      readonly component: string;
      readonly callingUid: number | undefined;
      readonly startForeground: boolean;
    }
  /** `Timeout executing service: <rec>` */
  | { readonly kind: 'execution-timeout'; readonly service: ServiceRecordRef }
  /** `Scheduling restart of crashed service <short> in <n>ms for ..` and event 30035 `am_schedule_service_restart`. */
  | { readonly kind: 'restart-scheduled'; readonly component: string; readonly delayMs: DurationMs }
  /** Event 30030 `am_create_service` (debug builds). */
  | { readonly kind: 'service-created'; readonly component: string; readonly uid: number; readonly pid: number }
  /** One `* ServiceRecord{...}` block of `dumpsys activity services`. */
  | {
      readonly kind: 'service-snapshot';
      readonly service: ServiceRecordRef;
      readonly packageName: string | undefined;
      readonly processName: string | undefined;
      readonly pid: number | undefined;
      readonly uid: number | undefined;
      readonly targetSdk: number | undefined;
      readonly isForeground: boolean;
      readonly types: TypeMask | undefined;
      readonly startRequested: boolean;
      /** Age of the record when the dump was made. */
      readonly ageMs: DurationMs | undefined;
      readonly isShortService: boolean;
    };

export type ProcessFact =
  | {
      readonly kind: 'process-started';
      readonly pid: number;
      readonly uid: number | undefined;
      readonly processName: string;
      /** `service`, `activity`, `broadcast`, ... as printed; `undefined` when not printed. */
      readonly hostingType: string | undefined;
      readonly component: string | undefined;
    }
  | { readonly kind: 'process-bound'; readonly pid: number; readonly processName: string }
  | {
      readonly kind: 'process-died';
      readonly pid: number;
      readonly processName: string;
      readonly oomAdj: number | undefined;
      /** A number of `ProcessState`. */
      readonly processState: number | undefined;
    }
  | {
      readonly kind: 'process-killed';
      readonly pid: number;
      readonly processName: string;
      readonly uid: number | undefined;
      readonly oomAdj: number | undefined;
      /** The reason as printed, for example `stop com.foo due to from pid 123` or `empty #17`. */
      readonly reason: string;
    }
  /** `lowmemorykiller: Kill '...'`: written by lmkd, before the activity manager sees the death. */
  | {
      readonly kind: 'low-memory-kill';
      readonly pid: number;
      readonly processName: string;
      readonly uid: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'process-crashed';
      readonly pid: number | undefined;
      readonly processName: string;
      readonly exceptionClass: string | undefined;
      readonly exceptionMessage: string | undefined;
    }
  | {
      readonly kind: 'process-not-responding';
      readonly pid: number | undefined;
      readonly processName: string;
      readonly reason: string;
    }
  | { readonly kind: 'process-frozen'; readonly frozen: boolean; readonly pid: number; readonly processName: string }
  /** Event 30112 `am_proc_state_changed` (only for uids that are being debugged). */
  | {
      readonly kind: 'process-state';
      readonly uid: number;
      readonly pid: number;
      readonly state: number;
      readonly oldState: number;
    }
  /** Event 30111 `am_uid_state_changed`. */
  | { readonly kind: 'uid-state'; readonly uid: number; readonly state: number; readonly oldState: number }
  | { readonly kind: 'uid-lifecycle'; readonly uid: number; readonly change: 'running' | 'stopped' | 'active' | 'idle' }
  /** One block of `dumpsys activity exit-info`. */
  | {
      readonly kind: 'exit-info';
      readonly pid: number;
      readonly uid: number | undefined;
      readonly processName: string;
      readonly reasonCode: number;
      readonly reasonName: string | undefined;
      readonly subreasonCode: number | undefined;
      readonly status: number | undefined;
      readonly importance: number | undefined;
      readonly description: string | undefined;
    }
  | { readonly kind: 'package-removed'; readonly packageName: string; readonly uid: number | undefined }
  | { readonly kind: 'force-stopped'; readonly packageName: string; readonly uid: number | undefined };

export type ActivityFact =
  /** `am_/wm_` resumed-activity events and batterystats `+top`/`-top`: an app came to, or left, the top of the screen. */
  {
    readonly kind: 'activity-top';
    readonly entered: boolean;
    readonly component: string | undefined;
    /** Empty when the event names only a class (`*_on_resume_called`, written by the app): the writer's pid tells the app. */
    readonly packageName: string;
    /** The activity's class, where that is all the event names. */
    readonly className?: string;
    readonly uid: number | undefined;
  };

export type DeviceFact =
  | { readonly kind: 'screen'; readonly on: boolean }
  | { readonly kind: 'doze'; readonly depth: 'light' | 'deep'; readonly state: string }
  | { readonly kind: 'battery-level'; readonly percent: number }
  | { readonly kind: 'power-plug'; readonly plugged: boolean }
  /** The device went into (`entered`) or came out of deep sleep. */
  | { readonly kind: 'suspend'; readonly entered: boolean; readonly sleptMs: DurationMs | undefined }
  | {
      readonly kind: 'boot';
      readonly stage: 'kernel' | 'system-server' | 'ams-ready' | 'completed';
      readonly sinceBootMs: DurationMs | undefined;
    }
  | { readonly kind: 'shutdown' }
  /** The wall clock was set. `toEpochMs` when the line tells the new time. */
  | { readonly kind: 'clock-set'; readonly toEpochMs: number | undefined }
  /** A line of the system that names a moment of now in epoch milliseconds: fixes year and zone of year-less stamps. */
  | { readonly kind: 'epoch-witness'; readonly epochMs: number }
  /** Batterystats checkin history `TIME`: wall clock at a moment whose elapsed time is known. */
  | { readonly kind: 'clock-relation'; readonly epochMs: number; readonly elapsedMs: number }
  | {
      readonly kind: 'device-identity';
      readonly fingerprint: string | undefined;
      readonly release: number | undefined;
      readonly timeZone: string | undefined;
    }
  /** The framework's own target SDK, seen where the system is a caller: tells the platform release. */
  | { readonly kind: 'platform-sdk'; readonly sdk: number };

export type JobFact =
  | {
      readonly kind: 'job-started';
      readonly component: string;
      readonly jobId: number | undefined;
      readonly uid: number | undefined;
    }
  | {
      readonly kind: 'job-finished';
      readonly component: string;
      readonly jobId: number | undefined;
      readonly uid: number | undefined;
      readonly detail: string | undefined;
    }
  /** The system stopped a job: `JobServiceContext` lines, dumpsys stop texts. */
  | {
      readonly kind: 'job-stopped';
      readonly component: string | undefined;
      readonly jobId: number | undefined;
      readonly uid: number | undefined;
      readonly reason: 'timeout' | 'quota' | 'device-state' | 'no-response' | 'no-notification' | 'other';
      readonly detail: string;
    }
  | {
      readonly kind: 'worker-result';
      readonly result: 'success' | 'retry' | 'failure' | 'cancelled' | 'threw';
      readonly workId: string | undefined;
      readonly worker: string | undefined;
    }
  | { readonly kind: 'worker-foreground'; readonly change: 'started' | 'stopped' };

/** `dumpsys activity settings` and `device_config` values. */
export type ConfigFact =
  | { readonly kind: 'config-value'; readonly key: string; readonly value: string }
  | {
      readonly kind: 'compat-change';
      readonly change: number;
      readonly packageName: string;
      readonly enabled: boolean;
    };

/** Records that the log itself says are missing (`chatty`: expired or identical lines). */
export type LossFact = {
  readonly kind: 'lines-lost';
  readonly count: number;
  readonly identical: boolean;
  readonly uid: number | undefined;
};
