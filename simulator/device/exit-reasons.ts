import type { Clocks } from './clocks.js';

/** `ApplicationExitInfo` reasons, as `dumpsys activity exit-info` prints them. */
const reasons = {
  SIGNALED: 2,
  LOW_MEMORY: 3,
  'APP CRASH(EXCEPTION)': 4,
  ANR: 6,
  'USER REQUESTED': 10,
  'OTHER KILLS BY SYSTEM': 13,
  'PACKAGE UPDATED': 16,
} as const;

export type ExitReason = keyof typeof reasons;

export interface ExitInfo {
  readonly wallMs: number;
  readonly pid: number;
  readonly uid: number;
  readonly process: string;
  readonly reason: ExitReason;
  readonly reasonNumber: number;
  readonly description: string;
  /** The signal, for SIGNALED. */
  readonly status: number;
  /** `RunningAppProcessInfo.importance` when it ended. */
  readonly importance: number;
}

/** What the platform keeps for each app. */
const MAX_PER_UID = 16;

/** How processes ended: on disk, newest first. */
export class ExitReasons {
  readonly #infos = new Map<number, ExitInfo[]>();

  constructor(private readonly clocks: Clocks) {}

  add(
    process: { readonly pid: number; readonly uid: number; readonly name: string },
    why: Pick<ExitInfo, 'reason' | 'description' | 'importance'> & { readonly status?: number },
  ): void {
    const info = {
      wallMs: this.clocks.wall,
      pid: process.pid,
      uid: process.uid,
      process: process.name,
      reason: why.reason,
      reasonNumber: reasons[why.reason],
      description: why.description,
      status: why.status ?? 0,
      importance: why.importance,
    };
    this.#infos.set(process.uid, [info, ...this.of(process.uid)].slice(0, MAX_PER_UID));
  }

  of(uid: number): readonly ExitInfo[] {
    return this.#infos.get(uid) ?? [];
  }

  forget(uid: number): void {
    this.#infos.delete(uid);
  }
}
