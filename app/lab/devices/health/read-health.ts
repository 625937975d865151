/** Battery, storage, heat, screen: what decides whether a device is fit for a run. Read in one line of its shell. */
import { ok, type Result } from '../../../../engine/result.js';
import type { AdbFailure, AdbPort } from '../adb-port.js';
import type { BatteryHealth, DeviceHealth } from '../fleet.js';
import { feelPulse } from './pulse.js';

const sections = {
  battery: 'dumpsys battery',
  storage: 'df -k /data',
  power: 'dumpsys power',
  thermal: 'dumpsys thermalservice',
} as const;
type Section = keyof typeof sections;

const names = Object.keys(sections) as Section[];
const border = '--- curfew ---';
const command = names.map((name) => sections[name]).join(`; echo '${border}'; `);

/** What a device does not tell is null. `clock`: milliseconds since 1970. */
export async function readHealth(port: AdbPort, clock: () => number): Promise<Result<DeviceHealth, AdbFailure>> {
  const pulse = await feelPulse(port, clock);
  if (!pulse.ok) return pulse;
  const answer = await port.shell(command);
  if (!answer.ok) return answer;
  const { uptimeMs, clockSkewMs, latencyMs, bootCompleted } = pulse.value;
  return ok({
    readAt: new Date(clock()).toISOString(),
    ...parseHealth(answer.value.stdout),
    uptimeMs,
    clockSkewMs,
    clockSkewErrorMs: clockSkewMs === null ? null : Math.ceil(latencyMs / 2),
    latencyMs,
    bootCompleted,
  });
}

type ReadHealth = Pick<DeviceHealth, 'battery' | 'freeStorageBytes' | 'screenOn' | 'thermal'>;

export function parseHealth(text: string): ReadHealth {
  const parts = text.split(border);
  const part = (name: Section): string => parts[names.indexOf(name)] ?? '';
  return {
    battery: parseBattery(part('battery')),
    freeStorageBytes: parseFreeStorage(part('storage')),
    screenOn: parseScreen(part('power')),
    thermal: parseThermal(part('thermal')),
  };
}

/** BatteryManager: 2 charging, 5 full. */
const CHARGING = [2, 5];

/** `dumpsys battery`; temperatures there are tenths of a degree. */
export function parseBattery(text: string): BatteryHealth | null {
  const number = (name: string): number | null => {
    const digits = new RegExp(`^\\s*${name}: (-?[0-9]{1,6})\\s*$`, 'm').exec(text)?.[1];
    return digits === undefined ? null : Number(digits);
  };
  const [level, scale, tenths, status] = [
    number('level'),
    number('scale') ?? 100,
    number('temperature'),
    number('status'),
  ];
  // A device without a battery tells a level all the same.
  if (level === null || scale <= 0 || /^\s*present: false\s*$/m.test(text)) return null;
  return {
    percent: Math.round((level / scale) * 100),
    celsius: tenths === null ? null : tenths / 10,
    charging: status !== null && CHARGING.includes(status),
    isPretended: text.includes('UPDATES STOPPED'),
  };
}

/** The column `Available` of `df -k`, in KiB; a long device name puts the numbers on a line of their own. */
export function parseFreeStorage(text: string): number | null {
  const kibibytes = /\s([0-9]{1,15})\s+[0-9]{1,3}%\s+\S+\s*$/.exec(text.trimEnd())?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

export function parseScreen(text: string): boolean | null {
  const wakefulness = /^\s*mWakefulness=(\w+)/m.exec(text)?.[1];
  return wakefulness === undefined ? null : wakefulness === 'Awake';
}

/** android.os.PowerManager THERMAL_STATUS_*. */
const thermalWords = ['none', 'light', 'moderate', 'severe', 'critical', 'emergency', 'shutdown'] as const;

export function parseThermal(text: string): string | null {
  const status = /^\s*Thermal Status: ([0-9])\s*$/m.exec(text)?.[1];
  return status === undefined ? null : (thermalWords[Number(status)] ?? null);
}
