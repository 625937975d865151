/** How a device is told: its state, what keeps it from a run, its numbers. */
import type { BatteryHealth, FleetDevice } from '../../../../app/api/contract.js';
import { formatDifference } from '../../../../engine/time-format.js';
import type { Tone } from '../../components/mark-kinds.js';
import { t } from '../../messages/translate.js';

export interface StateWords {
  readonly text: string;
  readonly tone: Tone;
  readonly shape: 'dot' | 'ring' | 'bar' | 'cross';
}

/** One state out of two: adb's as long as that is the obstacle, else the lab's. */
export function stateOf(device: FleetDevice): StateWords {
  if (device.allocation === 'ignored') return { text: t('allocation.ignored'), tone: 'muted', shape: 'ring' };
  if (device.state === 'gone') return { text: t('connection.gone'), tone: 'muted', shape: 'ring' };
  if (device.state !== 'device') return { text: t(`connection.${device.state}`), tone: 'wrong', shape: 'cross' };
  const text = t(`allocation.${device.allocation}`);
  switch (device.allocation) {
    case 'available':
      return { text, tone: 'agree', shape: 'dot' };
    case 'leased':
      return { text, tone: 'ink', shape: 'dot' };
    case 'dirty':
      return { text, tone: 'wrong', shape: 'bar' };
    case 'quarantined':
      return { text, tone: 'small', shape: 'bar' };
    case 'unavailable':
      return { text, tone: 'wrong', shape: 'cross' };
    case 'checking':
      return { text, tone: 'muted', shape: 'ring' };
  }
}

export function isDirty({ openChanges, lease }: FleetDevice): boolean {
  return openChanges.length > 0 && lease === null;
}

/** Why nothing can be done with the device now; `null` when it is free. */
export function obstacleOf(device: FleetDevice): string | null {
  if (device.state !== 'device') return t('fleet.blocked-not-connected');
  switch (device.allocation) {
    case 'available':
      return null;
    case 'leased':
      return t('fleet.blocked-leased');
    case 'dirty':
      return t('fleet.blocked-dirty');
    case 'quarantined':
      return t('fleet.blocked-quarantined');
    case 'ignored':
      return t('fleet.blocked-ignored');
    case 'checking':
      return t('fleet.blocked-checking');
    case 'unavailable':
      return device.advice ?? t('fleet.blocked-not-connected');
  }
}

export function batteryWords({ percent, charging, isPretended }: BatteryHealth): string {
  const notes = [...(charging ? [t('fleet.charging')] : []), ...(isPretended ? [t('fleet.pretended')] : [])];
  return [t('fleet.battery', { percent }), ...notes].join(', ');
}

/** `+14 ms ±3`; `null` where it was not read. */
export function skewWords(device: FleetDevice): string | null {
  const { clockSkewMs = null, clockSkewErrorMs = null } = device.health ?? {};
  if (clockSkewMs === null) return null;
  const skew = formatDifference(Math.round(clockSkewMs));
  return clockSkewErrorMs === null ? skew : `${skew} ±${Math.ceil(clockSkewErrorMs)}`;
}

// The demands that a run's gates make, `app/lab/devices/health/gates.ts`: a number is amber where a run would not begin.
const LOW_BATTERY_PERCENT = 30;
const HOT_CELSIUS = 40;
const LITTLE_STORAGE_BYTES = 300 * 1024 * 1024;

/** Who made it, and what it is called there, unless that is its name already. */
export function kindOf({ manufacturer, model, name }: FleetDevice): string {
  const words = [manufacturer, model === name ? null : model].filter((word) => word !== null && word !== '');
  return words.length === 0 ? (model ?? t('common.unknown')) : words.join(' ');
}

/** Numbers that a person should look at. */
export function isLowBattery({ health }: FleetDevice): boolean {
  return health?.battery !== undefined && health.battery !== null && health.battery.percent < LOW_BATTERY_PERCENT;
}

export function isHot({ health }: FleetDevice): boolean {
  return (health?.battery?.celsius ?? 0) > HOT_CELSIUS;
}

export function isFull({ health }: FleetDevice): boolean {
  return (health?.freeStorageBytes ?? Infinity) < LITTLE_STORAGE_BYTES;
}

/** Dirty first, then what is connected, then the rest; by name within each. */
export function inOrder(devices: readonly FleetDevice[]): readonly FleetDevice[] {
  const rank = (device: FleetDevice): number => {
    if (isDirty(device)) return 0;
    if (device.allocation === 'ignored') return 3;
    return device.state === 'gone' ? 2 : 1;
  };
  return devices.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

export function fits(device: FleetDevice, filter: string): boolean {
  const { name, model, manufacturer, serialno, labels, release } = device;
  const text = [name, model, manufacturer, serialno, ...labels, `android ${release ?? ''}`, stateOf(device).text]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
