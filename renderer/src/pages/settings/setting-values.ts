/** What a person types for a setting, read. */
const MAX_TOLERANCE_MS = 600_000;
const BYTES_A_GIB = 1024 ** 3;

/** Milliseconds, or `null` when the text is none. */
export function readTolerance(text: string): number | null {
  if (!/^\d{1,6}$/.test(text.trim())) return null;
  const value = Number(text);
  return value >= 1 && value <= MAX_TOLERANCE_MS ? value : null;
}

/** A number above 0; empty: no limit; anything else: `undefined`. */
export function readLimit(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = Number(trimmed);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

export const bytesOf = (gibibytes: number | null): number | null =>
  gibibytes === null ? null : Math.round(gibibytes * BYTES_A_GIB);

/** `21.5`; empty without a limit. */
export const gibibytesText = (bytes: number | null): string =>
  bytes === null ? '' : String(Math.round(bytes / (BYTES_A_GIB / 10)) / 10);

/** The addresses of a list, one a line; `bad`: the first that is none. */
export function readServers(text: string): { readonly servers: readonly string[]; readonly bad: string | null } {
  const servers = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return { servers, bad: servers.find((line) => !/^[^\s:]+:\d{1,5}$/.test(line)) ?? null };
}
