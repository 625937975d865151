import { ServiceType } from '../../engine/android/service-types.js';
import type { TypeMask } from '../../engine/android/service-types.js';
import type { ProcessRecord } from './process-record.js';
import type { ScriptService } from './script.js';
import type { ShortFgsInfo } from './short-fgs-info.js';

/** Why a start is allowed (`mAllowStart_*`); null: it is not. BOOT_COMPLETED is the one that the platform treats on its own. */
export type Reason = 'boot' | 'other' | null;

/**
 * `com.android.server.am.ServiceRecord`. A service that was brought down and is started again has another record;
 * handler messages are keyed by the object, so they do not pass over to it.
 */
export class ServiceRecord {
  readonly definition: ScriptService;
  /** Elapsed time since boot at which the record was made. */
  readonly createRealTime: number;

  /** The hosting process; null while the record waits for its restart, and when it is gone. */
  app: ProcessRecord | null = null;
  startRequested = false;
  isBound = false;
  lastStartId = 0;

  isForeground = false;
  /** Not cleared by stopService: only stopForeground does that. */
  foregroundServiceType: TypeMask = ServiceType.none;
  /** How often the service went into the foreground from not being there. */
  startForegroundCount = 0;
  /** `mAllowStart_noBinding`, `_inBindService`, `_byBindings`: it may go into the foreground though the app is in the background. */
  allowNoBinding: Reason = null;
  allowInBind: Reason = null;
  allowByBindings: Reason = null;
  shortFgsInfo: ShortFgsInfo | null = null;

  /** A startForegroundService() was not yet answered by startForeground() (specification 5.1). */
  fgRequired = false;
  /** A timer was set for that. It stays so after a timer that found the promise taken back (K-07). */
  fgWaiting = false;
  /** `pendingStarts` is not empty. */
  hasPendingStart = false;
  /** It was brought down; handler messages may still hold it. */
  isDestroying = false;

  /** Uptime at which the record was last brought into a process. */
  restartTime = 0;
  /** The delay before its last restart; 0 when it was never restarted. */
  restartDelay = 0;
  /** Uptime before which it is not restarted, and at which its restart was scheduled. */
  earliestRestartTime = 0;
  restartSchedulingTime = 0;
  /** Uptime of its next restart, while it waits for one. */
  nextRestartTime = 0;
  crashCount = 0;

  constructor(definition: ScriptService, createRealTime: number) {
    this.definition = definition;
    this.createRealTime = createRealTime;
  }

  get name(): string {
    return this.definition.name;
  }

  /** It runs as a shortService: started, and in the foreground with exactly that type. */
  get isShortFgs(): boolean {
    return this.startRequested && this.isForeground && this.foregroundServiceType === ServiceType.shortService;
  }

  /** In the foreground, in a live process. */
  get isRunningFgs(): boolean {
    return this.isForeground && this.app !== null;
  }
}
