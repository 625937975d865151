import { ServiceType, labelOfMask } from '../../engine/android/service-types.js';
import type { TypeMask } from '../../engine/android/service-types.js';
import type { SimulatedBudget } from './script.js';
import type { TimeLimitedFgsInfo } from './time-limited-fgs-info.js';

/** The bit of dataSync or of mediaProcessing, alone. */
export type TimeLimitedType = TypeMask;

/** `com.android.server.am.UidRecord`: what is kept per app. The simulator knows one app. */
export class UidRecord {
  /** `ActiveServices.mTimeLimitedFgsInfo` of this uid. Lives until the next boot. */
  readonly timeLimitedFgsInfo = new Map<TimeLimitedType, TimeLimitedFgsInfo>();

  budgets(): SimulatedBudget[] {
    const budgets: SimulatedBudget[] = [];
    for (const type of [ServiceType.dataSync, ServiceType.mediaProcessing]) {
      const info = this.timeLimitedFgsInfo.get(type);
      if (info === undefined) continue;
      budgets.push({
        type: labelOfMask(type) as SimulatedBudget['type'],
        totalMs: info.totalRuntime,
        running: info.numParallelServices,
        exceededAtMs: info.timeLimitExceededAt === -Infinity ? null : info.timeLimitExceededAt,
      });
    }
    return budgets;
  }
}
