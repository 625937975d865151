/** A device with the probe on it, and what its system wrote. */
import { readFileSync } from 'node:fs';
import { newDevice } from '../device/device-fixture.js';
import type { ReleaseNumber } from '../device/releases.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import type { Quirks } from '../device/vendor-quirks.js';

export const probe = (target: number): string => `dev.curfew.probe.t${target}`;

export function withProbe(target = 35, quirks: Quirks = {}, release: ReleaseNumber = 16): SimulatedDevice {
  const device = newDevice({ quirks, release });
  const apk = readFileSync(new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${target}.apk`, import.meta.url));
  const answer = device.install(apk, { mayBeTestOnly: true, mayDowngrade: false, grantsAll: false });
  if (answer !== 'Success') throw new Error(answer);
  return device;
}

export const start = (service: string, extras = '', target = 35): string =>
  `am start-foreground-service -n ${probe(target)}/dev.curfew.probe.${service} ${extras}`;

/** What the system wrote: milliseconds since the device was made, tag and text, without what is only noise here. */
export function told(device: SimulatedDevice): string[] {
  return device.log
    .records(['events', 'system', 'crash'])
    .filter(({ tag, message }) => !/^am_proc_bound$|^am_uid_/.test(tag) && !message.startsWith('Start proc'))
    .map(
      ({ wallMs, tag, message }) =>
        `${wallMs - device.options.wallAtStart} ${tag} ${message.split('\n').at(-2) ?? message}`,
    );
}

export const minute = 'device_config put activity_manager data_sync_fgs_timeout_duration 60000';
