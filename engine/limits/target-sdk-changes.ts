/**
 * Changes of the platform that concern an app from a target SDK on, where the platform asks the app and not the release
 * (spec/fgs-limits.md 4.5). `am compat enable|disable` decides otherwise for one app.
 */
import type { AppRecord } from '../replay/records.js';

interface TargetSdkChange {
  /** Compat id. */
  readonly id: number;
  readonly sinceTargetSdk: number;
}

/** FGS_BG_START_RESTRICTION_CHANGE_ID: the app may not start foreground services from the background. */
export const BACKGROUND_START_RESTRICTION: TargetSdkChange = { id: 170668199, sinceTargetSdk: 31 };
/** FGS_BOOT_COMPLETED_RESTRICTIONS, Android 15 on: BOOT_COMPLETED may not start some types. */
export const BOOT_START_RESTRICTION: TargetSdkChange = { id: 296558535, sinceTargetSdk: 35 };
/** USE_NEW_BFSL_LOGIC, Android 15 on: a bind gives no right to start (docs/corrections.md K-05). */
export const BINDS_GIVE_NO_RIGHT: TargetSdkChange = { id: 311208749, sinceTargetSdk: 35 };

/** Target SDK from which startForegroundService is a promise; no compat change. */
export const PROMISE_SINCE = 26;

/** An app whose target nobody tells is taken to be concerned. */
export function isChangeEnabled(app: AppRecord, { id, sinceTargetSdk }: TargetSdkChange): boolean {
  return app.compatOverrides?.get(id) ?? targetsAtLeast(app, sinceTargetSdk);
}

export function targetsAtLeast({ targetSdk }: AppRecord, since: number): boolean {
  return targetSdk === 0 || targetSdk >= since;
}
