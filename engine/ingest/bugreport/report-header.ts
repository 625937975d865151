/**
 * The first lines of a bugreport (`dumpstate` PrintHeader): date, build, kernel, uptime.
 *
 *     == dumpstate: 2019-08-15 15:08:46
 *     Build fingerprint: 'google/sdk_gphone_x86/generic_x86:9/PSR1.180720.075/5124027:user/release-keys'
 *     Uptime: up 0 weeks, 0 days, 3 hours, 1 minute
 */
import { parseDate } from '../dumpsys/duration.js';
import type { Stamp } from '../record.js';

export interface ReportHeader {
  /** When dumpstate began; local time of the device, to the second. */
  readonly startedAt: Stamp | undefined;
  readonly fingerprint: string | undefined;
  /** Major platform release, from the fingerprint (`:9/`). `undefined` for preview builds that print a letter. */
  readonly release: number | undefined;
  readonly sdk: number | undefined;
  readonly kernel: string | undefined;
  /** Time since boot, to the minute only. */
  readonly uptimeMs: number | undefined;
}

export const emptyHeader: ReportHeader = {
  startedAt: undefined,
  fingerprint: undefined,
  release: undefined,
  sdk: undefined,
  kernel: undefined,
  uptimeMs: undefined,
};

/** The release of `brand/product/device:9/ID/INCREMENTAL:type/keys`; `7.1.1` counts as 7. */
export function releaseOfFingerprint(fingerprint: string): number | undefined {
  const match = /:(\d{1,3})(?:\.[\d.]*)?\//.exec(fingerprint);
  return match === null ? undefined : Number(match[1]);
}

const periodMs: readonly [RegExp, number][] = [
  [/(\d+) weeks?/, 604_800_000],
  [/(\d+) days?/, 86_400_000],
  [/(\d+) hours?/, 3_600_000],
  [/(\d+) minutes?/, 60_000],
];

function parseUptime(text: string): number | undefined {
  let total = 0;
  let found = false;
  for (const [form, unit] of periodMs) {
    const match = form.exec(text);
    if (match === null) continue;
    found = true;
    total += Number(match[1]) * unit;
  }
  return found ? total : undefined;
}

/** The header with what one more of its lines says. */
export function withHeaderLine(header: ReportHeader, text: string): ReportHeader {
  const colon = text.indexOf(': ');
  if (colon < 0) return header;
  const value = text.slice(colon + 2).trim();
  switch (text.slice(0, colon)) {
    case '== dumpstate':
      return { ...header, startedAt: header.startedAt ?? parseDate(value) };
    case 'Build fingerprint': {
      const fingerprint = value.replaceAll("'", '').slice(0, 512);
      return { ...header, fingerprint, release: releaseOfFingerprint(fingerprint) };
    }
    case 'Android SDK version':
      return /^\d{1,4}$/.test(value) ? { ...header, sdk: Number(value) } : header;
    case 'Kernel':
      return { ...header, kernel: value.slice(0, 512) };
    case 'Uptime':
      return { ...header, uptimeMs: parseUptime(value.slice(0, 200)) };
    default:
      return header;
  }
}
