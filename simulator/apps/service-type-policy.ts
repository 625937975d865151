/** What a type asks of an app before its limits are looked at (`ForegroundServiceTypePolicy`; specification fgs-limits, 2.4). */
import { ServiceType, typeNamesOf } from '../../engine/android/service-types.js';
import type { PackageRecord } from '../device/packages.js';
import type { Thrown } from './app-code.js';

const hex = (mask: number): string => `0x${(mask >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;

/** Step 2: the types of the call must be among those of the manifest. */
export function refusalByManifest(mask: number, declared: number): Thrown | undefined {
  if (mask === ServiceType.manifest || (mask & ~declared) === 0) return undefined;
  return {
    exception: 'java.lang.IllegalArgumentException',
    message: `foregroundServiceType ${hex(mask)} is not a subset of foregroundServiceType attribute ${hex(declared)} in service element of manifest file`,
  };
}

/** Runtime permissions, of which one must be granted. The others have all that they need by their manifest. */
const runtimePermissions: Readonly<Record<string, readonly string[]>> = {
  camera: ['android.permission.CAMERA'],
  microphone: ['android.permission.RECORD_AUDIO'],
  location: ['android.permission.ACCESS_COARSE_LOCATION', 'android.permission.ACCESS_FINE_LOCATION'],
};
const ENFORCED_SINCE_TARGET_SDK = 34;

/** Step 10: permissions and app ops of the types. */
export function refusalByPolicy(mask: number, app: PackageRecord, pid: number): Thrown | undefined {
  if (app.facts.targetSdk < ENFORCED_SINCE_TARGET_SDK) return undefined;
  for (const type of typeNamesOf(mask)) {
    const anyOf = type === 'mediaProjection' ? ['android:project_media'] : runtimePermissions[type];
    if (anyOf === undefined || isAnyGranted(anyOf, app)) continue;
    const own = `android.permission.FOREGROUND_SERVICE_${type.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
    const { packageName, targetSdk } = app.facts;
    const caller = `ProcessRecord{5a3b1c2 ${pid}:${packageName}/u0a${app.uid - 10_000}}`;
    return {
      exception: 'java.lang.SecurityException',
      message: `Starting FGS with type ${type} callerApp=${caller} targetSDK=${targetSdk} requires permissions: all of the permissions allOf=true [${own}] any of the permissions allOf=false [${anyOf.join(', ')}] `,
    };
  }
  return undefined;
}

function isAnyGranted(names: readonly string[], app: PackageRecord): boolean {
  if (names.includes('android:project_media')) return app.ops.get('PROJECT_MEDIA') === 'allow';
  return names.some((name) => app.runtimePermissions.get(name) === true);
}
