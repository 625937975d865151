/** toolbox and toybox: properties, time, identity, processes, restart. */
import { printing, type Command } from './command.js';

const getprop = printing((device, [name, otherwise = ''], printed) => {
  if (name !== undefined) {
    const value = device.properties.get(name);
    printed.out(value === '' ? otherwise : value);
  } else for (const [key, value] of device.properties.all()) printed.out(`[${key}]: [${value}]`);
  return 0;
});

const setprop = printing((device, [name = '', value = ''], printed) => {
  if (device.properties.setByShell(name, value)) return 0;
  printed.err(`Failed to set property '${name}' to '${value}'.\nSee dmesg for error reason.`);
  return 1;
});

const echo: Command = async ({ args, stdout }) => {
  const [flag, ...rest] = args;
  await stdout(flag === '-n' ? rest.join(' ') : `${args.join(' ')}\n`);
  return 0;
};

/** Sleeps by the device's own time; ends early when nobody waits any more. */
const sleep: Command = async ({ device, args, hangup }) => {
  const [, count = '0', unit = 's'] = /^([0-9]{1,9}(?:\.[0-9]{1,6})?)([smhd]?)$/.exec(args[0] ?? '') ?? [];
  const factors: Readonly<Record<string, number>> = { s: 1e3, '': 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 };
  let callOff: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    callOff = device.time.after(Number(count) * (factors[unit] ?? 1e3), resolve);
  });
  await Promise.race([over, hangup]);
  callOff();
  return 0;
};

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const date = printing((device, [format], printed) => {
  const seconds = Math.floor(device.clocks.wall / 1000);
  const nanoseconds = String((device.clocks.wall % 1000) * 1_000_000).padStart(9, '0');
  if (format?.startsWith('+') === true) {
    const fraction = (_: string, digits: string): string => nanoseconds.slice(0, digits === '' ? 9 : Number(digits));
    printed.out(
      format
        .slice(1)
        .replaceAll('%s', String(seconds))
        .replace(/%([1-9]?)N/g, fraction),
    );
    return 0;
  }
  const now = new Date(device.clocks.wall);
  const time = now.toISOString().slice(11, 19);
  const day = String(now.getUTCDate()).padStart(2);
  printed.out(`${days[now.getUTCDay()]} ${months[now.getUTCMonth()]} ${day} ${time} GMT ${now.getUTCFullYear()}`);
  return 0;
});

const id: Command = async ({ args, uid, stdout }) => {
  const name = uid === 2000 ? 'shell' : uid === 0 ? 'root' : `u0_a${uid - 10_000}`;
  await stdout(
    args[0] === '-u'
      ? `${uid}\n`
      : `uid=${uid}(${name}) gid=${uid}(${name}) groups=${uid}(${name}) context=u:r:shell:s0\n`,
  );
  return 0;
};

/** Processes that are always there, and those of apps. */
function processes(
  device: Parameters<Parameters<typeof printing>[0]>[0],
): readonly (readonly [number, string, string])[] {
  const apps = device.apps.flatMap((app) => app.processes);
  return [
    [1, 'root', 'init'],
    [1612, 'system', 'system_server'],
    ...apps.map(({ pid, uid, name }) => [pid, `u0_a${uid - 10_000}`, name] as const),
  ];
}

const ps = printing((device, _args, printed) => {
  printed.out('USER           PID  PPID        VSZ    RSS WCHAN            ADDR S NAME');
  for (const [pid, user, name] of processes(device)) {
    printed.out(
      `${user.padEnd(12)} ${String(pid).padStart(5)}     1   13000000 104448 0                   0 S ${name}`,
    );
  }
  return 0;
});

const pidof = printing((device, [wanted], printed) => {
  const pids = processes(device).flatMap(([pid, , name]) => (name === wanted ? [pid] : []));
  if (pids.length === 0) return 1;
  printed.out(pids.join(' '));
  return 0;
});

const uptime = printing((device, _args, printed) => {
  const minutes = Math.floor(device.clocks.elapsed / 60_000);
  const time = new Date(device.clocks.wall).toISOString().slice(11, 19);
  const clock = `${Math.floor(minutes / 60) % 24}:${String(minutes % 60).padStart(2, '0')}`;
  printed.out(` ${time} up ${Math.floor(minutes / 1440)} days, ${clock},  0 users,  load average: 1.02, 0.98, 0.91`);
  return 0;
});

const reboot: Command = ({ device }) => {
  device.reboot();
  return 0;
};

/** `input keyevent`: the keys that the screen hangs on. */
const input = printing((device, [verb, key = ''], printed) => {
  if (verb !== 'keyevent' || key === '') {
    printed.err('Error: Invalid arguments for command: input');
    return 255;
  }
  switch (key.replace(/^KEYCODE_/, '')) {
    case 'WAKEUP':
    case '224':
      device.screen.turnOn();
      break;
    case 'SLEEP':
    case '223':
      device.screen.turnOff();
      break;
    case 'POWER':
    case '26':
      if (device.screen.isOn) device.screen.turnOff();
      else device.screen.turnOn();
      break;
    case 'HOME':
    case '3':
      device.screen.goHome();
      break;
    case 'MENU':
    case '82':
      device.screen.dismissLock();
      break;
  }
  return 0;
});

/**
 * Not on any phone: what a person at the desk does to a simulated device through adb. `forward MS` puts its time forward,
 * `sleep MS` sends it into deep sleep so long.
 */
const simulator = printing((device, [verb, value = ''], printed) => {
  const durationMs = /^[0-9]{1,12}$/.test(value) ? Number(value) : undefined;
  if (durationMs !== undefined && verb === 'forward') device.time.fastForward(durationMs);
  else if (durationMs !== undefined && verb === 'sleep') device.sleepDeeply(durationMs);
  else {
    printed.err('usage: simulator forward MILLISECONDS | simulator sleep MILLISECONDS');
    return 1;
  }
  return 0;
});

export const systemCommands: Readonly<Record<string, Command>> = {
  getprop,
  setprop,
  echo,
  sleep,
  date,
  id,
  ps,
  pidof,
  uptime,
  reboot,
  input,
  simulator,
  true: () => 0,
  false: () => 1,
  whoami: async ({ stdout }) => {
    await stdout('shell\n');
    return 0;
  },
};
