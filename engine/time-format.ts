/**
 * How lengths of time and moments are written for people. One form everywhere: terminal, HTML, JUnit, screens.
 *
 *     250 ms · 8.173 s · 5 h 59 m 50 s · 5 h 59 m 50.061 s · 2 d 3 h        nothing is rounded away above a microsecond
 *     2026-09-27 03:12:44.061 +03:00
 */
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './time.js';
import { invariant } from './result.js';

/** A real minus sign: it aligns with `+` and is never taken for a dash between two values. */
const MINUS = '−';
const MICROSECONDS_PER_MS = 1_000;

const trimZeros = (digits: string): string => digits.replace(/0+$/, '');

/** `50` seconds and `61` ms → `50.061`; whole seconds stay `50`; microseconds are shown only when there are any. */
function secondsText(milliseconds: number): string {
  const microseconds = Math.round(milliseconds * MICROSECONDS_PER_MS);
  const whole = Math.floor(microseconds / 1_000_000);
  const fraction = microseconds % 1_000_000;
  if (fraction === 0) return String(whole);
  const digits = String(fraction).padStart(6, '0');
  return `${whole}.${digits.slice(0, 3)}${trimZeros(digits.slice(3))}`;
}

/** A length of time in milliseconds as text; exact to the microsecond. Negative lengths begin with a minus sign. */
export function formatDuration(milliseconds: number): string {
  invariant(Number.isFinite(milliseconds), 'a duration is a finite number of milliseconds');
  const rounded = Math.round(milliseconds * MICROSECONDS_PER_MS) / MICROSECONDS_PER_MS;
  if (rounded < 0) return `${MINUS}${formatDuration(-rounded)}`;
  if (rounded < MS_PER_SECOND) return `${rounded} ms`;
  if (rounded < MS_PER_MINUTE) return `${secondsText(rounded)} s`;
  const days = Math.floor(rounded / MS_PER_DAY);
  const hours = Math.floor((rounded % MS_PER_DAY) / MS_PER_HOUR);
  const minutes = Math.floor((rounded % MS_PER_HOUR) / MS_PER_MINUTE);
  const seconds = secondsText(rounded % MS_PER_MINUTE);
  const parts = [`${days} d`, `${hours} h`, `${minutes} m`, `${seconds} s`];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}

/** A difference with its sign: `+61 ms`, `−2 h 4 m`, `0 ms`. */
export function formatDifference(milliseconds: number): string {
  return milliseconds > 0 ? `+${formatDuration(milliseconds)}` : formatDuration(milliseconds);
}

/** Local time as if it were UTC, and the zone when the text has one. */
interface WallReading {
  readonly localMs: number;
  readonly zoneMinutes: number | null;
}

const WALL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;

function zoneMinutesOf(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Reads `2026-09-27T03:12:44.061+03:00`, with or without zone; `null` for any other text. */
export function readWall(wall: string): WallReading | null {
  const match = WALL.exec(wall);
  if (match === null) return null;
  const field = (index: number): number => Number(match[index] ?? 0);
  const fractionMs = Number(`0.${match[7] ?? '0'}`) * MS_PER_SECOND;
  const localMs = Date.UTC(field(1), field(2) - 1, field(3), field(4), field(5), field(6)) + fractionMs;
  return { localMs, zoneMinutes: zoneMinutesOf(match[8]) };
}

/** `180` → `+03:00`. */
export function formatZone(zoneMinutes: number): string {
  const size = Math.abs(zoneMinutes);
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return `${zoneMinutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

/** Local milliseconds (as if UTC) as `2026-09-27 03:12:44.061`. */
export function formatLocal(localMs: number): string {
  const moment = new Date(Math.floor(localMs));
  if (Number.isNaN(moment.getTime())) return `${localMs} ms`;
  return moment.toISOString().replace('T', ' ').replace('Z', '');
}

/** An ISO text as a person reads it: `2026-09-27 03:12:44.061 +03:00`. A text that is not ISO 8601 comes back unchanged. */
export function formatWall(wall: string): string {
  const reading = readWall(wall);
  if (reading === null) return wall;
  const local = formatLocal(reading.localMs);
  return reading.zoneMinutes === null ? local : `${local} ${formatZone(reading.zoneMinutes)}`;
}
