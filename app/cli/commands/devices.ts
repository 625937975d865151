/** `curfew devices`: who is connected, who may be used, and what to do about the others. Looks only. */
import path from 'node:path';
import { parseAddress } from '../../lab/devices/adb/server-address.js';
import type { DeviceFleet } from '../../lab/devices/device-fleet.js';
import type { FleetSnapshot } from '../../lab/devices/fleet.js';
import { openDeviceFleet } from '../../lab/devices/open-device-fleet.js';
import { desktopOf } from '../../lab/ledger/journal/journal-folder.js';
import { dataFolder } from '../../lab/store/data-folder.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';
import { devicesText } from '../format/devices-text.js';
import { listenForInterruption } from '../interruption.js';
import { terminalStyle, writeResult } from '../output.js';

export const devicesHelp = `curfew devices [options]

Lists the devices of all adb servers: what they are, how they are, whether a run may use them, and
what to do where not. Changes nothing on a device. Starts adb's server when none runs, and stops it
again.

  --watch              go on until Ctrl-C, and print every change
  --server HOST:PORT   another adb server too; may be repeated
  --data DIR           the data folder (default: CURFEW_DATA, else the system's place for data)
  --format text|json   default: text; with --watch, JSON is one line per change
  --json               the same as --format json

Exit code: 0 fine, 2 usage, 3 no adb server answers.`;

/** Health is read after a device is known; a device that does not answer is not waited for. */
const HEALTH_MS = 3000;

export async function devicesCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, {
    watch: { type: 'boolean' },
    server: { type: 'string', multiple: true },
    data: { type: 'string' },
    format: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (files.length > 0) throw usageError(`devices takes no "${files[0] ?? ''}".`);
  const { format = values.json === true ? 'json' : 'text' } = values;
  if (format !== 'text' && format !== 'json') throw usageError(`--format wants text or json, not "${format}".`);
  const { server: servers = [] } = values;
  for (const text of servers) {
    const address = parseAddress(text);
    if (!address.ok) throw usageError(`--server: ${address.error}`);
  }
  const folder = dataFolder(values.data);
  const desktop = await desktopOf(path.join(folder, 'ledger'));
  if (!desktop.ok) throw unreadable(desktop.error);
  const fleet = await openDeviceFleet({ folder, desktop: desktop.value, servers, onlyLooks: true });
  if (!fleet.ok) throw unreadable(fleet.error);
  try {
    if (values.watch === true) await watch(fleet.value, format);
    else
      writeResult(
        format === 'json' ? jsonOf(await healthy(fleet.value), 2) : textOf(await healthy(fleet.value)),
        undefined,
      );
    const isServed = fleet.value.snapshot().servers.some(({ state }) => state === 'connected');
    return isServed ? ExitCode.asPredicted : ExitCode.unreadable;
  } finally {
    await fleet.value.close();
  }
}

const jsonOf = (snapshot: FleetSnapshot, indent?: number): string =>
  JSON.stringify({ curfew: 'fleet/1', ...snapshot }, null, indent);
const textOf = (snapshot: FleetSnapshot): string => devicesText(snapshot, terminalStyle());

/** As soon as every device that can be asked has told its battery. */
async function healthy(fleet: DeviceFleet): Promise<FleetSnapshot> {
  const isRead = ({ devices }: FleetSnapshot): boolean =>
    devices.every(
      ({ state, allocation, health }) => state !== 'device' || allocation === 'unavailable' || health !== null,
    );
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, HEALTH_MS);
    const look = (snapshot: FleetSnapshot): void => {
      if (!isRead(snapshot)) return;
      clearTimeout(timer);
      callOff();
      resolve();
    };
    const callOff = fleet.watch(look);
    look(fleet.snapshot());
  });
  return fleet.snapshot();
}

async function watch(fleet: DeviceFleet, format: 'text' | 'json'): Promise<void> {
  const interruption = listenForInterruption();
  const print = (snapshot: FleetSnapshot): void => {
    const text = format === 'json' ? jsonOf(snapshot) : `${snapshot.at}\n${textOf(snapshot)}`;
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  };
  const callOff = fleet.watch(print);
  print(fleet.snapshot());
  await new Promise<void>((resolve) => {
    interruption.signal.addEventListener('abort', () => resolve());
    if (interruption.isAsked) resolve();
  });
  callOff();
  await fleet.close();
  interruption.end();
}
