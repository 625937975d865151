/** What a device says about the limits while a trace is replayed under the guide: their values, and whom they concern. */
import {
  CRASH_GRACE_KEY,
  DATA_SYNC_LIMIT_KEY,
  MEDIA_PROCESSING_LIMIT_KEY,
  type DocumentedPolicy,
} from '../policy/policy.js';
import type { LimitedType } from './documented-account.js';

export class DocumentedSettings {
  readonly limits: Record<LimitedType, number>;
  grace: number;
  /** Apps whose target SDK no source tells and that were taken to be subject to the limits. */
  readonly assumedTargetSdk = new Set<number>();
  readonly #targetSdk = new Map<number, number>();
  readonly #override = new Map<number, boolean>();

  constructor(readonly policy: DocumentedPolicy) {
    const { dataSyncLimit, mediaProcessingLimit, crashGrace } = policy.timeLimitedTypes;
    this.limits = { dataSync: dataSyncLimit, mediaProcessing: mediaProcessingLimit };
    this.grace = crashGrace;
  }

  /** A DeviceConfig value; NaN when it was deleted, so that the default holds. Returns whether the key is one of ours. */
  setConfig(key: string, value: number): boolean {
    const { dataSyncLimit, mediaProcessingLimit, crashGrace } = this.policy.timeLimitedTypes;
    const valueOr = (byDefault: number): number => (Number.isNaN(value) ? byDefault : value);
    if (key === DATA_SYNC_LIMIT_KEY) this.limits.dataSync = valueOr(dataSyncLimit);
    else if (key === MEDIA_PROCESSING_LIMIT_KEY) this.limits.mediaProcessing = valueOr(mediaProcessingLimit);
    else if (key === CRASH_GRACE_KEY) this.grace = valueOr(crashGrace);
    else return false;
    return true;
  }

  setTargetSdk(app: number, targetSdk: number): void {
    if (targetSdk > 0) this.#targetSdk.set(app, targetSdk);
  }

  /** The compat change for one app: 1 enabled, 0 disabled, NaN taken back. */
  setOverride(app: number, value: number): void {
    if (Number.isNaN(value)) this.#override.delete(app);
    else this.#override.set(app, value === 1);
  }

  applies(app: number): boolean {
    const override = this.#override.get(app);
    if (override !== undefined) return override;
    const target = this.#targetSdk.get(app);
    if (target === undefined) this.assumedTargetSdk.add(app);
    return target === undefined || target >= this.policy.timeLimitedTypes.enabledSinceTargetSdk;
  }
}
