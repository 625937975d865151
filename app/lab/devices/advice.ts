/** What a person can do about a device that cannot be used. One or two sentences each. */
import type { Connection, ConnectionState } from './fleet.js';

/** `said`: what adb wrote, which for missing permissions names the reason. */
export function stateAdvice(state: ConnectionState, via: Connection['via'], said: string): string | null {
  switch (state) {
    case 'device':
    case 'authorizing':
      return null;
    case 'unauthorized':
      return 'Unlock the device and accept the key of this computer (Allow USB debugging). When no question comes, revoke USB debugging authorizations in its developer options and connect it again.';
    case 'no-permissions':
      return `This computer may not open the device (adb says: ${said}). On Linux install the udev rules (Debian: android-sdk-platform-tools-common), join the group plugdev, log in again and plug the device in again.`;
    case 'offline':
      return via === 'tcp'
        ? 'The connection over the network was lost. Curfew goes on trying; check that device and computer are in one network, and that debugging over it is still on.'
        : 'The device does not answer adb. Curfew tries to reconnect it; else pull the cable and plug it in again.';
    case 'recovery':
      return 'The device is in recovery. Choose "Reboot system now" on it.';
    case 'sideload':
      return 'The device waits for an update (sideload). Let it finish, or restart it.';
    case 'bootloader':
      return 'The device is in its bootloader. Choose "Start" on it, or run: fastboot reboot';
    case 'rescue':
      return 'The device is in rescue mode. Restart it.';
    case 'host':
      return 'This is an adb host and no device.';
    case 'unknown':
      return said === '' ? null : `adb calls its state "${said}". Connect it again.`;
    case 'gone':
      return 'Connect the device.';
  }
}

export const ignoredAdvice = 'The lab leaves this device alone because a person said so.';
export const twinAdvice = (serials: readonly string[]): string =>
  `Two devices with this serial number are connected (${serials.join(', ')}): they cannot be told apart. Disconnect one, or stop one of two emulators of the same AVD.`;
export const silentAdvice = (why: string): string =>
  `The device is connected and does not answer (${why}). Curfew goes on trying; unlock it, or restart it.`;
export const bootingAdvice = 'The device is starting.';
