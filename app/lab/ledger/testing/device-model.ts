/**
 * A device for the ledger's tests: just enough state to be changed, written from the specification (adb-and-devices,
 * section 8) and the platform's shell commands, not from the ledger's table. Everything is plain data, so that a test can
 * copy a device at any moment and compare two.
 */
export interface AppState {
  versionCode: string;
  permissions: Record<string, boolean>;
  ops: Record<string, string>;
  bucket: number;
  stopped: boolean;
}

export interface DeviceModel {
  serialno: string;
  sdk: number;
  bootId: string;
  boots: number;
  config: Record<string, string>;
  syncPersistent: boolean;
  syncUntilReboot: boolean;
  settings: Record<string, string>;
  properties: Record<string, string>;
  lockDisabled: boolean;
  buffers: Record<string, string>;
  apps: Record<string, AppState>;
  /** Change id → package → on. */
  compat: Record<string, Record<string, boolean>>;
  dozeAllowlist: string[];
  tempAllowlist: string[];
  battery: { realLevel: number; stopped: boolean; powered: boolean; level: number };
  idle: { forced: boolean; deep: boolean; light: boolean };
  screenOn: boolean;
  files: Record<string, string>;
  /** Flags that the shell may not write. */
  refusedFlags: string[];
}

export const probe = 'dev.curfew.probe.t34';
export const otherApp = 'com.example.other';

const defaultBuffers = (): Record<string, string> => ({ main: '256 KiB', system: '256 KiB', crash: '64 KiB' });

const app = (versionCode: string): AppState => ({
  versionCode,
  permissions: { 'android.permission.POST_NOTIFICATIONS': false },
  ops: {},
  bucket: 10,
  stopped: false,
});

export function newDevice(serialno = 'SIM0001'): DeviceModel {
  return {
    serialno,
    sdk: 36,
    bootId: bootId(1, serialno),
    boots: 1,
    config: { 'activity_manager/max_phantom_processes': '32' },
    syncPersistent: false,
    syncUntilReboot: false,
    settings: {
      'global/stay_on_while_plugged_in': '0',
      'global/window_animation_scale': '1.0',
      'global/low_power': '0',
    },
    // Set by somebody before us: gone with the next restart, with or without us.
    properties: { 'debug.skip_fgs_manifest_type_check': 'false' },
    lockDisabled: false,
    buffers: defaultBuffers(),
    apps: { [otherApp]: app('7') },
    compat: { FGS_INTRODUCE_TIME_LIMITS: { [otherApp]: true } },
    dozeAllowlist: ['com.example.alarm'],
    tempAllowlist: [],
    battery: { realLevel: 73, stopped: false, powered: true, level: 73 },
    idle: { forced: false, deep: true, light: true },
    screenOn: true,
    files: {},
    refusedFlags: ['device_idle/inactive_to'],
  };
}

function bootId(boots: number, serialno: string): string {
  const digits = [...serialno].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffff, 7);
  return `${boots.toString(16).padStart(8, '0')}-${digits.toString(16).padStart(4, '0')}-4000-8000-000000000001`;
}

/** What a restart keeps is on disk; the rest begins anew. */
export function reboot(device: DeviceModel): void {
  device.boots++;
  device.bootId = bootId(device.boots, device.serialno);
  device.syncUntilReboot = false;
  device.properties = {};
  device.buffers = defaultBuffers();
  device.tempAllowlist = [];
  device.battery = { ...device.battery, stopped: false, powered: true, level: device.battery.realLevel };
  device.idle = { forced: false, deep: true, light: true };
  device.screenOn = true;
}

export function installApp(device: DeviceModel, name: string, versionCode: string): void {
  device.apps[name] = { ...(device.apps[name] ?? app(versionCode)), versionCode };
}

/** An app takes with it what it carried, but for overrides of compatibility changes, which wait for it to come back. */
export function uninstallApp(device: DeviceModel, name: string): boolean {
  if (device.apps[name] === undefined) return false;
  delete device.apps[name];
  device.dozeAllowlist = device.dozeAllowlist.filter((listed) => listed !== name);
  device.tempAllowlist = device.tempAllowlist.filter((listed) => listed !== name);
  return true;
}

/** A person removes an app for good. */
export function removeApp(device: DeviceModel, name: string): void {
  uninstallApp(device, name);
  for (const overrides of Object.values(device.compat)) delete overrides[name];
}

/** Everything that a person could notice, without the ledger's own file. */
export function visibleState(device: DeviceModel): unknown {
  return { ...structuredClone(device), files: undefined, bootId: undefined };
}

export const copyOf = (device: DeviceModel): DeviceModel => structuredClone(device);
