/** Every command of the device's shell, by name. */
import type { SimulatedDevice } from '../device/simulated-device.js';
import { Shell } from '../shell/interpreter.js';
import type { ProcessContext, Program } from '../shell/process-io.js';
import { activityCommands } from './activity-commands.js';
import type { Command } from './command.js';
import { dumpsys } from './dumpsys.js';
import { dumpBattery, dumpDeviceIdle } from './dumpsys-power.js';
import { fileCommands } from './file-commands.js';
import { jobScheduler } from './job-commands.js';
import { logcat } from './logcat.js';
import { packageCommands } from './package-commands.js';
import { socketCommands } from './socket-commands.js';
import { storedValueCommands } from './stored-value-commands.js';
import { systemCommands } from './system-commands.js';
import { textCommands } from './text-commands.js';
import { printing } from './command.js';

const CMD_NOT_FOUND = 20;

/** Services of `cmd` that a program of another name stands for. */
const services: Readonly<Record<string, string>> = {
  activity: 'am',
  package: 'pm',
  appops: 'appops',
  device_config: 'device_config',
  settings: 'settings',
  lock_settings: 'locksettings',
};

const cmd: Command = async (context) => {
  const [service = '', ...args] = context.args;
  const program = programs[services[service] ?? ''];
  if (program !== undefined) return await program({ ...context, args });
  if (service === 'battery') return await printing(dumpBattery)({ ...context, args });
  if (service === 'deviceidle') return await printing(dumpDeviceIdle)({ ...context, args });
  if (service === 'jobscheduler') return await printing(jobScheduler)({ ...context, args });
  await context.stderr(`cmd: Can't find service: ${service}\n`);
  return CMD_NOT_FOUND;
};

/** `run-as PKG COMMAND…`: as the app, in its folder; only for debuggable apps. */
const runAs: Command = async ({ device, args, ...process }) => {
  const [name = '', ...words] = args;
  const record = device.packages.get(name);
  if (record?.facts.isDebuggable !== true) {
    await process.stderr(
      `run-as: ${record === undefined ? `unknown package: ${name}` : `package not debuggable: ${name}`}\n`,
    );
    return 1;
  }
  const shell = new Shell(shellWorld(device, record.uid, `/data/data/${name}`));
  const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return await shell.run(line, process);
};

const programs: Readonly<Record<string, Command>> = {
  ...systemCommands,
  ...fileCommands,
  ...textCommands,
  ...storedValueCommands,
  ...packageCommands,
  ...activityCommands,
  ...socketCommands,
  logcat,
  dumpsys,
  cmd,
  'run-as': runAs,
};

/** Programs that only pass their words on to a system service, by its name. */
const fronts: Readonly<Record<string, string>> = {
  am: 'activity',
  pm: 'package',
  settings: 'settings',
  device_config: 'device_config',
  appops: 'appops',
  locksettings: 'lock_settings',
  input: 'input',
};

function serviceBehind(name: string, args: readonly string[]): string | undefined {
  return name === 'cmd' || name === 'dumpsys' ? (args[0] ?? '') : fronts[name];
}

/** While the device boots. */
async function serviceMissing(name: string, service: string, { stderr }: ProcessContext): Promise<number> {
  await stderr(name === 'dumpsys' ? `Can't find service: ${service}\n` : `cmd: Can't find service: ${service}\n`);
  return name === 'dumpsys' ? 0 : CMD_NOT_FOUND;
}

/** What a shell of this user sees of the device. */
export function shellWorld(
  device: SimulatedDevice,
  uid: number,
  folder: string,
): ConstructorParameters<typeof Shell>[0] {
  const boot = device.boots;
  return {
    isAlive: () => device.boots === boot,
    files: device.files,
    uid,
    pid: 4321,
    folder,
    builtInVariable: (name) => {
      device.time.catchUp();
      if (name === 'EPOCHREALTIME') return `${(device.clocks.wall / 1000).toFixed(3)}000`;
      return name === 'HOSTNAME' ? device.properties.get('ro.product.device') : undefined;
    },
    program: (name): Program | undefined => {
      const command = Object.hasOwn(programs, name) ? programs[name] : undefined;
      if (command === undefined) return undefined;
      return async (args, process) => {
        device.time.catchUp();
        const service = serviceBehind(name, args);
        if (service !== undefined && !device.isBooted) return await serviceMissing(name, service, process);
        const code = await command({ ...process, device, args });
        // What the command began may be due at once.
        device.time.catchUp();
        return code;
      };
    },
  };
}
