/** The releases as they ship: constants of spec/fgs-limits.md section 4, variants of section 0.1. */
import { hours, seconds } from '../time.js';
import type { Citation, ShippedPolicy, TimeLimitedTypes, TimeLimitFlags, Variant } from './policy.js';

/** Values that a real Android 15 device printed: it crashes and does not ANR. */
const shippedFlags: TimeLimitFlags = {
  introduceNewServiceOntimeoutCallback: true,
  enableFgsTimeoutCrashBehavior: true,
  gateFgsTimeoutAnrBehavior: false,
};

function timeLimits(variant: Variant): TimeLimitedTypes {
  return {
    dataSyncLimit: hours(6),
    mediaProcessingLimit: hours(6),
    crashGrace: seconds(10),
    window: hours(24),
    enabledSinceTargetSdk: 35,
    flags: shippedFlags,
    checksCurrentlyTop: variant === 'V3' || variant === 'V4',
  };
}

const activeServices = (where: string): Citation => ({
  what: 'ActiveServices.maybeUpdateFgsTrackingLocked, onFgsTimeout, onFgsCrashTimeout, setServiceForegroundInnerLocked',
  where,
});
const constants: Citation = {
  what: 'ActivityManagerConstants: defaults of the DeviceConfig keys',
  where: 'DerpFest-AOSP/android17 @ 31d88b9a, ActivityManagerConstants.java',
};

const sourceOfVariant: Readonly<Record<Variant, Citation>> = {
  V0: activeServices('RisingTechOSS/android_frameworks_base @ 03430e5c, ActiveServices.java'),
  V1: activeServices('public AOSP text of class ActiveServices, 454,183 characters'),
  V2: activeServices('aosp-mirror/platform_frameworks_base @ 000a7475, ActiveServices.java'),
  V3: activeServices('GrapheneOS/platform_frameworks_base-15 @ a36869d7, ActiveServices.java'),
  V4: activeServices('DerpFest-AOSP/android17 @ 099b2243, ActiveServices.java'),
};

function shipped(name: string, title: string, release: number, variant: Variant): ShippedPolicy {
  return {
    name,
    title,
    release,
    reading: 'as-shipped',
    variant,
    timeLimitedTypes: variant === 'V0' ? null : timeLimits(variant),
    constants: {},
    sources: [sourceOfVariant[variant], constants],
  };
}

export const android14 = shipped('android-14', 'Android 14: no time-limited types', 14, 'V0');
export const android15 = shipped('android-15', 'Android 15 as most devices have it', 15, 'V3');
export const android15v1 = shipped(
  'android-15-v1',
  'Android 15, early code: grace by AnrTimer, no check for TOP',
  15,
  'V1',
);
export const android15v2 = shipped(
  'android-15-v2',
  'Android 15, early code: no check for TOP when the timer fires',
  15,
  'V2',
);
export const android16 = shipped('android-16', 'Android 16', 16, 'V3');
export const android17 = shipped('android-17', 'Android 17: the flags are gone', 17, 'V4');
