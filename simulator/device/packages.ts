import { readApk, type ApkFacts, type DeclaredComponent, type DeclaredService } from './apk/read-apk.js';

/** An app on the device, with what the system remembers of it. All of it is on disk. */
export class PackageRecord {
  /** Runtime permissions that the app asks for: granted or not. */
  readonly runtimePermissions = new Map<string, boolean>();
  /** App ops that are not at their default. */
  readonly ops = new Map<string, string>();
  /** Extras that the app keeps under a name (shared preferences). */
  readonly saved = new Map<string, ReadonlyMap<string, string>>();
  /** Receivers that its manifest leaves off and the app has turned on. */
  readonly enabledReceivers = new Set<string>();
  standbyBucket = 10;
  /** Force-stopped, or never started since its installation. */
  isStopped = true;
  isNeverLaunched = true;

  constructor(
    public facts: ApkFacts,
    readonly uid: number,
    readonly isSystem: boolean,
  ) {
    this.#askForPermissions();
  }

  /** Another version is installed over this one. */
  update(facts: ApkFacts): void {
    this.facts = facts;
    this.#askForPermissions();
  }

  service(className: string): DeclaredService | undefined {
    return this.facts.services.find(({ name }) => name === className);
  }

  activity(className: string): DeclaredComponent | undefined {
    return this.facts.activities.find(({ name }) => name === className);
  }

  receiver(className: string): DeclaredComponent | undefined {
    return this.facts.receivers.find(({ name }) => name === className);
  }

  #askForPermissions(): void {
    for (const permission of this.facts.permissions) {
      if (!isRuntimePermission(permission) || this.runtimePermissions.has(permission)) continue;
      this.runtimePermissions.set(permission, false);
    }
  }
}

const runtimePermissions: ReadonlySet<string> = new Set([
  'ACCESS_BACKGROUND_LOCATION',
  'ACCESS_COARSE_LOCATION',
  'ACCESS_FINE_LOCATION',
  'ACTIVITY_RECOGNITION',
  'BLUETOOTH_CONNECT',
  'BODY_SENSORS',
  'CAMERA',
  'POST_NOTIFICATIONS',
  'READ_PHONE_STATE',
  'RECORD_AUDIO',
]);

export const isRuntimePermission = (name: string): boolean =>
  name.startsWith('android.permission.') && runtimePermissions.has(name.slice('android.permission.'.length));

/** Letters of `pm install`: `-t`, `-d`, `-g`. */
export interface InstallOptions {
  readonly mayBeTestOnly: boolean;
  readonly mayDowngrade: boolean;
  /** All runtime permissions are granted at once. */
  readonly grantsAll: boolean;
}

const FIRST_APP_UID = 10_000;

/** PackageManagerService: what is installed. */
export class Packages {
  readonly #records = new Map<string, PackageRecord>();
  #nextUid = FIRST_APP_UID + 190;

  constructor(
    private readonly sdk: number,
    private readonly isRemoved: (record: PackageRecord) => void,
    private readonly isReplaced: (record: PackageRecord) => void,
  ) {
    for (const [index, name] of ['com.android.settings', 'com.android.systemui', 'com.google.android.gms'].entries()) {
      const uid = name.endsWith('gms') ? FIRST_APP_UID + 50 : FIRST_APP_UID + 40 + index;
      this.#records.set(name, new PackageRecord(systemApp(name, sdk), uid, true));
    }
  }

  get(name: string): PackageRecord | undefined {
    return this.#records.get(name);
  }

  /** By name. */
  all(): readonly PackageRecord[] {
    return [...this.#records.values()].toSorted((first, second) =>
      first.facts.packageName < second.facts.packageName ? -1 : 1,
    );
  }

  /** `Success`, or `Failure [NAME: text]` as `pm install` prints it. */
  install(apk: Buffer, options: InstallOptions): string {
    const facts = readApk(apk);
    if (typeof facts === 'string') return `Failure [${facts}${explanations[facts] ?? ''}]`;
    const present = this.#records.get(facts.packageName);
    const refusal = this.#refusal(facts, present, options);
    if (refusal !== undefined) return `Failure [${refusal}]`;
    if (present !== undefined) this.isReplaced(present);
    const record = present ?? new PackageRecord(facts, this.#nextUid, false);
    if (present === undefined) {
      this.#records.set(facts.packageName, record);
      this.#nextUid += 1;
    } else record.update(facts);
    if (options.grantsAll)
      for (const name of record.runtimePermissions.keys()) record.runtimePermissions.set(name, true);
    return 'Success';
  }

  /** Whether it was there and could be removed. */
  uninstall(name: string): boolean {
    const record = this.#records.get(name);
    if (record === undefined || record.isSystem) return false;
    this.#records.delete(name);
    this.isRemoved(record);
    return true;
  }

  #refusal(facts: ApkFacts, present: PackageRecord | undefined, options: InstallOptions): string | undefined {
    const { packageName, versionCode, minSdk, targetSdk } = facts;
    if (minSdk > this.sdk) {
      return `INSTALL_FAILED_OLDER_SDK: Failed parse during installPackageLI: Requires newer sdk version #${minSdk} (current version is #${this.sdk})`;
    }
    if (targetSdk < 23) {
      return (
        'INSTALL_FAILED_DEPRECATED_SDK_VERSION: App package must target at least SDK version 23, but found ' + targetSdk
      );
    }
    if (facts.isTestOnly && !options.mayBeTestOnly) {
      return 'INSTALL_FAILED_TEST_ONLY: Failed to install test-only apk. Did you forget to add -t?';
    }
    if (present === undefined) return undefined;
    if (present.facts.signer !== facts.signer) {
      return `INSTALL_FAILED_UPDATE_INCOMPATIBLE: Existing package ${packageName} signatures do not match newer version; ignoring!`;
    }
    if (versionCode < present.facts.versionCode && !options.mayDowngrade) {
      return `INSTALL_FAILED_VERSION_DOWNGRADE: Downgrade detected: Update version code ${versionCode} is older than current ${present.facts.versionCode}`;
    }
    return undefined;
  }
}

const explanations: Readonly<Record<string, string>> = {
  INSTALL_PARSE_FAILED_NOT_APK: ': Failed to parse base.apk',
  INSTALL_PARSE_FAILED_NO_CERTIFICATES: ': Failed to collect certificates from base.apk',
};

function systemApp(packageName: string, sdk: number): ApkFacts {
  return {
    packageName,
    versionCode: sdk,
    versionName: String(sdk),
    minSdk: sdk,
    targetSdk: sdk,
    isDebuggable: false,
    isTestOnly: false,
    permissions: [],
    services: [],
    activities: [],
    receivers: [],
    signer: 'platform',
  };
}
