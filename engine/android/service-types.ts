/**
 * Foreground-service types: bit values and the labels that the platform prints.
 * Source: `android.content.pm.ServiceInfo`, constants FOREGROUND_SERVICE_TYPE_* and
 * `foregroundServiceTypeToLabel` (an exact-match table: any combination prints "unknown").
 */
export const ServiceType = {
  none: 0,
  dataSync: 1,
  mediaPlayback: 1 << 1,
  phoneCall: 1 << 2,
  location: 1 << 3,
  connectedDevice: 1 << 4,
  mediaProjection: 1 << 5,
  camera: 1 << 6,
  microphone: 1 << 7,
  health: 1 << 8,
  remoteMessaging: 1 << 9,
  systemExempted: 1 << 10,
  shortService: 1 << 11,
  fileManagement: 1 << 12,
  mediaProcessing: 1 << 13,
  specialUse: 1 << 30,
  manifest: -1,
} as const;

export type ServiceTypeName = keyof typeof ServiceType;

/** A bit mask of `ServiceType` values, as passed to `startForeground`. */
export type TypeMask = number;

const labelByMask: ReadonlyMap<number, ServiceTypeName> = new Map(
  Object.entries(ServiceType).map(([name, mask]) => [mask, name as ServiceTypeName]),
);

const singleTypes = Object.entries(ServiceType).filter(([, mask]) => mask > 0) as [ServiceTypeName, number][];

/** The platform's label of a mask; "unknown" for every combination (`ServiceInfo.foregroundServiceTypeToLabel`). */
export function labelOfMask(mask: TypeMask): ServiceTypeName | 'unknown' {
  return labelByMask.get(mask) ?? 'unknown';
}

/** Names of the single types in a mask, lowest bit first. Bits without a name are left out. */
export function typeNamesOf(mask: TypeMask): ServiceTypeName[] {
  if (mask === ServiceType.manifest) return ['manifest'];
  return singleTypes.filter(([, bit]) => (mask & bit) !== 0).map(([name]) => name);
}

/** The mask of a label such as `dataSync`; `undefined` for a word that the platform does not print. */
export function maskOfLabel(label: string): TypeMask | undefined {
  return Object.hasOwn(ServiceType, label) ? ServiceType[label as ServiceTypeName] : undefined;
}
