/** `dumpsys battery`, `dumpsys deviceidle` (and `cmd` of the same names), `dumpsys power`. */
import type { SimulatedDevice } from '../device/simulated-device.js';
import type { Printed } from './command.js';

export function dumpBattery({ battery }: SimulatedDevice, args: readonly string[], printed: Printed): number {
  const [verb, name, value] = args.filter((argument) => argument !== '-f');
  switch (verb) {
    case undefined: {
      const { isPowered, level, areUpdatesStopped, temperature } = battery;
      printed.out('Current Battery Service state:');
      if (areUpdatesStopped) printed.out("  (UPDATES STOPPED -- use 'reset' to restart)");
      printed.out(`  AC powered: false\n  USB powered: ${isPowered}\n  Wireless powered: false\n  Dock powered: false`);
      printed.out(
        `  Max charging current: ${isPowered ? 500_000 : 0}\n  Max charging voltage: ${isPowered ? 5_000_000 : 0}`,
      );
      printed.out(`  Charge counter: ${level * 45_000}\n  status: ${isPowered ? 2 : 3}\n  health: 2\n  present: true`);
      printed.out(
        `  level: ${level}\n  scale: 100\n  voltage: 4021\n  temperature: ${temperature}\n  technology: Li-ion`,
      );
      return 0;
    }
    case 'unplug':
      battery.unplug();
      return 0;
    case 'reset':
      battery.reset();
      return 0;
    case 'set':
      if (name === 'level' && /^[0-9]{1,3}$/.test(value ?? '')) battery.setLevel(Number(value));
      else if (['ac', 'usb', 'wireless', 'dock'].includes(name ?? '')) battery.setPowered(value === '1');
      else if (name !== 'status') {
        printed.err(`Unknown set option: ${name ?? ''}`);
        return 255;
      }
      return 0;
    default:
      printed.out(`Unknown command: ${verb}`);
      return 255;
  }
}

export function dumpDeviceIdle(device: SimulatedDevice, [verb, ...args]: readonly string[], printed: Printed): number {
  const { idle } = device;
  switch (verb) {
    case undefined:
      printed.out(
        `  mLightEnabled=${idle.isLightEnabled}  mDeepEnabled=${idle.isDeepEnabled}\n  mForceIdle=${idle.isForced}`,
      );
      printed.out(
        `  mScreenOn=${device.screen.isOn}\n  mCharging=${device.battery.isPowered}\n  mState=${deepState(device)}`,
      );
      return 0;
    case 'get':
      return get(device, args[0] ?? '', printed);
    case 'force-idle':
      if (!idle.isDeepEnabled) {
        printed.out('Unable to go deep idle; not enabled');
        return 255;
      }
      idle.isForced = true;
      printed.out(`Now forced in to ${args[0] === 'light' ? 'light' : 'deep'} idle mode`);
      return 0;
    case 'unforce':
      idle.isForced = false;
      printed.out('Light state: ACTIVE, deep state: ACTIVE');
      return 0;
    case 'step':
      // There is nothing between awake and idle here.
      idle.isForced = true;
      printed.out(`Stepped to ${args[0] === 'light' ? 'light: IDLE' : 'deep: IDLE'}`);
      return 0;
    case 'enabled':
      printed.out(isEnabled(device, args[0]) ? '1' : '0');
      return 0;
    case 'enable':
    case 'disable':
      return enable(device, args[0] ?? 'all', verb === 'enable', printed);
    case 'whitelist':
      return allowlist(device, args, printed);
    case 'tempwhitelist':
      return temporaryAllowlist(device, args, printed);
    default:
      printed.err(`Unknown command: ${verb}`);
      return 255;
  }
}

const deepState = ({ idle }: SimulatedDevice): string => (idle.isForced ? 'IDLE' : 'ACTIVE');

const isEnabled = ({ idle }: SimulatedDevice, mode: string | undefined): boolean =>
  (mode === 'light' || idle.isDeepEnabled) && (mode === 'deep' || idle.isLightEnabled);

function get(device: SimulatedDevice, what: string, printed: Printed): number {
  const values: Readonly<Record<string, string>> = {
    light: device.idle.isForced ? 'OVERRIDE' : 'ACTIVE',
    deep: deepState(device),
    force: String(device.idle.isForced),
    screen: String(device.screen.isOn),
    charging: String(device.battery.isPowered),
    network: 'true',
  };
  printed.out(values[what] ?? `Unknown get option: ${what}`);
  return 0;
}

function enable({ idle }: SimulatedDevice, mode: string, isOn: boolean, printed: Printed): number {
  if (mode !== 'light') idle.isDeepEnabled = isOn;
  if (mode !== 'deep') idle.isLightEnabled = isOn;
  const name = mode === 'light' ? 'Light' : mode === 'deep' ? 'Deep' : 'Light and deep';
  printed.out(`${name} idle mode ${isOn ? 'enabled' : 'disabled'}`);
  return 0;
}

function allowlist(device: SimulatedDevice, changes: readonly string[], printed: Printed): number {
  const uid = (name: string): number => device.packages.get(name)?.uid ?? 0;
  if (changes.length === 0) {
    printed.out('system-excidle,com.android.shell,2000\nsystem,com.google.android.gms,10050');
    for (const name of device.idle.allowlist) printed.out(`user,${name},${uid(name)}`);
    return 0;
  }
  for (const change of changes) {
    const name = change.slice(1);
    if (change.startsWith('-')) {
      if (device.idle.disallow(name)) printed.out(`Removed: ${name}`);
    } else if (device.packages.get(name) === undefined) printed.out(`Unknown package: ${name}`);
    else {
      device.idle.allow(name);
      printed.out(`Added: ${name}`);
    }
  }
  return 0;
}

/** `[-u USER] [-d MILLISECONDS] PKG`, `-r PKG`. */
function temporaryAllowlist(device: SimulatedDevice, args: readonly string[], printed: Printed): number {
  const name = args.at(-1) ?? '';
  if (device.packages.get(name) === undefined) {
    printed.out(`Unknown package: ${name}`);
    return 255;
  }
  if (args.includes('-r')) device.idle.endTemporary(name);
  else {
    const duration = Number(args[args.indexOf('-d') + 1]);
    device.idle.allowUntil(name, device.time.now + (args.includes('-d') ? duration : 10_000));
  }
  return 0;
}

export function dumpPower(device: SimulatedDevice, printed: Printed): number {
  printed.out('POWER MANAGER (dumpsys power)\n\nPower Manager State:');
  printed.out(`  mWakefulness=${device.screen.isOn ? 'Awake' : 'Asleep'}\n  mWakefulnessChanging=false`);
  printed.out(`  Display Power: state=${device.screen.isOn ? 'ON' : 'OFF'}`);
  printed.out(`  mIsPowered=${device.battery.isPowered}\n  mBatteryLevel=${device.battery.level}`);
  return 0;
}

export function dumpThermal({ thermalStatus, battery }: SimulatedDevice, printed: Printed): number {
  const celsius = (battery.temperature / 10).toFixed(1);
  printed.out(`IsStatusOverride: false\nThermalEventListeners:\n\tcallbacks: 2\nThermal Status: ${thermalStatus}`);
  printed.out('Cached temperatures:');
  printed.out(`\tTemperature{mValue=${celsius}, mType=2, mName=battery, mStatus=${thermalStatus}}`);
  printed.out('HAL Ready: true');
  return 0;
}
