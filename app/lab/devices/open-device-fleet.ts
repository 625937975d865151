/** Opens the fleet of this lab. */
import path from 'node:path';
import { ok, type Result } from '../../../engine/result.js';
import { parseAddress, type ServerAddress } from './adb/server-address.js';
import type { DeviceFleet } from './device-fleet.js';
import { FleetFile } from './fleet-file.js';
import type { DeviceFleetOptions } from './fleet-options.js';
import { LabFleet } from './lab-fleet.js';

/** Settles when the servers were asked and the devices that answer quickly are known. The error says what to do. */
export async function openDeviceFleet(options: DeviceFleetOptions): Promise<Result<DeviceFleet, string>> {
  const file = new FleetFile(path.join(options.folder, 'fleet.json'));
  const remembered = await file.read();
  if (!remembered.ok) return remembered;
  const extra: ServerAddress[] = [];
  for (const text of [...remembered.value.servers, ...(options.servers ?? [])]) {
    const address = parseAddress(text);
    if (!address.ok) return address;
    extra.push(address.value);
  }
  const fleet = new LabFleet(options, file, remembered.value);
  await fleet.begin(extra);
  return ok(fleet);
}
