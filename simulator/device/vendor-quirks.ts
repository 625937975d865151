import type { Variant } from '../limits/script.js';
import type { ModelName } from './models.js';

/** Ways in which real phones differ from the platform's code, and in which cables and people fail. Nothing here by default. */
export interface Quirks {
  /** The vendor's power manager kills the process so long after its service went to the foreground (uptime). */
  readonly killAfterMs?: number;
  /** The low-memory killer takes the process so long after its service went to the foreground. */
  readonly killForMemoryAfterMs?: number;
  /** An older code of the limits than the release has as a rule (specification fgs-limits, 0.1). */
  readonly variant?: Variant;
  /** So long after a service went to the foreground the device sleeps deeply, once. */
  readonly sleepsAfterMs?: number;
  /** So long after a service went to the foreground the wall clock is put an hour forward, once. */
  readonly clockJumpAfterMs?: number;
  /** onTimeout comes so much later than the setting says. */
  readonly lateTimeoutMs?: number;
  /** An app that ignores onTimeout is not crashed. */
  readonly doesNotCrash?: boolean;
  /** The platform's own flag for that crash is off: it only writes what it would have thrown. */
  readonly crashFlagIsOff?: boolean;
  /** The platform's own flag for the limits is off (`introduce_new_service_ontimeout_callback`): they never begin. */
  readonly limitsFlagIsOff?: boolean;
  /** So long after each boot the server's values of the limits are pushed, as Play services do, unless that is off. */
  readonly configSyncAfterMs?: number;
  /** The device restarts once, so long after a service went to the foreground. */
  readonly rebootAfterMs?: number;
  /** Bytes of each log buffer. */
  readonly logBufferBytes?: number;
  /** And logd does not take another size. */
  readonly isLogSizeFixed?: boolean;
  /** So long after the start of the simulation nothing is answered any more. 0: from the beginning. */
  readonly freezeAfterMs?: number;
  /** Nobody touches "Allow USB debugging". */
  readonly isUnauthorized?: boolean;
  /** The connection is lost again and again, on average so long after it came. */
  readonly cableLossEveryMs?: number;
}

const minute = 60_000;

/**
 * What the managers of vendors give as the reason when they kill (specification log-formats, section 6). A Pixel has none:
 * a simulated one with this quirk says what a Rockchip board would.
 */
export const vendorKillReasons: Readonly<Record<ModelName, string>> = {
  pixel: 'BackgroundManagerService: over limit',
  galaxy: 'MARs: background restricted',
  xiaomi: 'AutoPowerKill',
  oneplus: 'BgDetect: abnormal power use',
  emulator: 'BackgroundManagerService: over limit',
  oppo: 'Athena: clear background',
};

export const quirkProfiles = {
  faithful: {},
  'kills-early': { killAfterMs: 20_000 },
  'low-memory': { killForMemoryAfterMs: 25_000 },
  'slow-handler': { lateTimeoutMs: 400 },
  'late-timeout': { lateTimeoutMs: 7_000 },
  'older-code': { variant: 'V2' },
  'sleeps-deeply': { sleepsAfterMs: 20_000 },
  'clock-jumps': { clockJumpAfterMs: 20_000 },
  'no-crash': { doesNotCrash: true },
  'crash-flag-off': { crashFlagIsOff: true },
  'config-sync': { configSyncAfterMs: 3.5 * minute },
  'reboots-in-the-middle': { rebootAfterMs: 30_000 },
  'small-log-buffer': { logBufferBytes: 16 << 10, isLogSizeFixed: true },
  frozen: { freezeAfterMs: 10_000 },
  unauthorized: { isUnauthorized: true },
  'flaky-cable': { cableLossEveryMs: 20_000 },
} as const satisfies Readonly<Record<string, Quirks>>;

export type QuirkProfile = keyof typeof quirkProfiles;
