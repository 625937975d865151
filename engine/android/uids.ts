/**
 * User ids as the platform writes them (`android.os.UserHandle`): `u0a123` is user 0, app 123, uid 10123.
 * `UserHandle.formatUid`: `u<user>a<app>` for apps, `u<user>i<n>` isolated, `u<user>s<n>` shared, plain numbers below 10000 for user 0.
 */
const PER_USER_RANGE = 100_000;
const FIRST_APPLICATION_UID = 10_000;
const FIRST_ISOLATED_UID = 99_000;

export const UNKNOWN_UID = -1;
export const SYSTEM_UID = 1000;

/** Names that logcat's uid column prints instead of a number (`android_filesystem_config.h`). */
const namedUids: Readonly<Record<string, number>> = {
  root: 0,
  system: 1000,
  radio: 1001,
  bluetooth: 1002,
  graphics: 1003,
  wifi: 1010,
  media: 1013,
  drm: 1019,
  gps: 1021,
  nfc: 1027,
  logd: 1036,
  mediacodec: 1046,
  cameraserver: 1047,
  statsd: 1066,
  shell: 2000,
  nobody: 9999,
};

/** The uid of a printed form: `10123`, `u0a123`, `u10a5`, `u0i7`, `system`. `undefined` when it is none of these. */
export function parseUid(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const match = /^u(\d+)([ais])(\d+)$/.exec(text);
  if (match === null) return namedUids[text];
  const user = Number(match[1]) * PER_USER_RANGE;
  const id = Number(match[3]);
  if (match[2] === 'a') return user + FIRST_APPLICATION_UID + id;
  if (match[2] === 'i') return user + FIRST_ISOLATED_UID + id;
  return user + id;
}

/** `10123` → `u0a123`; uids below the application range stay numbers (`UserHandle.formatUid`). */
export function formatUid(uid: number): string {
  if (uid < 0) return 'unknown uid';
  const user = Math.floor(uid / PER_USER_RANGE);
  const app = uid % PER_USER_RANGE;
  if (app >= FIRST_APPLICATION_UID && app < FIRST_ISOLATED_UID) return `u${user}a${app - FIRST_APPLICATION_UID}`;
  return user === 0 ? String(app) : `u${user}s${app}`;
}

/** Whether a uid belongs to the system itself (root, system, ...) and not to an installed app. */
export function isSystemUid(uid: number): boolean {
  return uid >= 0 && uid % PER_USER_RANGE < FIRST_APPLICATION_UID && uid % PER_USER_RANGE !== 2000;
}

/** The user a uid belongs to: `1010166` → 10. */
export function userOfUid(uid: number): number {
  return Math.floor(uid / PER_USER_RANGE);
}

/** The user whom a caller's uid tells: an app's own; the system calls for any user, which is taken to be user 0. */
export function userOfCaller(uid: number | undefined): number {
  return uid === undefined || uid < 0 || isSystemUid(uid) ? 0 : userOfUid(uid);
}
