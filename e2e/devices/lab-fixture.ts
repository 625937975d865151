/** A private adb server, simulated devices, and fleets that look at them faster than people need. */
import { rmSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DeviceFleet } from '../../app/lab/devices/device-fleet.js';
import type { FleetDevice, FleetSnapshot } from '../../app/lab/devices/fleet.js';
import type { DeviceFleetOptions } from '../../app/lab/devices/fleet-options.js';
import { openDeviceFleet } from '../../app/lab/devices/open-device-fleet.js';
import type { Pace } from '../../app/lab/devices/pace.js';
import { AttachedDevice } from '../../simulator/attached-device.js';
import type { DeviceOptions } from '../../simulator/device/simulated-device.js';
import { startFleet, type Fleet } from '../../simulator/fleet.js';
import { startPrivateAdb, type PrivateAdb } from '../simulator/tools.js';

/** Heartbeats every 200 ms, so that a test need not wait for people's seconds. */
export const quickPace: Partial<Pace> = {
  pollMs: 200,
  heartbeatMs: 200,
  impatientMs: 100,
  answerMs: 500,
  reconnectMs: 300,
  cableReconnectMs: 1000,
  retestMs: 500,
  tellMs: 10,
};

export interface SimulatedLab {
  readonly adb: PrivateAdb;
  readonly simulated: Fleet;
  /** The device of that place in the fleet. */
  readonly device: (index?: number) => AttachedDevice;
  /** What adb calls it. */
  readonly serial: (index?: number) => string;
  /** One more device, connected: by default the same one as the first, at another address. */
  readonly attach: (options?: Partial<DeviceOptions>, port?: number) => Promise<AttachedDevice>;
  /** A data folder of a computer; the same name, the same folder. */
  readonly folder: (computer: string) => string;
  /** A fleet as some computer sees it. Closed with the lab. */
  readonly open: (options?: Partial<DeviceFleetOptions> & { readonly computer?: string }) => Promise<DeviceFleet>;
  readonly close: () => Promise<void>;
}

export async function startSimulatedLab(devices: number): Promise<SimulatedLab> {
  const adb = await startPrivateAdb();
  const wallAtStart = Date.UTC(2026, 10, 22);
  const simulated = await startFleet({ devices, profile: 'faithful', firstPort: 0, speed: 1, seed: 1, wallAtStart });
  const opened: DeviceFleet[] = [];
  const data = mkdtempSync(path.join(os.tmpdir(), 'curfew-fleet-'));
  const device = (index = 0): AttachedDevice => {
    const found = simulated.devices[index];
    if (found === undefined) throw new Error(`no device ${index}`);
    return found.attached;
  };
  const serial = (index = 0): string => `127.0.0.1:${device(index).port}`;
  await Promise.all(simulated.devices.map((_, index) => adb.run('connect', serial(index))));
  const folder = (computer: string): string => path.join(data, computer);
  const attached: AttachedDevice[] = [];
  return {
    adb,
    simulated,
    attach: async (options = {}, port) => {
      const more = new AttachedDevice({ ...device().device.options, ...options }, false);
      attached.push(more);
      const taken = await more.attach(port);
      // A port that was asked for is told to the server by the test itself.
      if (port === undefined) await adb.run('connect', `127.0.0.1:${taken}`);
      return more;
    },
    device,
    serial,
    folder,
    open: async ({ computer = 'desk', ...options } = {}) => {
      const fleet = await openDeviceFleet({
        folder: folder(computer),
        desktop: { id: `${computer}-id`, name: computer },
        server: { host: '127.0.0.1', port: adb.port },
        adbProgram: null,
        pace: quickPace,
        ...options,
      });
      if (!fleet.ok) throw new Error(fleet.error);
      opened.push(fleet.value);
      return fleet.value;
    },
    close: async () => {
      await Promise.all(opened.map((fleet) => fleet.close()));
      await Promise.all(attached.map((one) => one.detach()));
      await simulated.stop();
      await adb.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The first snapshot in which it is so; throws after `deadlineMs` with what was seen last. */
export async function seen(
  fleet: DeviceFleet,
  isSo: (snapshot: FleetSnapshot) => boolean,
  deadlineMs = 10_000,
): Promise<FleetSnapshot> {
  return await new Promise((resolve, reject) => {
    const look = (snapshot: FleetSnapshot): void => {
      if (!isSo(snapshot)) return;
      clearTimeout(timer);
      callOff();
      resolve(snapshot);
    };
    const timer = setTimeout(() => {
      callOff();
      reject(new Error(`it was not seen within ${deadlineMs} ms, but ${JSON.stringify(fleet.snapshot(), null, 1)}`));
    }, deadlineMs);
    const callOff = fleet.watch(look);
    look(fleet.snapshot());
  });
}

export const deviceOf = (snapshot: FleetSnapshot, id: string): FleetDevice | undefined =>
  snapshot.devices.find((device) => device.id === id);

export const isAvailable =
  (id: string) =>
  (snapshot: FleetSnapshot): boolean =>
    deviceOf(snapshot, id)?.allocation === 'available';
