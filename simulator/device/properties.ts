import type { PhoneModel } from './models.js';
import type { Release } from './releases.js';

/** PROP_VALUE_MAX without its end. */
const MAX_VALUE_BYTES = 91;

interface Identity {
  readonly serialNumber: string;
  readonly avdName: string | undefined;
}

/** System properties: those of the build, and what has been set since the boot. */
export class Properties {
  readonly #build: ReadonlyMap<string, string>;
  #set = new Map<string, string>();

  constructor(model: PhoneModel, release: Release, identity: Identity) {
    this.#build = new Map(Object.entries(buildProperties(model, release, identity)));
  }

  get(name: string): string {
    return this.#set.get(name) ?? this.#build.get(name) ?? '';
  }

  /** By name. */
  all(): readonly (readonly [string, string])[] {
    return [...new Map([...this.#build, ...this.#set])].toSorted(([first], [second]) => (first < second ? -1 : 1));
  }

  set(name: string, value: string): void {
    this.#set.set(name, value);
  }

  /** What the shell may set (`debug.*`, `log.*`), and how much; false is "Failed to set property". */
  setByShell(name: string, value: string): boolean {
    if (!/^(?:debug|log|persist\.log|persist\.debug)\./.test(name)) return false;
    if (Buffer.byteLength(value) > MAX_VALUE_BYTES) return false;
    this.set(name, value);
    return true;
  }

  restart(): void {
    this.#set = new Map([...this.#set].filter(([name]) => name.startsWith('persist.')));
  }
}

const fingerprintOf = (model: PhoneModel, { release, buildId, incremental }: Release): string =>
  `${model.brand}/${model.product}/${model.device}:${release}/${buildId}/${incremental}:user/release-keys`;

function buildProperties(
  model: PhoneModel,
  release: Release,
  { serialNumber, avdName }: Identity,
): Record<string, string> {
  const ofEmulator = avdName === undefined ? {} : { 'ro.boot.qemu.avd_name': avdName, 'ro.boot.qemu': '1' };
  return {
    ...ofEmulator,
    'persist.sys.timezone': 'GMT',
    'ro.boot.serialno': serialNumber,
    'ro.build.characteristics': 'nosdcard',
    'ro.build.fingerprint': fingerprintOf(model, release),
    'ro.build.id': release.buildId,
    'ro.build.tags': 'release-keys',
    'ro.build.type': 'user',
    'ro.build.version.incremental': release.incremental,
    'ro.build.version.release': String(release.release),
    'ro.build.version.sdk': String(release.sdk),
    'ro.build.version.security_patch': release.securityPatch,
    'ro.debuggable': '0',
    'ro.hardware': model.device,
    'ro.product.brand': model.brand,
    'ro.product.cpu.abi': 'arm64-v8a',
    'ro.product.cpu.abilist': 'arm64-v8a',
    'ro.product.device': model.device,
    'ro.product.manufacturer': model.manufacturer,
    'ro.product.model': model.model,
    'ro.product.name': model.product,
    'ro.secure': '1',
    'ro.serialno': serialNumber,
    'sys.usb.state': 'mtp,adb',
  };
}
