/** Numbers with their units, as lists show them. */
import { formatDuration } from '../../../engine/time-format.js';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `184 KiB`, `61 GiB`: powers of 1024 everywhere, as devices and the lab's own sentences count, and rounded down as they do. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? (Math.floor(value * 10) / 10).toFixed(1) : Math.floor(value)} ${units[unit] ?? ''}`;
}

/** `8 h 0 m 10 s` is exact elsewhere; a list needs two parts: `8 h`, `14 m 26 s`, `61 ms`. */
export function formatRough(ms: number): string {
  const rounded =
    ms >= 3_600_000 ? Math.round(ms / 60_000) * 60_000 : ms >= 1_000 ? Math.round(ms / 1_000) * 1_000 : ms;
  return formatDuration(rounded).split(' ').slice(0, 4).join(' ');
}

/** `2026-11-22 23:12` of an ISO time, in the computer's own zone. */
export function formatWhen(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
