/** `dumpsys`, `cmd` and `input`, as far as the ledger asks: battery, Doze, screen. */
import { dumpCompat, dumpPackage } from './app-commands.js';
import type { Command } from './device-commands.js';

const battery: Command = ({ battery: state }, [verb, , value], output) => {
  switch (verb) {
    case undefined:
      output.stdout += `Current Battery Service state:\n${state.stopped ? "  (UPDATES STOPPED -- use 'reset' to restart)\n" : ''}`;
      output.stdout += `  AC powered: false\n  USB powered: ${state.powered}\n  Wireless powered: false\n  status: 2\n  level: ${state.level}\n  scale: 100\n`;
      return 0;
    case 'unplug':
      state.stopped = true;
      state.powered = false;
      return 0;
    case 'set':
      state.stopped = true;
      state.level = Number(value);
      return 0;
    case 'reset':
      state.stopped = false;
      state.powered = true;
      state.level = state.realLevel;
      return 0;
    default:
      return 255;
  }
};

const deviceIdle: Command = (device, [verb, ...args], output) => {
  const { idle } = device;
  const mode = args[0] === 'light' ? 'light' : 'deep';
  switch (verb) {
    case 'get':
      output.stdout += `${idle.forced}\n`;
      return 0;
    case 'force-idle':
      if (!idle.deep) {
        output.stdout += 'Unable to go deep idle; not enabled\n';
        return 255;
      }
      idle.forced = true;
      output.stdout += 'Now forced in to deep idle mode\n';
      return 0;
    case 'unforce':
      idle.forced = false;
      output.stdout += 'Light state: ACTIVE, deep state: ACTIVE\n';
      return 0;
    case 'enabled':
      output.stdout += `${idle[mode] ? 1 : 0}\n`;
      return 0;
    case 'enable':
    case 'disable':
      idle[mode] = verb === 'enable';
      output.stdout += `${mode === 'deep' ? 'Deep' : 'Light'} idle mode ${verb}d\n`;
      return 0;
    case 'whitelist':
      return whitelist(device, args, output);
    case 'tempwhitelist': {
      const name = args.at(-1) ?? '';
      device.tempAllowlist = device.tempAllowlist.filter((listed) => listed !== name);
      if (args[0] === '-d') device.tempAllowlist.push(name);
      return 0;
    }
    default:
      return 255;
  }
};

const whitelist: Command = (device, [change], output) => {
  if (change === undefined) {
    output.stdout += 'system-excidle,com.android.shell,2000\nsystem,com.google.android.gms,10050\n';
    for (const name of device.dozeAllowlist) output.stdout += `user,${name},10123\n`;
    return 0;
  }
  const name = change.slice(1);
  if (change.startsWith('-')) {
    if (device.dozeAllowlist.includes(name)) output.stdout += `Removed: ${name}\n`;
    device.dozeAllowlist = device.dozeAllowlist.filter((listed) => listed !== name);
  } else if (device.apps[name] === undefined) output.stdout += `Unknown package: ${name}\n`;
  else {
    if (!device.dozeAllowlist.includes(name)) device.dozeAllowlist.push(name);
    output.stdout += `Added: ${name}\n`;
  }
  return 0;
};

const service: Command = (device, [name, ...args], output) => {
  switch (name) {
    case 'battery':
      return battery(device, args, output);
    case 'deviceidle':
      return deviceIdle(device, args, output);
    case 'power':
      output.stdout += `Power Manager State:\n  mWakefulness=${device.screenOn ? 'Awake' : 'Asleep'}\n  mWakefulnessChanging=false\n`;
      return 0;
    case 'platform_compat':
      dumpCompat(device, output);
      return 0;
    case 'package':
      return dumpPackage(device, args[0] ?? '', output);
    default:
      output.stderr += `Can't find service: ${name ?? ''}\n`;
      return 20;
  }
};

export const powerCommands: Readonly<Record<string, Command>> = {
  dumpsys: service,
  cmd: service,
  input: (device, [verb, key]) => {
    if (verb !== 'keyevent') return 255;
    device.screenOn = key === 'KEYCODE_WAKEUP';
    return 0;
  },
};
