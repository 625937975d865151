import { ServiceType, type TypeMask } from '../../../engine/android/service-types.js';
import { readBinaryXml, type XmlElement } from './binary-xml.js';
import { signerOf } from './signer.js';
import { openZip, zipEntry } from './zip-archive.js';

export interface DeclaredService {
  /** Full class name. */
  readonly name: string;
  readonly process: string;
  readonly types: TypeMask;
  readonly isExported: boolean;
}

/** An activity or a receiver. */
export interface DeclaredComponent {
  /** Full class name. */
  readonly name: string;
  readonly isExported: boolean;
  readonly isEnabled: boolean;
}

/** What the simulator needs of an APK. */
export interface ApkFacts {
  readonly packageName: string;
  readonly versionCode: number;
  readonly versionName: string;
  readonly minSdk: number;
  readonly targetSdk: number;
  readonly isDebuggable: boolean;
  readonly isTestOnly: boolean;
  readonly permissions: readonly string[];
  readonly services: readonly DeclaredService[];
  readonly activities: readonly DeclaredComponent[];
  readonly receivers: readonly DeclaredComponent[];
  /** SHA-256 of the signer's certificate. */
  readonly signer: string;
}

export type ApkProblem =
  'INSTALL_PARSE_FAILED_NOT_APK' | 'INSTALL_PARSE_FAILED_BAD_MANIFEST' | 'INSTALL_PARSE_FAILED_NO_CERTIFICATES';

/** Reads manifest and signer out of the bytes; a problem is told by the name that PackageManager gives it. */
export function readApk(bytes: Buffer): ApkFacts | ApkProblem {
  try {
    const zip = openZip(bytes);
    const manifest = zip === undefined ? undefined : zipEntry(zip, 'AndroidManifest.xml');
    if (zip === undefined || manifest === undefined) return 'INSTALL_PARSE_FAILED_NOT_APK';
    const elements = readBinaryXml(manifest);
    const signer = signerOf(zip);
    if (elements?.[0]?.name !== 'manifest') return 'INSTALL_PARSE_FAILED_BAD_MANIFEST';
    return signer === undefined ? 'INSTALL_PARSE_FAILED_NO_CERTIFICATES' : factsOf(elements, signer);
  } catch (error) {
    // Damaged bytes: a read out of range, or zlib's own error.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error))
      return 'INSTALL_PARSE_FAILED_NOT_APK';
    throw error;
  }
}

function factsOf(elements: readonly XmlElement[], signer: string): ApkFacts | ApkProblem {
  const manifest = elements[0];
  const application = elements.find(({ name }) => name === 'application');
  const sdk = elements.find(({ name }) => name === 'uses-sdk');
  const packageName = text(manifest, 'package');
  if (packageName === '') return 'INSTALL_PARSE_FAILED_BAD_MANIFEST';
  const minSdk = number(sdk, 'minSdkVersion', 1);
  return {
    packageName,
    versionCode: number(manifest, 'versionCode', 0),
    versionName: text(manifest, 'versionName'),
    minSdk,
    targetSdk: number(sdk, 'targetSdkVersion', minSdk),
    isDebuggable: number(application, 'debuggable', 0) !== 0,
    isTestOnly: number(application, 'testOnly', 0) !== 0,
    permissions: elements.filter(({ name }) => name === 'uses-permission').map((element) => text(element, 'name')),
    services: elements.filter(({ name }) => name === 'service').map((element) => serviceOf(element, packageName)),
    activities: componentsOf(elements, 'activity', packageName),
    receivers: componentsOf(elements, 'receiver', packageName),
    signer,
  };
}

function componentsOf(
  elements: readonly XmlElement[],
  kind: 'activity' | 'receiver',
  packageName: string,
): readonly DeclaredComponent[] {
  return elements
    .filter(({ name }) => name === kind)
    .map((element) => ({
      name: className(element, packageName),
      isExported: number(element, 'exported', 0) !== 0,
      isEnabled: number(element, 'enabled', 1) !== 0,
    }));
}

function className(element: XmlElement, packageName: string): string {
  const name = text(element, 'name');
  return name.startsWith('.') ? `${packageName}${name}` : name;
}

function serviceOf(element: XmlElement, packageName: string): DeclaredService {
  const process = text(element, 'process');
  return {
    name: className(element, packageName),
    process: process === '' ? packageName : process.startsWith(':') ? `${packageName}${process}` : process,
    types: number(element, 'foregroundServiceType', ServiceType.none),
    isExported: number(element, 'exported', 0) !== 0,
  };
}

function text(element: XmlElement | undefined, name: string): string {
  const value = element?.attributes.get(name);
  return value === undefined ? '' : String(value);
}

function number(element: XmlElement | undefined, name: string, otherwise: number): number {
  const value = element?.attributes.get(name);
  return typeof value === 'number' ? value : otherwise;
}
