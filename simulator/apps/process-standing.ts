import { ProcessState } from '../../engine/android/process-states.js';
import type { ActivityManagerService } from '../limits/activity-manager-service.js';
import type { ProcessRecord } from '../limits/process-record.js';

/** How near to the user a process is, in the numbers and words of `OomAdjuster` and `ProcessList`. */
export interface ProcessStanding {
  readonly state: number;
  readonly adj: number;
  /** As in `has died: prcp FGS `. */
  readonly words: string;
  /** `RunningAppProcessInfo.importance`. */
  readonly importance: number;
}

const top = { state: ProcessState.TOP, adj: 0, words: 'fg  TOP ', importance: 100 };
const foregroundService = { state: ProcessState.FOREGROUND_SERVICE, adj: 200, words: 'prcp FGS ', importance: 125 };
const service = { state: ProcessState.SERVICE, adj: 500, words: 'svc  SVC ', importance: 300 };
const empty = { state: ProcessState.CACHED_EMPTY, adj: 905, words: 'cch+5 CEM ', importance: 400 };

export function standingOf(am: ActivityManagerService, process: ProcessRecord): ProcessStanding {
  if (process.isTop) return top;
  if (process.hasForegroundServices) return foregroundService;
  return am.services.all.some((record) => record.app === process) ? service : empty;
}
