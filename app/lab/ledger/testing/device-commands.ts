/** Commands of the model's shell that are about stored values and files; those about apps and power are beside. */
import type { DeviceModel } from './device-model.js';
import { appCommands } from './app-commands.js';
import { powerCommands } from './power-commands.js';

export interface Output {
  stdout: string;
  stderr: string;
}

/** Returns the exit code. */
export type Command = (device: DeviceModel, args: readonly string[], output: Output) => number;

const bootIdPath = '/proc/sys/kernel/random/boot_id';

function fileOf(device: DeviceModel, path: string): string | undefined {
  return path === bootIdPath ? `${device.bootId}\n` : device.files[path];
}

const propertiesOf = ({ serialno, sdk, properties }: DeviceModel): Readonly<Record<string, string>> => ({
  ...properties,
  'ro.serialno': serialno,
  'ro.build.fingerprint': `sim/sim9/sim9:16/SIM/1:user/release-keys`,
  'ro.build.version.sdk': String(sdk),
});

const deviceConfig: Command = (device, [verb = '', namespace = '', key = '', value], output) => {
  const name = `${namespace}/${key}`;
  switch (verb) {
    case 'get':
      output.stdout += `${device.config[name] ?? 'null'}\n`;
      return 0;
    case 'put':
    case 'delete':
      if (device.refusedFlags.includes(name)) {
        output.stderr += `\nException occurred while executing '${verb}':\njava.lang.SecurityException: Permission denial for flag '${name}'; allowlist permission granted, but must add flag to the allowlist\n\tat android.os.Parcel.createException(Parcel.java:1)\n`;
        return 255;
      }
      if (verb === 'put') {
        if (value === undefined) {
          output.stderr += 'Bad arguments\n';
          return 255;
        }
        device.config[name] = value;
        return 0;
      }
      output.stdout +=
        name in device.config
          ? `Successfully deleted ${key} from ${namespace}\n`
          : `Failed to delete ${key} from ${namespace}\n`;
      delete device.config[name];
      return 0;
    case 'get_sync_disabled_for_tests':
      if (device.sdk < 33) break;
      output.stdout += `${device.syncPersistent ? 'persistent' : device.syncUntilReboot ? 'until_reboot' : 'none'}\n`;
      return 0;
    case 'is_sync_disabled_for_tests':
      output.stdout += `${device.syncPersistent || device.syncUntilReboot}\n`;
      return 0;
    case 'set_sync_disabled_for_tests':
      device.syncPersistent = namespace === 'persistent';
      device.syncUntilReboot = namespace === 'until_reboot';
      return 0;
    default:
  }
  output.stderr += `Invalid command: ${verb}\n`;
  return 255;
};

const settings: Command = (device, [verb = '', namespace = '', key = '', value], output) => {
  const name = `${namespace}/${key}`;
  if (verb === 'get') output.stdout += `${device.settings[name] ?? 'null'}\n`;
  else if (verb === 'put' && value !== undefined) device.settings[name] = value;
  else if (verb === 'delete') {
    output.stdout += `Deleted ${name in device.settings ? 1 : 0} rows\n`;
    delete device.settings[name];
  } else {
    output.stderr += 'Bad arguments\n';
    return 255;
  }
  return 0;
};

const logcat: Command = (device, [option, buffer = '', verb, size], output) => {
  const present = device.buffers[buffer];
  if (option !== '-b' || present === undefined) {
    output.stderr += `logcat: Unable to parse buffer\n`;
    return 1;
  }
  if (verb === '-g') {
    output.stdout += `${buffer}: ring buffer is ${present} (1 KiB consumed, 1 KiB readable), max entry is 5120 B, max payload is 4068 B\n`;
  } else if (verb === '-G' && size !== undefined) {
    device.buffers[buffer] = `${size.slice(0, -1)} ${size.endsWith('M') ? 'MiB' : 'KiB'}`;
  } else return 1;
  return 0;
};

const files: Readonly<Record<string, Command>> = {
  cat: (device, paths, output) => {
    for (const path of paths) {
      const text = fileOf(device, path);
      if (text === undefined) {
        output.stderr += `cat: ${path}: No such file or directory\n`;
        return 1;
      }
      output.stdout += text;
    }
    return 0;
  },
  grep: (device, [options, pattern, path = ''], output) => {
    if (options !== '-qxF') throw new Error('only grep -qxF is modelled');
    const text = fileOf(device, path);
    if (text !== undefined) return text.split('\n').includes(pattern ?? '') ? 0 : 1;
    output.stderr += `grep: ${path}: No such file or directory\n`;
    return 2;
  },
  mv: (device, [force, from = '', to = ''], output) => {
    const text = device.files[from];
    if (force !== '-f' || text === undefined) {
      output.stderr += `mv: bad '${from}': No such file or directory\n`;
      return 1;
    }
    device.files[to] = text;
    delete device.files[from];
    return 0;
  },
  rm: (device, [, ...paths]) => {
    for (const path of paths) delete device.files[path];
    return 0;
  },
  rmdir: () => 0,
  true: () => 0,
};

export const commands: Readonly<Record<string, Command>> = {
  ...files,
  ...appCommands,
  ...powerCommands,
  device_config: deviceConfig,
  settings,
  logcat,
  getprop: (device, [name = ''], output) => {
    output.stdout += `${propertiesOf(device)[name] ?? ''}\n`;
    return 0;
  },
  setprop: (device, [name = '', value = '']) => {
    if (value === '') delete device.properties[name];
    else device.properties[name] = value;
    return 0;
  },
  locksettings: (device, [verb, value], output) => {
    if (verb === 'get-disabled') output.stdout += `${device.lockDisabled}\n`;
    else if (verb === 'set-disabled') {
      device.lockDisabled = value === 'true';
      output.stdout += `Lock screen disabled set to ${device.lockDisabled}\n`;
    } else return 255;
    return 0;
  },
};
