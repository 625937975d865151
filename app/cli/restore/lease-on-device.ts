/** Whether a run has a device at this moment: undoing its changes would tear the run up. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { AdbPort } from '../../lab/devices/adb-port.js';
import { readMarker, removeMarker, type LeaseMarker } from '../../lab/devices/lease/lease-marker.js';
import type { Desktop } from '../../lab/ledger/change.js';
import { errorText, hasCode } from '../../lab/ledger/journal/journal-files.js';
import { hostLockHolder } from '../../lab/ledger/lock/host-lock.js';
import { bootIdPath } from '../../lab/ledger/shell-text.js';

export interface LeaseOnDevice {
  /** Who has the device and until when, as the rest of a sentence; `null`: nobody. */
  readonly user: string | null;
  /** The marker that stands in the way of others; `null`: none, or one that has run out. */
  readonly marker: LeaseMarker | null;
}

/** This desktop, and the folder with the locks of its leases. */
export interface OwnLeases {
  readonly desktop: Desktop;
  readonly folder: string;
}

/** A marker of this desktop whose process is gone is nobody's; one of another desktop stands until it runs out. */
export async function leaseOnDevice(port: AdbPort, own: OwnLeases): Promise<Result<LeaseOnDevice, string>> {
  const found = await readMarker(port);
  if (!found.ok) return fail(`Whether a run has the device cannot be read: ${found.error}`);
  const { marker, isExpired, deviceNow } = found.value;
  if (marker === null || isExpired) return ok({ user: null, marker: null });
  if (marker.desktop.id === own.desktop.id) {
    const isHeld = await isHeldHere(own.folder, marker.holder);
    if (!isHeld.ok) return isHeld;
    if (!isHeld.value) return ok({ user: null, marker });
  }
  const { holder, desktop, since, expires } = marker;
  const until = new Date(Date.now() + (expires - deviceNow) * 1_000).toISOString().slice(0, 19);
  const user = `in use by "${holder}" on ${desktop.name} since ${since}, until ${until}Z if that is not prolonged`;
  return ok({ user, marker });
}

/** Locks are named by the fleet; which of them is meant tells its holder. */
async function isHeldHere(folder: string, holder: string): Promise<Result<boolean, string>> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    return hasCode(error, 'ENOENT') ? ok(false) : fail(`${folder} cannot be read: ${errorText(error)}`);
  }
  for (const name of names.filter((each) => each.endsWith('.lock')))
    if ((await hostLockHolder(path.join(folder, name)))?.holder === holder) return ok(true);
  return ok(false);
}

/** Takes the marker away, so that nobody waits for it to run out. */
export async function endLease(port: AdbPort, { lease }: LeaseMarker): Promise<Result<void, string>> {
  const boot = await port.shell(`cat ${bootIdPath}`);
  if (!boot.ok) return fail(boot.error.text);
  return await removeMarker(port, boot.value.stdout.trim(), lease);
}
