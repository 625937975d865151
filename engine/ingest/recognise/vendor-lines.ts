/** Lines that only some vendors' builds print. */
import type { FactBody } from '../fact.js';
import { nothing, type LineRule } from './line-rules.js';

/**
 * `ForegroundServiceTypeLoggerModule`: `Foreground service start for UID: N does not have any types` and
 * `FGS stop call for: N has no types!`. Also printed for services that have types: only the instant is worth reading.
 */
export const typeLoggerLines: readonly LineRule[] = [
  { prefix: 'Foreground service start for UID: ', read: (message) => logged('start', message) },
  { prefix: 'FGS stop call for: ', read: (message) => logged('stop', message) },
];

function logged(transition: 'start' | 'stop', message: string): readonly FactBody[] {
  const uid = /: (\d{1,10})(?!\d)/.exec(message)?.[1];
  return uid === undefined ? nothing : [{ kind: 'fgs-logger', transition, uid: Number(uid) }];
}

/** Lines of `ActivityManager` that Xiaomi's builds add. */
export const vendorActivityManagerLines: readonly LineRule[] = [
  { prefix: 'Cancel FGS notification ', read: notificationCancelled },
];

/**
 * `Cancel FGS notification userId: 0 definingUid: 10578 packageName: com.foo processName:com.foo:native ChannelId:..
 * foregroundNotiWhen:1764445178166 Notiflags:66`. The notification's `when` is the moment it was built, unless the app
 * set another: whoever believes this witness compares it with the stamp first.
 */
function notificationCancelled(message: string): readonly FactBody[] {
  const match = /definingUid: ?(\d{1,10}) packageName: ?(\S{1,300}) processName: ?(\S{1,300})/.exec(message);
  if (match === null) return nothing;
  const cancelled: FactBody = {
    kind: 'fgs-notification-cancelled',
    uid: Number(match[1]),
    packageName: match[2] ?? '',
    processName: match[3] ?? '',
  };
  const when = /foregroundNotiWhen: ?(\d{12,14})(?!\d)/.exec(message)?.[1];
  return when === undefined ? [cancelled] : [cancelled, { kind: 'epoch-witness', epochMs: Number(when) }];
}
