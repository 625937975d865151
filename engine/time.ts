/**
 * The four kinds of time a device knows, as brands, so that they cannot be mixed by accident.
 *
 *     uptime   SystemClock.uptimeMillis()      since boot, stops in deep sleep      limits are counted on it
 *     elapsed  SystemClock.elapsedRealtime()   since boot, runs in deep sleep       the 24 h window is counted on it
 *     wall     System.currentTimeMillis()      since 1970-01-01 UTC                 what people and logs write
 *     duration a difference of two instants of one kind
 *
 * All are milliseconds. This file is the only place that turns one kind into another.
 */
declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Milliseconds since boot that stop while the device is in deep sleep (`SystemClock.uptimeMillis`). */
export type UptimeMs = Brand<number, 'UptimeMs'>;
/** Milliseconds since boot that also run in deep sleep (`SystemClock.elapsedRealtime`). */
export type ElapsedMs = Brand<number, 'ElapsedMs'>;
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type WallMs = Brand<number, 'WallMs'>;
/** A length of time in milliseconds. */
export type DurationMs = Brand<number, 'DurationMs'>;

export const uptimeMs = (milliseconds: number): UptimeMs => milliseconds as UptimeMs;
export const elapsedMs = (milliseconds: number): ElapsedMs => milliseconds as ElapsedMs;
export const wallMs = (milliseconds: number): WallMs => milliseconds as WallMs;
export const durationMs = (milliseconds: number): DurationMs => milliseconds as DurationMs;

export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;

export const seconds = (count: number): DurationMs => durationMs(count * MS_PER_SECOND);
export const minutes = (count: number): DurationMs => durationMs(count * MS_PER_MINUTE);
export const hours = (count: number): DurationMs => durationMs(count * MS_PER_HOUR);

/** The instant `duration` after `instant`, on the same clock. */
export function later<T extends UptimeMs | ElapsedMs | WallMs>(instant: T, duration: DurationMs): T {
  return (instant + duration) as T;
}

/** `to - from` on one clock; negative when `to` is earlier. */
export function between<T extends UptimeMs | ElapsedMs | WallMs>(from: T, to: T): DurationMs {
  return durationMs(to - from);
}
