/** `pm`, `am`, `appops` and what of `dumpsys` is about apps, as far as the ledger asks. */
import type { Command, Output } from './device-commands.js';
import { installApp, uninstallApp, type DeviceModel } from './device-model.js';

const buckets: Readonly<Record<string, number>> = {
  active: 10,
  working_set: 20,
  frequent: 30,
  rare: 40,
  restricted: 45,
};

function unknownPackage(name: string, output: Output): number {
  output.stderr += `\nException occurred while executing:\njava.lang.IllegalArgumentException: Unknown package: ${name}\n`;
  return 255;
}

const pm: Command = (device, [verb, ...args], output) => {
  const name = args[0] ?? '';
  switch (verb) {
    case 'list': {
      const filter = args.at(-1) ?? '';
      const versions = args.includes('--show-versioncode');
      for (const [found, { versionCode }] of Object.entries(device.apps)) {
        if (found.includes(filter))
          output.stdout += `package:${found}${versions ? ` versionCode:${versionCode}` : ''}\n`;
      }
      return 0;
    }
    case 'install': {
      const content = device.files[args.at(-1) ?? ''];
      if (content === undefined) {
        output.stdout += `Error: failed to open ${args.at(-1) ?? ''}\n`;
        return 1;
      }
      // The model's "APK" is its package and version code.
      const [packageName = '', versionCode = ''] = content.split(' ');
      installApp(device, packageName, versionCode);
      output.stdout += 'Success\n';
      return 0;
    }
    case 'uninstall':
      if (!uninstallApp(device, name)) {
        output.stdout += 'Failure [DELETE_FAILED_INTERNAL_ERROR]\n';
        return 1;
      }
      output.stdout += 'Success\n';
      return 0;
    case 'grant':
    case 'revoke': {
      const app = device.apps[name];
      if (app === undefined) return unknownPackage(name, output);
      app.permissions[args[1] ?? ''] = verb === 'grant';
      return 0;
    }
    case 'unstop': {
      const app = device.apps[name];
      if (app === undefined) return unknownPackage(name, output);
      app.stopped = false;
      return 0;
    }
    default:
      return 255;
  }
};

const am: Command = (device, [verb, ...args], output) => {
  if (verb === 'compat') return compat(device, args, output);
  const name = args[0] ?? '';
  const app = device.apps[name];
  if (app === undefined) return verb === 'force-stop' ? 0 : unknownPackage(name, output);
  switch (verb) {
    case 'get-standby-bucket':
      output.stdout += `${app.bucket}\n`;
      return 0;
    case 'set-standby-bucket':
      app.bucket = buckets[args[1] ?? ''] ?? app.bucket;
      return 0;
    case 'force-stop':
      app.stopped = true;
      return 0;
    default:
      return 255;
  }
};

const compat = (device: DeviceModel, [verb, change = '', name = '']: readonly string[], output: Output): number => {
  const overrides = device.compat[change];
  if (overrides === undefined) {
    output.stdout += `Unknown or invalid change: '${change}'.\n`;
    return 255;
  }
  if (verb === 'reset') {
    delete overrides[name];
    output.stdout += `Reset change ${change} for ${name} to default value.\n`;
    return 0;
  }
  if (device.apps[name] === undefined) return unknownPackage(name, output);
  overrides[name] = verb === 'enable';
  output.stdout += `${verb === 'enable' ? 'Enabled' : 'Disabled'} change ${change} for ${name}.\n`;
  return 0;
};

const appops: Command = (device, [verb, name = '', op = '', mode = ''], output) => {
  if (verb === 'write-settings') return 0;
  const app = device.apps[name];
  if (app === undefined) {
    output.stderr += `Error: No UID for ${name} in user 0\n`;
    return 255;
  }
  if (verb === 'get') {
    const set = app.ops[op];
    output.stdout += set === undefined ? 'No operations.\nDefault mode: allow\n' : `${op}: ${set}; time=+1s2ms ago\n`;
    return 0;
  }
  // The record goes when it says what the default says.
  if (mode === 'allow') delete app.ops[op];
  else app.ops[op] = mode;
  return 0;
};

export function dumpPackage(device: DeviceModel, name: string, output: Output): number {
  const app = device.apps[name];
  if (app === undefined) {
    output.stdout += `Unable to find package: ${name}\n`;
    return 0;
  }
  output.stdout += `Packages:\n  Package [${name}] (1234abc):\n    userId=10123\n    versionCode=${app.versionCode} minSdk=26 targetSdk=34\n    install permissions:\n      android.permission.FOREGROUND_SERVICE: granted=true\n`;
  output.stdout += `    User 0: ceDataInode=1 installed=true hidden=false suspended=false distractionFlags=0 stopped=${app.stopped} notLaunched=false enabled=0\n      runtime permissions:\n`;
  for (const [permission, granted] of Object.entries(app.permissions)) {
    output.stdout += `        ${permission}: granted=${granted}, flags=[ USER_SENSITIVE_WHEN_GRANTED]\n`;
  }
  return 0;
}

export function dumpCompat(device: DeviceModel, output: Output): void {
  output.stdout += 'ChangeId(1; name=SOMETHING_ELSE; overridable)\n';
  for (const [change, overrides] of Object.entries(device.compat)) {
    const all = Object.entries(overrides);
    const raw = all.map(([name, on]) => `${name}=${on}`);
    // In force are those of installed apps; the others are only remembered.
    const pairs = all.filter(([name]) => device.apps[name] !== undefined).map(([name, on]) => `${name}=${on}`);
    const evaluated = pairs.length === 0 ? '' : `; packageOverrides={${pairs.join(', ')}}`;
    const list = raw.length === 0 ? '' : `${evaluated}; rawOverrides={${raw.join(', ')}}`;
    output.stdout += `ChangeId(291647542; name=${change}; enableSinceTargetSdk=35${list}; overridable)\n`;
  }
}

export const appCommands: Readonly<Record<string, Command>> = { pm, am, appops };
