/** What a run demands of a device before it begins. */
import type { DeviceHealth, Gate } from '../fleet.js';

/** Below this a device may go into battery saver, or off, during a long run. */
const LEAST_PERCENT = 30;
/** Warmer than this, phones slow down and charge no more; a swollen battery is a danger. */
const WARMEST_CELSIUS = 40;
/** The probe, its journal, and the log of a long run. */
const LEAST_STORAGE_BYTES = 300 * 1024 * 1024;
const COOL = ['none', 'light'];

const gate = (name: string, met: boolean, found: string, todo: string): Gate => ({
  name,
  met,
  text: met ? `${found}.` : `${found}: ${todo}.`,
});

/** In a fixed order. What the device does not tell stands in nobody's way. */
export function gatesOf(health: DeviceHealth): readonly Gate[] {
  const { battery, freeStorageBytes, thermal, bootCompleted } = health;
  const gates = [
    gate('started', bootCompleted, bootCompleted ? 'The device has started' : 'The device is still starting', 'wait'),
  ];
  if (battery !== null) gates.push(...batteryGates(battery));
  if (freeStorageBytes !== null) {
    const mebibytes = Math.floor(freeStorageBytes / 1024 / 1024);
    gates.push(
      gate('storage', freeStorageBytes >= LEAST_STORAGE_BYTES, `${mebibytes} MiB of storage are free`, 'free 300 MiB'),
    );
  }
  if (thermal !== null)
    gates.push(gate('heat', COOL.includes(thermal), `The device says its heat is "${thermal}"`, 'let it cool down'));
  return gates;
}

function batteryGates({ percent, celsius, isPretended }: NonNullable<DeviceHealth['battery']>): readonly Gate[] {
  const gates = [
    gate('battery', percent >= LEAST_PERCENT, `The battery is at ${percent} %`, `charge it to ${LEAST_PERCENT} %`),
    gate(
      'battery is real',
      !isPretended,
      isPretended
        ? 'Somebody told the device to believe something else of its battery'
        : 'The battery is told as it is',
      'run "dumpsys battery reset" on it, or restart it',
    ),
  ];
  if (celsius !== null)
    gates.push(gate('temperature', celsius <= WARMEST_CELSIUS, `The battery has ${celsius} °C`, 'let it cool down'));
  return gates;
}
