/**
 * A lease on one device: a lock for the processes of this computer, and a marker on the device for other computers. The marker is
 * renewed while the lease is held; when its holder dies, the lock falls to the next process at once and the marker runs out.
 */
import { randomUUID } from 'node:crypto';
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { Desktop } from '../../ledger/change.js';
import { takeHostLock, type HostLock, type LockHolder } from '../../ledger/lock/host-lock.js';
import type { AdbPort } from '../adb-port.js';
import type { Lease } from '../fleet.js';
import { readMarker, removeMarker, writeMarker, type LeaseMarker, type MarkerOnDevice } from './lease-marker.js';

/** The device as it can be reached at the moment. */
export interface Reach {
  readonly port: AdbPort;
  readonly bootId: string;
}

export interface LeaseOptions {
  readonly lockFile: string;
  readonly holder: string;
  readonly desktop: Desktop;
  readonly leaseMs: number;
  readonly clock: () => number;
}

const heldBy = ({ holder, pid, host, since }: LockHolder): string =>
  `${holder} (process ${pid} on ${host}) has had it since ${since}`;

const markedBy = ({ holder, desktop, since }: LeaseMarker): string =>
  `${holder} on ${desktop.name} has had it since ${since}`;

export class DeviceLease {
  #expires: number;
  #lost: string | undefined;

  private constructor(
    private readonly options: LeaseOptions,
    private readonly lock: HostLock,
    private readonly marker: Omit<LeaseMarker, 'expires'>,
  ) {
    this.#expires = options.clock() + options.leaseMs;
  }

  /** The error says who has it. */
  static async take(reach: Reach, options: LeaseOptions): Promise<Result<DeviceLease, string>> {
    const since = new Date(options.clock()).toISOString();
    const lock = await takeHostLock(options.lockFile, { holder: options.holder, since });
    if (!lock.ok) return fail(typeof lock.error === 'string' ? lock.error : heldBy(lock.error));
    const { desktop, holder } = options;
    const lease = new DeviceLease(options, lock.value, { lease: randomUUID(), desktop, holder, since });
    const marked = await lease.renew(reach);
    if (marked.ok) return ok(lease);
    await lock.value.release();
    return marked;
  }

  /** Why it is not held any more; undefined while it is. */
  get lost(): string | undefined {
    return this.#lost;
  }

  describe(): Lease {
    const { holder, host, since } = this.lock.holder;
    return { holder, host, since, expiresAt: new Date(this.#expires).toISOString() };
  }

  /** Writes the marker anew. A device that cannot be reached now keeps the old one; one that somebody else took is lost. */
  async renew({ port, bootId }: Reach): Promise<Result<void, string>> {
    const found = await readMarker(port);
    if (!found.ok) return found;
    if (!this.#mayReplace(found.value)) {
      const { marker } = found.value;
      this.#lost = marker === null ? 'somebody else took it' : markedBy(marker);
      return fail(this.#lost);
    }
    const { leaseMs, clock } = this.options;
    const expires = found.value.deviceNow + Math.ceil(leaseMs / 1000);
    const written = await writeMarker(port, bootId, { ...this.marker, expires }, found.value);
    if (written.ok) this.#expires = clock() + leaseMs;
    return written;
  }

  /** Frees the device. A marker that cannot be reached runs out by itself. */
  async release(reach: Reach | undefined): Promise<void> {
    this.#lost ??= 'it was released';
    if (reach !== undefined) await removeMarker(reach.port, reach.bootId, this.marker.lease);
    await this.lock.release();
  }

  /** This desktop's own markers are of processes that are gone: the lock was free. */
  #mayReplace({ marker, isExpired }: MarkerOnDevice): boolean {
    return isExpired || marker === null || marker.desktop.id === this.options.desktop.id;
  }
}
