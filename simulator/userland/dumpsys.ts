/** `dumpsys` and `cmd`: one service each. */
import type { SimulatedDevice } from '../device/simulated-device.js';
import { SYSTEM_SERVER } from '../apps/system-log.js';
import { isRuntimePermission } from '../device/packages.js';
import { printing, type Command, type Printed } from './command.js';
import { dumpActivity } from './dumpsys-activity.js';
import { dumpJobs } from './job-commands.js';
import { dumpBattery, dumpDeviceIdle, dumpPower, dumpThermal } from './dumpsys-power.js';

export const dumpsys: Command = printing((device, [service = '', ...args], printed) => {
  switch (service) {
    case 'activity':
      return dumpActivity(device, args, printed);
    case 'battery':
      return dumpBattery(device, args, printed);
    case 'deviceidle':
      return dumpDeviceIdle(device, args, printed);
    case 'power':
      return dumpPower(device, printed);
    case 'package':
      return dumpPackage(device, args.find((argument) => !argument.startsWith('-')) ?? '', printed);
    case 'thermalservice':
      return dumpThermal(device, printed);
    case 'jobscheduler':
      return dumpJobs(device, printed);
    case 'gfxinfo':
      return dumpGraphics(device, args[0], printed);
    case 'platform_compat':
      return dumpCompat(device, printed);
    default:
      // The exit code is 0, as the real one's.
      printed.err(`Can't find service: ${service}`);
      return 0;
  }
});

function dumpPackage(device: SimulatedDevice, name: string, printed: Printed): number {
  const record = device.packages.get(name);
  if (record === undefined) {
    printed.out(`Unable to find package: ${name}`);
    return 0;
  }
  const { facts, uid } = record;
  printed.out(`Packages:\n  Package [${name}] (1234abc):\n    userId=${uid}`);
  printed.out(
    `    versionCode=${facts.versionCode} minSdk=${facts.minSdk} targetSdk=${facts.targetSdk}\n    versionName=${facts.versionName}`,
  );
  printed.out(`    dataDir=/data/user/0/${name}`);
  printed.out(`    flags=[ ${facts.isDebuggable ? 'DEBUGGABLE ' : ''}HAS_CODE ALLOW_CLEAR_USER_DATA ]`);
  printed.out('    requested permissions:');
  for (const permission of facts.permissions) printed.out(`      ${permission}`);
  printed.out('    install permissions:');
  for (const permission of facts.permissions) {
    if (!isRuntimePermission(permission)) printed.out(`      ${permission}: granted=true`);
  }
  printed.out(
    `    User 0: ceDataInode=1 installed=true hidden=false suspended=false distractionFlags=0 stopped=${record.isStopped} notLaunched=${record.isNeverLaunched} enabled=0 instant=false virtual=false`,
  );
  printed.out('      runtime permissions:');
  for (const [permission, isGranted] of record.runtimePermissions) {
    printed.out(`        ${permission}: granted=${isGranted}, flags=[ USER_SENSITIVE_WHEN_GRANTED]`);
  }
  return 0;
}

/** The head, and a line for each process; nothing here draws. */
function dumpGraphics({ clocks, apps }: SimulatedDevice, name: string | undefined, printed: Printed): number {
  const system = { pid: SYSTEM_SERVER.pid, name: 'system' };
  const all = [system, ...apps.flatMap(({ processes }) => processes)];
  const meant = all.filter((each) => name === undefined || each.name === name);
  if (meant.length === 0) {
    printed.out(`No process found for: ${name}`);
    return 0;
  }
  printed.out(`Applications Graphics Acceleration Info:\nUptime: ${clocks.uptime} Realtime: ${clocks.elapsed}`);
  for (const each of meant) printed.out(`\n** Graphics info for pid ${each.pid} [${each.name}] **`);
  return 0;
}

function dumpCompat(device: SimulatedDevice, printed: Printed): number {
  for (const change of device.compat.changes) {
    const all = [...device.compat.overridesOf(change)];
    const list = (pairs: typeof all): string => pairs.map(([name, isOn]) => `${name}=${isOn}`).join(', ');
    // In force are those of installed apps; the others are only remembered.
    const inForce = all.filter(([name]) => device.packages.get(name) !== undefined);
    const since = change.sinceTargetSdk === undefined ? '' : `; enableSinceTargetSdk=${change.sinceTargetSdk}`;
    const evaluated = inForce.length === 0 ? '' : `; packageOverrides={${list(inForce)}}`;
    const raw = all.length === 0 ? '' : `; rawOverrides={${list(all)}}`;
    printed.out(`ChangeId(${change.id}; name=${change.name}${since}${evaluated}${raw}; overridable)`);
  }
  return 0;
}
