/** Gives devices to one holder each, and knows who has what until it is given back. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { Desktop } from '../../ledger/change.js';
import type { DeviceCare } from '../device-care.js';
import type { LeasedDevice } from '../device-fleet.js';
import type { FleetBoard } from '../fleet-board.js';
import type { FleetMember } from '../fleet-member.js';
import type { Pace } from '../pace.js';
import { refusalOf } from '../refusal.js';
import { DeviceLease } from './device-lease.js';
import { leasedDevice } from './leased-device.js';

/** How long a wish waits for a device that is just being looked at. */
const CHECK_MS = 20_000;
const LONGEST_HOLDER = 200;

export interface LeaseDeskOptions {
  readonly board: FleetBoard;
  readonly care: DeviceCare;
  readonly desktop: Desktop;
  readonly lockFile: (id: string) => string;
  readonly pace: Pace;
  readonly clock: () => number;
}

export class LeaseDesk {
  readonly #leased = new Map<FleetMember, LeasedDevice>();
  readonly #leasing = new Set<FleetMember>();
  readonly #wakers = new Set<() => void>();
  #isClosed = false;

  constructor(private readonly options: LeaseDeskOptions) {}

  /** The error says who has it, or why nobody can. */
  async lease(member: FleetMember, holder: string): Promise<Result<LeasedDevice, string>> {
    const { board, care } = this.options;
    if (member.foreignLease !== null) await care.lookAgain(member);
    await board.until(() => member.allocation !== 'checking', CHECK_MS);
    const refusal = refusalOf(member, this.#leasing.has(member));
    if (refusal !== undefined) return fail(refusal);
    this.#leasing.add(member);
    try {
      return await this.#take(member, holder.slice(0, LONGEST_HOLDER));
    } finally {
      this.#leasing.delete(member);
    }
  }

  /** The computer slept: what is held is renewed now, or found to be lost. */
  wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }

  async releaseAll(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#leased.values()].map((leased) => leased.release()));
  }

  async #take(member: FleetMember, holder: string): Promise<Result<LeasedDevice, string>> {
    const { desktop, lockFile, pace, clock, board } = this.options;
    const port = member.current?.quickPort;
    const bootId = member.current?.profile?.bootId;
    if (port === undefined || bootId === undefined) return fail(`${member.id} went away at this moment`);
    const { leaseMs } = pace;
    const taken = await DeviceLease.take(
      { port, bootId },
      { lockFile: lockFile(member.id), holder, desktop, leaseMs, clock },
    );
    if (!taken.ok) return fail(`${member.id} cannot be leased: ${taken.error}`);
    member.lease = taken.value;
    const leased = leasedDevice({
      member,
      lease: taken.value,
      pace,
      onWake: (listener) => this.#onWake(listener),
      touch: () => board.touch(),
      onRelease: () => this.#released(member),
    });
    this.#leased.set(member, leased);
    board.touch();
    return ok(leased);
  }

  #onWake(listener: () => void): () => void {
    this.#wakers.add(listener);
    return () => this.#wakers.delete(listener);
  }

  #released(member: FleetMember): void {
    this.#leased.delete(member);
    if (!this.#isClosed) this.options.care.reinspect(member);
    this.options.board.touch();
  }
}
