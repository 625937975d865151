/** `device_config`, `settings`, `locksettings`: texts of specification adb-and-devices, 8.1 and 8.2. */
import type { SyncMode } from '../device/device-flags.js';
import { settingNamespaces } from '../device/stored-settings.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import { javaException, printing, type Command, type Printed } from './command.js';

const deviceConfig = printing((device, [verb = '', ...args], printed) => {
  const { flags } = device;
  const [namespace = '', key = ''] = args;
  switch (verb) {
    case 'get':
      if (args.length < 2) return usage(printed, 'Bad arguments');
      printed.out(flags.get(namespace, key) ?? 'null');
      return 0;
    case 'put':
    case 'delete':
      return write(device, verb, args, printed);
    case 'list':
      for (const name of namespace === '' ? flags.namespaces() : [namespace]) {
        for (const [flag, value] of flags.list(name)) {
          printed.out(`${namespace === '' ? `${name}/` : ''}${flag}=${value}`);
        }
      }
      return 0;
    case 'list_namespaces':
      for (const name of flags.namespaces()) printed.out(name);
      return 0;
    default:
      return syncMode(device, verb, args, printed);
  }
});

function usage(printed: Printed, text: string): number {
  printed.err(text);
  return 255;
}

function write(device: SimulatedDevice, verb: string, args: readonly string[], printed: Printed): number {
  const { flags } = device;
  const [namespace = '', key = '', value, mode] = args;
  if (args.length < (verb === 'put' ? 3 : 2)) return usage(printed, 'Bad arguments');
  const tooMany = verb === 'put' ? args.length > (mode === 'default' ? 4 : 3) : args.length > 2;
  if (tooMany) return usage(printed, 'Too many arguments');
  if (!flags.mayShellWrite(namespace, key)) {
    const why = `Permission denial for flag '${namespace}/${key}'; allowlist permission granted, but must add flag to the allowlist`;
    return javaException(
      printed,
      verb,
      `java.lang.SecurityException: ${why}`,
      'android.os.Parcel.createExceptionOrNull(Parcel.java:3340)',
    );
  }
  if (verb === 'put') flags.put(namespace, key, value ?? '');
  else if (flags.delete(namespace, key)) printed.out(`Successfully deleted ${key} from ${namespace}`);
  else printed.out(`Failed to delete ${key} from ${namespace}`);
  return 0;
}

const syncModes: readonly SyncMode[] = ['none', 'until_reboot', 'persistent'];

function syncMode({ flags }: SimulatedDevice, verb: string, [mode = '']: readonly string[], printed: Printed): number {
  switch (verb) {
    case 'set_sync_disabled_for_tests': {
      const found = syncModes.find((known) => known === mode);
      if (found === undefined) return usage(printed, `Invalid sync disabled mode: ${mode}`);
      flags.syncMode = found;
      return 0;
    }
    case 'get_sync_disabled_for_tests':
      printed.out(flags.syncMode);
      return 0;
    case 'is_sync_disabled_for_tests':
      printed.out(String(flags.syncMode !== 'none'));
      return 0;
    default:
      return usage(printed, `Invalid command: ${verb}`);
  }
}

/** `--user N` may stand anywhere; there is one user. */
const withoutUser = (args: readonly string[]): readonly string[] => {
  const at = args.indexOf('--user');
  return at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
};

const settings = printing(({ settings: stored }, all, printed) => {
  const [verb = '', name = '', key = '', value] = withoutUser(all);
  const namespace = settingNamespaces.find((known) => known === name.toLowerCase());
  if (namespace === undefined) return usage(printed, `Invalid namespace '${name}'`);
  switch (verb) {
    case 'get':
      printed.out(stored.get(namespace, key) ?? 'null');
      return 0;
    case 'put':
      if (value === undefined) return usage(printed, 'Bad arguments');
      stored.put(namespace, key, value);
      return 0;
    case 'delete':
      printed.out(`Deleted ${stored.delete(namespace, key) ? 1 : 0} rows`);
      return 0;
    case 'list':
      for (const [found, text] of stored.list(namespace)) printed.out(`${found}=${text}`);
      return 0;
    default:
      return usage(printed, `Invalid command: ${verb}`);
  }
});

const locksettings = printing((device, [verb, value], printed) => {
  if (verb === 'get-disabled') printed.out(String(device.isLockDisabled));
  else if (verb === 'set-disabled') {
    device.isLockDisabled = value === 'true';
    printed.out(`Lock screen disabled set to ${device.isLockDisabled}`);
  } else return usage(printed, `Invalid command: ${verb ?? ''}`);
  return 0;
});

export const storedValueCommands: Readonly<Record<string, Command>> = {
  device_config: deviceConfig,
  settings,
  locksettings,
};
