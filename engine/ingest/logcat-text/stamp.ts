/**
 * The stamps that liblog prints (`android_log_formatLogLine`): all of its year, usec, nsec, zone, epoch and monotonic
 * switches. Every digit and every range is checked.
 *
 *     06-30 23:59:60.123            year-less (the default)
 *     2022-01-02 11:42:10.613472    -v year -v usec; 9 digits with -v nsec
 *     2022-01-02 01:20:03.171 +0000 -v year -v zone
 *              1790449096.477       -v epoch, padded to 19 before the point
 *          12.345                   -v monotonic, padded to 6 before the point
 */
import { DIGIT_0, DOT, HYPHEN, PLUS, SPACE, COLON, decimal, digitsEnd, isDigit, skipSpaces } from './characters.js';
import { Clock, NO_ZONE, type Header } from './header.js';

const DAYS_TO_2000 = 10_957;
/** Days before each month of a leap year (a year-less stamp counts as of the year 2000), by month number. */
const daysBeforeMonth = Int16Array.of(0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335);
const daysInMonth = Int8Array.of(0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** Width of `MM-DD HH:MM:SS.mmm`. */
export const YEAR_LESS_WIDTH = 18;
const TIME_WIDTH = 8;

/**
 * Milliseconds of `MM-DD HH:MM:SS.mmm` at `i` as of the year 2000 in UTC, or -1. The caller has made sure that 18 bytes
 * are there. This is the hot path of the whole ingest: one pass without branches over the digits, then the ranges.
 */
export function yearLessMilliseconds(b: Uint8Array, i: number): number {
  const m1 = b[i]! - 48;
  const m0 = b[i + 1]! - 48;
  const d1 = b[i + 3]! - 48;
  const d0 = b[i + 4]! - 48;
  const h1 = b[i + 6]! - 48;
  const h0 = b[i + 7]! - 48;
  const n1 = b[i + 9]! - 48;
  const n0 = b[i + 10]! - 48;
  const s1 = b[i + 12]! - 48;
  const s0 = b[i + 13]! - 48;
  const f2 = b[i + 15]! - 48;
  const f1 = b[i + 16]! - 48;
  const f0 = b[i + 17]! - 48;
  // A byte below '0' makes x negative, one above '9' makes 9 - x negative: the sign bit of the union tells of any.
  const below = m1 | m0 | d1 | d0 | h1 | h0 | n1 | n0 | s1 | s0 | f2 | f1 | f0;
  const aboveDate = (9 - m1) | (9 - m0) | (9 - d1) | (9 - d0) | (9 - h1) | (9 - h0) | (9 - n1);
  const above = aboveDate | (9 - n0) | (9 - s1) | (9 - s0) | (9 - f2) | (9 - f1) | (9 - f0);
  const separators = (b[i + 2]! ^ 45) | (b[i + 5]! ^ 32) | (b[i + 8]! ^ 58) | (b[i + 11]! ^ 58) | (b[i + 14]! ^ 46);
  if ((below | above) < 0 || separators !== 0) return -1;
  const month = m1 * 10 + m0;
  const day = d1 * 10 + d0;
  const hour = h1 * 10 + h0;
  const minute = n1 * 10 + n0;
  const second = s1 * 10 + s0;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return -1;
  if (day > daysInMonth[month]!) return -1;
  const days = DAYS_TO_2000 + daysBeforeMonth[month]! + day - 1;
  return ((days * 24 + hour) * 3600 + minute * 60 + second) * 1000 + f2 * 100 + f1 * 10 + f0;
}

/** Reads any of the stamps at `i` into `header`. Returns the index after the stamp and its zone, or -1. */
export function parseStamp(bytes: Uint8Array, i: number, end: number, header: Header): number {
  if (i + 2 < end && bytes[i + 2]! === HYPHEN) return parseDate(bytes, i, i, end, header);
  if (i + 4 < end && bytes[i + 4]! === HYPHEN && digitsEnd(bytes, i, i + 4) === i + 4) {
    return parseDate(bytes, i, i + 5, end, header);
  }
  return parseSinceZero(bytes, i, end, header);
}

function twoDigits(bytes: Uint8Array, i: number): number {
  const tens = bytes[i]! - DIGIT_0;
  const ones = bytes[i + 1]! - DIGIT_0;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** `monthAt` is after the year when there is one, else equal to `start`. */
function parseDate(bytes: Uint8Array, start: number, monthAt: number, end: number, header: Header): number {
  if (monthAt + YEAR_LESS_WIDTH > end || bytes[monthAt + 2]! !== HYPHEN || bytes[monthAt + 5]! !== SPACE) return -1;
  const hasYear = monthAt > start;
  const year = hasYear ? decimal(bytes, start, start + 4) : 2000;
  const month = twoDigits(bytes, monthAt);
  const day = twoDigits(bytes, monthAt + 3);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return -1;
  const timeOfDay = timeOfDayMilliseconds(bytes, monthAt + 6, end);
  const point = monthAt + 6 + TIME_WIDTH;
  if (timeOfDay < 0 || bytes[point] !== DOT) return -1;
  const fractionEnd = digitsEnd(bytes, point + 1, end);
  const fraction = fractionMilliseconds(bytes, point + 1, fractionEnd);
  if (fraction < 0) return -1;
  header.clock = hasYear ? Clock.local : Clock.yearLess;
  header.ms = daysSince1970(year, month, day) * 86_400_000 + timeOfDay + fraction;
  return parseZone(bytes, fractionEnd, end, header);
}

/** Milliseconds of `HH:MM:SS` at `i`, or -1. */
export function timeOfDayMilliseconds(bytes: Uint8Array, i: number, end: number): number {
  if (i + TIME_WIDTH > end || bytes[i + 2]! !== COLON || bytes[i + 5]! !== COLON) return -1;
  const hour = twoDigits(bytes, i);
  const minute = twoDigits(bytes, i + 3);
  const second = twoDigits(bytes, i + 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

/** Milliseconds of a fraction of 3, 6 or 9 digits, with decimals; -1 for any other number of digits. */
function fractionMilliseconds(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start;
  if (digits === 3) return decimal(bytes, start, end);
  if (digits === 6) return decimal(bytes, start, end) / 1_000;
  return digits === 9 ? decimal(bytes, start, end) / 1_000_000 : -1;
}

function parseZone(bytes: Uint8Array, i: number, end: number, header: Header): number {
  header.zoneMinutes = NO_ZONE;
  if (i + 6 > end || bytes[i]! !== SPACE) return i;
  const sign = bytes[i + 1]!;
  if (sign !== PLUS && sign !== HYPHEN) return i;
  const hours = twoDigits(bytes, i + 2);
  const minutes = twoDigits(bytes, i + 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || isDigit(bytes[i + 6])) return i;
  const offset = hours * 60 + minutes;
  header.zoneMinutes = sign === PLUS || offset === 0 ? offset : -offset;
  return i + 6;
}

const EPOCH_WIDTH = 19;
/** 1973 as epoch seconds; as seconds since boot it would be three years. */
const FIRST_EPOCH_SECOND = 100_000_000;

/** `-v epoch` pads its seconds to 19, `-v monotonic` to 6; where the padding got lost the size of the number decides. */
function parseSinceZero(bytes: Uint8Array, start: number, end: number, header: Header): number {
  const first = skipSpaces(bytes, start, end);
  const point = digitsEnd(bytes, first, end);
  if (point === first || point >= end || bytes[point]! !== DOT) return -1;
  const fractionEnd = digitsEnd(bytes, point + 1, end);
  const fraction = fractionMilliseconds(bytes, point + 1, fractionEnd);
  if (fraction < 0) return -1;
  const seconds = decimal(bytes, first, point);
  const isEpoch = point - start === EPOCH_WIDTH || seconds >= FIRST_EPOCH_SECOND;
  header.clock = isEpoch ? Clock.epoch : Clock.monotonic;
  header.ms = seconds * 1000 + fraction;
  header.zoneMinutes = NO_ZONE;
  return fractionEnd;
}

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysIn(year: number, month: number): number {
  return month === 2 && !isLeapYear(year) ? 28 : daysInMonth[month]!;
}

function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const leapDaysBefore1970 = 477;
  const tableIsOneAhead = month > 2 && !isLeapYear(year) ? 1 : 0;
  return (year - 1970) * 365 + leapDays - leapDaysBefore1970 + daysBeforeMonth[month]! - tableIsOneAhead + day - 1;
}
