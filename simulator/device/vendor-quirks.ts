/** Ways in which real phones differ from the platform's code, and in which cables and people fail. Nothing here by default. */
export interface Quirks {
  /** The vendor's power manager kills the process so long after its service went to the foreground (uptime). */
  readonly killAfterMs?: number;
  /** onTimeout comes so much later than the setting says. */
  readonly lateTimeoutMs?: number;
  /** An app that ignores onTimeout is not crashed. */
  readonly doesNotCrash?: boolean;
  /** So long after each boot the server's values of the limits are pushed, as Play services do, unless that is off. */
  readonly configSyncAfterMs?: number;
  /** The device restarts once, so long after a service went to the foreground. */
  readonly rebootAfterMs?: number;
  /** Bytes of each log buffer. */
  readonly logBufferBytes?: number;
  /** So long after the start of the simulation nothing is answered any more. 0: from the beginning. */
  readonly freezeAfterMs?: number;
  /** Nobody touches "Allow USB debugging". */
  readonly isUnauthorized?: boolean;
  /** The connection is lost again and again, on average so long after it came. */
  readonly cableLossEveryMs?: number;
}

const minute = 60_000;

export const quirkProfiles = {
  faithful: {},
  'kills-early': { killAfterMs: 20_000 },
  'late-timeout': { lateTimeoutMs: 7_000 },
  'no-crash': { doesNotCrash: true },
  'config-sync': { configSyncAfterMs: 3.5 * minute },
  'reboots-in-the-middle': { rebootAfterMs: 30_000 },
  'small-log-buffer': { logBufferBytes: 16 << 10 },
  frozen: { freezeAfterMs: 10_000 },
  unauthorized: { isUnauthorized: true },
  'flaky-cable': { cableLossEveryMs: 20_000 },
} as const satisfies Readonly<Record<string, Quirks>>;

export type QuirkProfile = keyof typeof quirkProfiles;
