import { AttachedDevice } from './attached-device.js';
import { DeviceControl } from './control/device-control.js';
import type { DeviceOptions } from './device/simulated-device.js';
import { models, type ModelName } from './device/models.js';
import { releases, type ReleaseNumber } from './device/releases.js';
import { quirkProfiles, type QuirkProfile } from './device/vendor-quirks.js';
import { realHostTime, type HostTime } from './device/virtual-time.js';

/** In `mixed`, every other device is faithful and the rest take turns. */
export type FleetProfile = QuirkProfile | 'mixed';

export interface FleetOptions {
  readonly devices: number;
  readonly profile: FleetProfile;
  /** Of the first device; the others follow. 0: free ports. */
  readonly firstPort: number;
  /** Virtual time for each of real time. */
  readonly speed: number;
  readonly seed: number;
  readonly host?: HostTime;
  readonly wallAtStart: number;
}

export interface FleetDevice {
  readonly attached: AttachedDevice;
  readonly profile: QuirkProfile;
  readonly control: DeviceControl;
}

export interface Fleet {
  readonly devices: readonly FleetDevice[];
  readonly stop: () => Promise<void>;
}

const releaseNumbers = Object.keys(releases).map(Number) as ReleaseNumber[];
const modelNames = (Object.keys(models) as ModelName[]).filter((name) => name !== 'emulator');
const allProfiles = Object.keys(quirkProfiles) as QuirkProfile[];

/** Half of a mixed fleet is faithful: a lab's phones mostly work. */
const mixed: readonly QuirkProfile[] = allProfiles.flatMap((profile) =>
  profile === 'faithful' ? [] : (['faithful', profile] as const),
);

export const fleetProfiles: readonly FleetProfile[] = [...allProfiles, 'mixed'];

/** Starts devices of all releases and makers. Rejects when a port is taken; nothing is left running then. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const devices = Array.from({ length: options.devices }, (_, index) => newDevice(options, index));
  const stop = async (): Promise<void> => {
    await Promise.all(devices.map(({ attached }) => attached.detach()));
  };
  try {
    for (const [index, { attached }] of devices.entries()) {
      await attached.attach(options.firstPort === 0 ? 0 : options.firstPort + index);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { devices, stop };
}

function newDevice(options: FleetOptions, index: number): FleetDevice {
  const profile = options.profile === 'mixed' ? (mixed[index % mixed.length] ?? 'faithful') : options.profile;
  const device: DeviceOptions = {
    serialNumber: `SIM${String(index + 1).padStart(5, '0')}`,
    release: releaseOf(index),
    model: modelNames[index % modelNames.length] ?? 'pixel',
    quirks: quirkProfiles[profile],
    host: options.host ?? realHostTime,
    speed: options.speed,
    wallAtStart: options.wallAtStart,
    bootedMsAgo: 3_600_000 + index * 61_000,
    bootDurationMs: 3_000,
    seed: options.seed + index,
  };
  const attached = new AttachedDevice(device, false);
  return { attached, profile, control: new DeviceControl(attached) };
}

/** Releases take turns, beginning one later each round: else every other device would always be of the same two. */
function releaseOf(index: number): ReleaseNumber {
  const round = Math.floor(index / releaseNumbers.length);
  return releaseNumbers[(index + round) % releaseNumbers.length] ?? 16;
}
