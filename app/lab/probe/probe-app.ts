/** What the lab knows of the probe: names, services and permissions. The same stands in native-probe-apk/probe.json; a test compares. */
import { ServiceType, type TypeMask } from '../../../engine/android/service-types.js';

export const PROBE_CODE = 'dev.curfew.probe';
/** `versionCode` of the APKs that come with the lab. */
export const PROBE_VERSION = '1';
export const probeTargets: readonly number[] = [33, 34, 35, 36];

export interface ProbeService {
  /** Class below `dev.curfew.probe`. */
  readonly name: string;
  /** What its manifest declares. */
  readonly types: TypeMask;
  readonly process: 'main' | 'alone';
}

const single = (name: string, types: TypeMask, process: ProbeService['process'] = 'main'): ProbeService => ({
  name,
  types,
  process,
});

/** Every type but fileManagement, which no release has yet. */
const anyType = Object.values(ServiceType)
  .filter((type) => type > 0 && type !== ServiceType.fileManagement)
  .reduce((all, type) => all | type, 0);

export const probeServices: readonly ProbeService[] = [
  single('DataSync', ServiceType.dataSync),
  single('DataSync2', ServiceType.dataSync),
  single('DataSyncAlone', ServiceType.dataSync, 'alone'),
  single('MediaProcessing', ServiceType.mediaProcessing),
  single('MediaProcessing2', ServiceType.mediaProcessing),
  single('MediaPlayback', ServiceType.mediaPlayback),
  single('PhoneCall', ServiceType.phoneCall),
  single('Location', ServiceType.location),
  single('ConnectedDevice', ServiceType.connectedDevice),
  single('MediaProjection', ServiceType.mediaProjection),
  single('Camera', ServiceType.camera),
  single('Microphone', ServiceType.microphone),
  single('Health', ServiceType.health),
  single('RemoteMessaging', ServiceType.remoteMessaging),
  single('SystemExempted', ServiceType.systemExempted),
  single('ShortService', ServiceType.shortService),
  single('SpecialUse', ServiceType.specialUse),
  single('AnyType', anyType),
  single('NoType', ServiceType.none),
];

/** Types that Android grants only to holders of a runtime permission. */
export const permissionsOfTypes: readonly { readonly type: TypeMask; readonly permission: string }[] = [
  { type: ServiceType.location, permission: 'android.permission.ACCESS_COARSE_LOCATION' },
  { type: ServiceType.camera, permission: 'android.permission.CAMERA' },
  { type: ServiceType.microphone, permission: 'android.permission.RECORD_AUDIO' },
];

export const probePackage = (targetSdk: number): string => `${PROBE_CODE}.t${targetSdk}`;

/** `PACKAGE/CLASS`, as `am -n` takes it and as Android prints it. */
export const probeComponent = (packageName: string, className: string): string =>
  `${packageName}/${PROBE_CODE}.${className}`;
