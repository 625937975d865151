/**
 * The only way to change a device. Open the ledger of a connected device, begin a session, ask for changes, restore.
 * A device with open entries is dirty: no session begins on it before it is restored, by this desktop or any other.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { AdbPort } from '../devices/adb-port.js';
import type { Change, Desktop, DeviceIdentity, EntryRecord } from './change.js';
import { JournalFile } from './journal/journal-file.js';
import { nodeJournalFiles, errorText, type JournalFiles } from './journal/journal-files.js';
import { journalName } from './journal/journal-folder.js';
import type { JournalProblem } from './journal/read-journal.js';
import { findKind } from './kinds/kinds.js';
import { takeHostLock, type HostLock, type LockHolder } from './lock/host-lock.js';
import type { LockFiles } from './lock/lock-files.js';
import { runSteps } from './run-steps.js';
import { applyChange, type Applied } from './steps/apply-change.js';
import { next, type DeviceState } from './steps/device-state.js';
import { writeCopy } from './steps/device-copy.js';
import { meetDevice, openDevice } from './steps/read-device.js';
import { record, type Steps } from './steps/effects.js';
import { restoreDevice, type RestoreReport } from './steps/restore-device.js';

export interface LedgerOptions {
  readonly port: AdbPort;
  /** The folder of the journals. */
  readonly folder: string;
  readonly desktop: Desktop;
  readonly files?: JournalFiles;
  readonly lockFiles?: LockFiles;
  readonly clock?: () => Date;
}

/** A problem of one of the two journals, with the place where it is. */
export interface PlacedProblem extends JournalProblem {
  readonly where: 'desktop' | 'device';
}

export class DeviceLedger {
  #session: ChangeSession | undefined;

  private constructor(
    private readonly state: DeviceState,
    private readonly port: AdbPort,
    private readonly journal: JournalFile,
    private readonly lock: HostLock,
    /** What another desktop did and could not be written into this desktop's journal. */
    readonly unrecorded: readonly string[],
  ) {}

  /** Finds out who the device is, joins the journals, takes the lock. The error says what to do. */
  static async open(options: LedgerOptions): Promise<Result<DeviceLedger, string>> {
    const { port, folder, desktop, files, lockFiles, clock } = options;
    const disk = files ?? nodeJournalFiles;
    const now = (): string => (clock?.() ?? new Date()).toISOString();
    // Meeting the device writes nothing, so the journal need not be known yet.
    const met = await runSteps(meetDevice(), port, neverWritten);
    if (!met.ok) return met;
    const file = path.join(folder, journalName(met.value.device));
    try {
      await disk.makeFolder(folder);
    } catch (error) {
      return fail(`the folder ${folder} cannot be made: ${errorText(error)}`);
    }
    const lockFile = file.replace(/\.jsonl$/, '.lock');
    const lock = await takeHostLock(lockFile, { holder: 'journal', since: now() }, lockFiles);
    if (!lock.ok) return fail(typeof lock.error === 'string' ? lock.error : heldBy(lock.error, lockFile));
    const opened = await openLocked({ port, disk, file, desktop, now }, met.value);
    if (!opened.ok) {
      await lock.value.release();
      return opened;
    }
    const { journal, state, unrecorded } = opened.value;
    return ok(new DeviceLedger(state, port, journal, lock.value, unrecorded));
  }

  get device(): DeviceIdentity {
    return this.state.device;
  }

  /** The journal on this desktop. */
  get file(): string {
    return this.journal.file;
  }

  /** What is not undone yet. Not empty: the device is dirty and belongs in quarantine. */
  get open(): readonly EntryRecord[] {
    return this.state.book.open;
  }

  /** Everything that both journals know of this device. */
  get records(): readonly EntryRecord[] {
    return this.state.book.records;
  }

  get problems(): readonly PlacedProblem[] {
    return [
      ...this.journal.contents.problems.map((problem) => ({ ...problem, where: 'desktop' as const })),
      ...this.state.copyProblems.map((problem) => ({ ...problem, where: 'device' as const })),
    ];
  }

  /** Begins the changes of a run. Refused on a dirty device, and where a later version of Curfew has written. */
  begin(run: string): Result<ChangeSession, string> {
    if (this.#session?.ended === undefined && this.#session !== undefined) return fail('a session is open already');
    if (this.open.length > 0) {
      return fail(
        `${this.open.length} changes of this device are not undone yet: run curfew restore ${this.device.serialno}`,
      );
    }
    const newer = this.problems.find(({ what }) => what === 'newer');
    if (newer !== undefined) {
      return fail(`a later version of Curfew has written into the journal (${newer.text}): use that version`);
    }
    this.#session = new ChangeSession(this.state, this.port, this.journal, run.slice(0, 200));
    return ok(this.#session);
  }

  /** Undoes everything that is open, last first; ends the session. Safe to call again and again. */
  async restore(): Promise<RestoreReport> {
    await this.#session?.finish('the device was restored');
    return await runSteps(restoreDevice(this.state), this.port, this.journal);
  }

  /**
   * Closes open entries without undoing them, because a person said so: for what can never be put back. Returns what could
   * not be written down.
   */
  async abandon(why: string): Promise<readonly string[]> {
    await this.#session?.finish('its changes were abandoned');
    return await runSteps(abandonAll(this.state, why), this.port, this.journal);
  }

  /** Ends the session and frees the device for others. Every line is on the disk already; a failure is only told. */
  async close(): Promise<Result<void, string>> {
    await this.#session?.finish('the ledger was closed');
    const closed = await this.journal.close();
    await this.lock.release();
    return closed;
  }
}

/** The changes of one run. Ends for good at the first doubt about the journal or the connection. */
export class ChangeSession {
  readonly id: string = randomUUID();
  #entries = 0;
  #ended: string | undefined;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly state: DeviceState,
    private readonly port: AdbPort,
    private readonly journal: JournalFile,
    private readonly run: string,
  ) {}

  /** Why no change is taken any more; undefined while the session is open. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** Makes one change; calls wait for each other. */
  apply(change: Change): Promise<Applied> {
    const applied = this.#busy.then(() => this.#apply(change));
    this.#busy = applied.catch(() => undefined);
    return applied;
  }

  /** Makes changes in the order in which kinds are to be made, one result for each change, in the order given. */
  async applyAll(changes: readonly Change[]): Promise<readonly Applied[]> {
    const rank = ({ kind }: Change): number => findKind(kind)?.rank ?? 0;
    const order = [...changes.entries()].sort(([, a], [, b]) => rank(a) - rank(b));
    const results = new Map<number, Applied>();
    for (const [index, change] of order) results.set(index, await this.apply(change));
    return changes.flatMap((_, index) => results.get(index) ?? []);
  }

  /** Takes no further change and waits for the one that is being made. */
  async finish(why: string): Promise<void> {
    this.#ended ??= why;
    await this.#busy;
  }

  async #apply(change: Change): Promise<Applied> {
    if (this.#ended !== undefined)
      return { outcome: 'refused', by: 'ledger', why: `the session is over: ${this.#ended}` };
    this.#entries++;
    const place = { session: this.id, entry: this.#entries, run: this.run };
    const { applied, ended } = await runSteps(applyChange(this.state, change, place), this.port, this.journal);
    if (ended !== undefined) this.#ended ??= ended;
    return applied;
  }
}

function heldBy({ host, pid, since }: LockHolder, file: string): string {
  const who = host === hostname() ? `process ${pid}` : `a process on ${host}`;
  return `${who} has been using this device since ${since}. If that is not so, delete ${file}`;
}

interface Ground {
  readonly port: AdbPort;
  readonly disk: JournalFiles;
  readonly file: string;
  readonly desktop: Desktop;
  readonly now: () => string;
}

interface Opened {
  readonly journal: JournalFile;
  readonly state: DeviceState;
  readonly unrecorded: readonly string[];
}

async function openLocked(
  { port, disk, file, desktop, now }: Ground,
  met: { readonly device: DeviceIdentity; readonly boot: string },
): Promise<Result<Opened, string>> {
  const journal = await JournalFile.open(disk, file);
  if (!journal.ok) return journal;
  const opened = await runSteps(openDevice(met, journal.value.contents, desktop, now), port, journal.value);
  if (opened.ok) return ok({ journal: journal.value, ...opened.value });
  const closed = await journal.value.close();
  return fail(closed.ok ? opened.error : `${opened.error}; ${closed.error}`);
}

const neverWritten = {
  append: (): never => {
    throw new Error('meeting a device writes nothing');
  },
};

function* abandonAll(state: DeviceState, why: string): Steps<readonly string[]> {
  const unrecorded: string[] = [];
  for (const entry of state.book.open) {
    const line = next(state, entry, 'abandoned', { note: why });
    const recorded = yield* record(line);
    if (!recorded.ok) unrecorded.push(recorded.error);
    state.book.add(line);
  }
  const copied = yield* writeCopy(state);
  if (!copied.ok) unrecorded.push(copied.error);
  return [...new Set(unrecorded)];
}
