/** Changes that concern an app from a target SDK on, where the platform asks the app and not the release. */
import type { AppRecord } from '../replay/records.js';

/** Target SDK from which an app may not start foreground services from the background (FGS_BG_START_RESTRICTION_CHANGE_ID). */
export const BACKGROUND_RESTRICTED_SINCE = 31;
/** Target SDK from which startForegroundService is a promise. */
export const PROMISE_SINCE = 26;
/** Target SDK from which, on Android 15, BOOT_COMPLETED may not start some types. */
export const BOOT_RESTRICTED_SINCE = 35;
/** Target SDK from which, on Android 15, a bind gives no right to start (USE_NEW_BFSL_LOGIC). */
export const BINDS_IGNORED_SINCE = 35;

/** Whether a change that begins with a target SDK concerns an app; one whose target nobody tells is taken to be concerned. */
export function isSince({ targetSdk }: AppRecord, since: number): boolean {
  return targetSdk === 0 || targetSdk >= since;
}
