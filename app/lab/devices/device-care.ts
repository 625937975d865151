/** Looks after devices that are connected: who has them, what is left to undo, how they are, and whether they are well again. */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { Desktop } from '../ledger/change.js';
import { DeviceLedger } from '../ledger/device-ledger.js';
import { hostLockHolder } from '../ledger/lock/host-lock.js';
import type { RestoreReport } from '../ledger/steps/restore-device.js';
import type { FleetBoard } from './fleet-board.js';
import type { FleetMember } from './fleet-member.js';
import { readHealth } from './health/read-health.js';
import { gatesOf } from './health/gates.js';
import { openChangeOf, openEntries, readLedgerState } from './ledger-state.js';
import { inUse } from './refusal.js';
import { readMarker } from './lease/lease-marker.js';
import type { Lease } from './fleet.js';
import type { Pace } from './pace.js';
import type { LiveConnection } from './tracking/live-connection.js';

export interface DeviceCareOptions {
  readonly board: FleetBoard;
  readonly ledgerFolder: string;
  readonly lockFile: (id: string) => string;
  readonly desktop: Desktop;
  readonly pace: Pace;
  readonly clock: () => number;
  /** False: devices are looked at and left as they are. */
  readonly restores: boolean;
  /** Something was learned that outlives the program. */
  readonly onRemembered: () => void;
}

/** What is being done to a device, and what was done last. */
interface Attention {
  busy: Promise<void> | undefined;
  inspected: LiveConnection | undefined;
  lookedAt: number;
  healthAt: number;
}

export class DeviceCare {
  readonly #attention = new WeakMap<FleetMember, Attention>();
  #isClosed = false;

  constructor(private readonly options: DeviceCareOptions) {}

  /** Called after everything that happens to a device; does what is due, one thing at a time. */
  attend(member: FleetMember): void {
    const attention = this.#of(member);
    const { current } = member;
    if (current !== attention.inspected) member.isInspected = false;
    if (current === undefined) member.foreignLease = null;
    if (
      this.#isClosed ||
      attention.busy !== undefined ||
      current === undefined ||
      !member.isReady ||
      member.notes.ignored
    )
      return;
    const now = this.options.clock();
    const { healthMs, heartbeatMs } = this.options.pace;
    // Whether somebody else still has it is asked more often.
    const isDue =
      now - attention.healthAt >= healthMs || (member.foreignLease !== null && now - attention.lookedAt >= heartbeatMs);
    if (member.isInspected && !isDue && !this.#isRetestDue(member, now)) return;
    attention.busy = this.#look(member, current, attention).finally(() => {
      attention.busy = undefined;
      this.options.board.touch();
      // Another connection came meanwhile. What failed is tried again after the next heartbeat.
      if (member.current !== current) this.attend(member);
    });
  }

  /** The lease has ended: what it left is looked at. */
  reinspect(member: FleetMember): void {
    this.#of(member).inspected = undefined;
    member.isInspected = false;
    this.attend(member);
  }

  /** Settles when it was asked anew whether somebody else has the device. */
  async lookAgain(member: FleetMember): Promise<void> {
    await this.#of(member).busy;
    this.reinspect(member);
    await this.#of(member).busy;
  }

  /** Undoes everything that is open. */
  async restore(member: FleetMember): Promise<Result<RestoreReport, string>> {
    await this.#of(member).busy;
    const { current } = member;
    if (member.lease !== null)
      return fail(`${member.id} is in use by ${member.lease.describe().holder}: stop that first`);
    if (current?.port === undefined) return fail(`${member.id} is not connected`);
    const foreign = await this.#foreignLease(member, current);
    if (!foreign.ok) return foreign;
    if (foreign.value !== null) return fail(`${inUse(member.id, foreign.value)}: stop that first`);
    return await this.#restoreOver(member, current);
  }

  /** Tests a device in quarantine; a device that passes leaves it. */
  async retest(member: FleetMember): Promise<Result<void, string>> {
    const failure = await this.#testFailure(member);
    const { quarantine } = member;
    if (quarantine === null) return failure === undefined ? ok(undefined) : fail(failure);
    const { pace, clock } = this.options;
    if (failure === undefined) member.quarantine = null;
    else {
      const attempts = quarantine.attempts + 1;
      const pause = Math.min(pace.retestMs * 2 ** Math.min(attempts, 20), pace.longestRetestMs);
      const nextTestAt = quarantine.nextTestAt === null ? null : new Date(clock() + pause).toISOString();
      member.quarantine = { ...quarantine, attempts, nextTestAt, evidence: `last test: ${failure}` };
    }
    this.options.onRemembered();
    this.options.board.touch();
    return failure === undefined ? ok(undefined) : fail(failure);
  }

  /** Begins nothing more, and settles when nothing is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const member of this.options.board.members) await this.#of(member).busy;
  }

  #of(member: FleetMember): Attention {
    const known = this.#attention.get(member);
    if (known !== undefined) return known;
    const fresh: Attention = { busy: undefined, inspected: undefined, lookedAt: -Infinity, healthAt: -Infinity };
    this.#attention.set(member, fresh);
    return fresh;
  }

  #isRetestDue({ quarantine }: FleetMember, now: number): boolean {
    return quarantine?.nextTestAt != null && Date.parse(quarantine.nextTestAt) <= now;
  }

  async #look(member: FleetMember, current: LiveConnection, attention: Attention): Promise<void> {
    const { clock, pace, board } = this.options;
    const { quickPort } = current;
    if (quickPort === undefined) return;
    attention.lookedAt = clock();
    if (!(await this.#inspect(member, current))) return;
    attention.inspected = current;
    member.isInspected = member.current === current;
    board.touch();
    if (clock() - attention.healthAt >= pace.healthMs) {
      attention.healthAt = clock();
      const health = await readHealth(quickPort, clock);
      if (health.ok) member.health = health.value;
    }
    if (this.#isRetestDue(member, clock())) await this.retest(member);
  }

  /** False when the device went away meanwhile. */
  async #inspect(member: FleetMember, current: LiveConnection): Promise<boolean> {
    const { quickPort, profile } = current;
    if (quickPort === undefined || profile === undefined) return false;
    const foreign = await this.#foreignLease(member, current);
    if (!foreign.ok) return false;
    member.foreignLease = foreign.value;
    // A run that holds the device undoes its changes itself.
    if (member.lease !== null || foreign.value !== null) return true;
    const state = await readLedgerState(this.options.ledgerFolder, profile, quickPort);
    if (!state.ok) {
      member.restoreProblem = state.error;
      return member.current === current;
    }
    member.openChanges = state.value.open.map(openChangeOf);
    if (state.value.open.length === 0 && !state.value.hasCopy) return true;
    this.options.board.touch();
    if (this.options.restores) await this.#restoreOver(member, current);
    else member.restoreProblem = `Undo them with: curfew restore ${profile.serialno}`;
    return true;
  }

  /** Another process of this computer, or another computer, has it. */
  async #foreignLease(member: FleetMember, { quickPort }: LiveConnection): Promise<Result<Lease | null, string>> {
    if (member.lease !== null || quickPort === undefined) return ok(null);
    const { lockFile, desktop, clock } = this.options;
    const found = await readMarker(quickPort);
    if (!found.ok) return found;
    const { marker, isExpired, deviceNow } = found.value;
    const expiresAt = new Date(clock() + ((marker?.expires ?? deviceNow) - deviceNow) * 1000).toISOString();
    const local = await hostLockHolder(lockFile(member.id));
    if (local !== undefined) return ok({ holder: local.holder, host: local.host, since: local.since, expiresAt });
    if (marker === null || isExpired || marker.desktop.id === desktop.id) return ok(null);
    return ok({ holder: marker.holder, host: marker.desktop.name, since: marker.since, expiresAt });
  }

  async #restoreOver(member: FleetMember, { port, profile }: LiveConnection): Promise<Result<RestoreReport, string>> {
    const { ledgerFolder: folder, desktop } = this.options;
    if (port === undefined || profile === undefined) return fail(`${member.id} is not connected`);
    const opened = await DeviceLedger.open({ port, folder, desktop });
    if (!opened.ok) {
      member.restoreProblem = `Changes of an earlier run are not undone: ${opened.error}.`;
      return opened;
    }
    const ledger = opened.value;
    member.openChanges = ledger.open.map(openChangeOf);
    this.options.board.touch();
    const report = await ledger.restore();
    member.openChanges = ledger.open.map(openChangeOf);
    const closed = await ledger.close();
    const problem = report.lost ?? (closed.ok ? undefined : closed.error);
    member.restoreProblem = `Changes of an earlier run are not undone${problem === undefined ? '' : ` (${problem})`}. See them with: curfew restore ${profile.serialno}`;
    this.options.board.touch();
    return ok(report);
  }

  async #testFailure(member: FleetMember): Promise<string | undefined> {
    const { current } = member;
    if (current?.quickPort === undefined) return 'the device is not connected';
    const health = await readHealth(current.quickPort, this.options.clock);
    if (!health.ok) return `the device does not answer: ${health.error.text}`;
    member.health = health.value;
    const unmet = gatesOf(health.value).find(({ met }) => !met);
    return unmet?.text;
  }

  /** Open changes of devices that are not connected, for people to see. */
  async readOpenChanges(member: FleetMember): Promise<void> {
    if (member.profile === null) return;
    const open = await openEntries(this.options.ledgerFolder, member.profile);
    if (open.ok) member.openChanges = open.value.map(openChangeOf);
  }
}
