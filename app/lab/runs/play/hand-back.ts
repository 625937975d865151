/** Hands a device back as it was found: the ledger's restore, begun again after each loss of the device until time is up. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { LeasedDevice } from '../../devices/device-fleet.js';
import type { Desktop } from '../../ledger/change.js';
import type { JournalFiles } from '../../ledger/journal/journal-files.js';
import type { LockFiles } from '../../ledger/lock/lock-files.js';
import { DeviceLedger } from '../../ledger/device-ledger.js';
import type { RestoredSetting, RestoreReport } from '../../ledger/steps/restore-device.js';
import type { DeviceChanges } from './device-changes.js';
import { within } from './waiting.js';

export interface LedgerPlace {
  /** Folder of the journals. */
  readonly folder: string;
  readonly desktop: Desktop;
  /** Tests put others in the place of Node's. */
  readonly files?: JournalFiles;
  readonly lockFiles?: LockFiles;
}

export interface NotHandedBack {
  /**
   * `unreached`: the device does not answer; whoever meets it next restores it. `stuck`: it answers and keeps a value.
   * `unrecorded`: it is as it was, and a journal does not say so yet.
   */
  readonly why: 'unreached' | 'stuck' | 'unrecorded';
  readonly text: string;
  /** Settings and the commands that put them back by hand. */
  readonly evidence: string;
}

export interface Ground {
  readonly leased: LeasedDevice;
  readonly place: LedgerPlace;
  readonly changes: DeviceChanges;
  /** For how long a device that does not answer is waited for. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** So often a setting is tried that the device keeps: it may pass in a moment. */
const TRIES = 2;
/** The same for a journal that cannot be written, on the disk or over a cable that is lost each time. */
const TRIES_TO_RECORD = 5;

/** The ledger of a device that owes nothing any more; what an earlier run left is undone first. The caller closes it. */
export async function openCleanLedger(ground: Ground): Promise<Result<DeviceLedger, NotHandedBack>> {
  const patience = within(ground.signal, ground.waitMs);
  try {
    for (let tries = 0; ;) {
      const clean = await openAndRestore(ground, tries);
      if (clean.ok) return clean;
      if (clean.error.why === 'stuck' && ++tries >= TRIES) return clean;
      if (clean.error.why === 'unrecorded') tries++;
      const ready = await ground.leased.whenReady(patience.signal);
      // It went away meanwhile: whatever was wrong before, whoever meets it next has something left to do.
      if (!ready.ok || patience.signal.aborted) return fail({ ...clean.error, why: 'unreached' });
      await shortPause();
    }
  } finally {
    patience.end();
  }
}

/** Undoes what a case changed, with a ledger that knows the boot of now. */
export async function handBack(ground: Ground): Promise<Result<void, NotHandedBack>> {
  const clean = await openCleanLedger(ground);
  if (!clean.ok) return clean;
  // Every line is on the disk before it counts: a journal that does not close properly owes nothing.
  await clean.value.close();
  return ok(undefined);
}

async function openAndRestore(ground: Ground, tries: number): Promise<Result<DeviceLedger, NotHandedBack>> {
  const { leased, place } = ground;
  const opened = await DeviceLedger.open({ port: leased.port, ...place });
  if (!opened.ok) return fail({ why: 'unreached', text: opened.error, evidence: '' });
  const problem = await restoreOnce(opened.value, ground);
  // A full disk must not keep a device that is as it was.
  if (problem === null || (problem.why === 'unrecorded' && tries >= TRIES_TO_RECORD)) return opened;
  await opened.value.close();
  return fail(problem);
}

async function restoreOnce(ledger: DeviceLedger, { changes }: Ground): Promise<NotHandedBack | null> {
  const report = await ledger.restore();
  changes.learn(ledger.records);
  if (report.lost !== undefined) return { why: 'unreached', text: report.lost, evidence: '' };
  if (ledger.open.length > 0) return stuckIn(report);
  const [unrecorded] = report.unrecorded;
  return unrecorded === undefined ? null : { why: 'unrecorded', text: unrecorded, evidence: '' };
}

function stuckIn({ settings }: RestoreReport): NotHandedBack {
  const kept = settings.filter(({ outcome }) => outcome === 'failed');
  const text = `${kept.length} settings could not be put back: ${kept.map(wordsOf).join('; ')}`;
  return { why: 'stuck', text, evidence: kept.map(({ command }) => command).join('\n') };
}

const wordsOf = ({ entries: [entry], why }: RestoredSetting): string =>
  `${entry === undefined ? 'a setting' : [entry.kind, ...Object.values(entry.target)].join(' ')} (${why})`;

/** A device that is ready and still cannot be restored is not asked again in a tight circle. */
const PAUSE_MS = 100;
const shortPause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
