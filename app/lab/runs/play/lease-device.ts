/** Waits for a device that is still being looked at, restored or connected, and takes it for a run. */
import { fail, type Result } from '../../../../engine/result.js';
import type { DeviceFleet, LeasedDevice } from '../../devices/device-fleet.js';
import type { AllocationState } from '../../devices/fleet.js';
import { within } from './waiting.js';

/** States that pass by themselves; in the others nothing is waited for. */
const passing: ReadonlySet<AllocationState> = new Set(['checking', 'available', 'leased', 'dirty', 'unavailable']);

export interface LeaseWish {
  readonly device: string;
  /** The run's id. */
  readonly holder: string;
  readonly signal: AbortSignal;
  readonly waitMs: number;
}

/** The error is that of the last try. */
export async function leaseWhenFree(fleet: DeviceFleet, wish: LeaseWish): Promise<Result<LeasedDevice, string>> {
  const { device, holder } = wish;
  const patience = within(wish.signal, wish.waitMs);
  let isRestored = false;
  const changes = new FleetChanges(fleet);
  try {
    for (;;) {
      const seen = changes.count;
      const leased = await fleet.lease(device, holder);
      if (leased.ok) return leased;
      const known = fleet.snapshot().devices.find(({ id }) => id === device);
      if (known !== undefined && !passing.has(known.allocation)) return leased;
      if (known?.allocation === 'dirty' && !isRestored) {
        isRestored = true;
        const restored = await fleet.restore(device);
        if (restored.ok) continue;
      }
      await changes.after(seen, patience.signal);
      if (wish.signal.aborted) return fail('The run was ended before the device was free.');
      if (patience.signal.aborted) return leased;
    }
  } finally {
    patience.end();
    changes.end();
  }
}

/** A lease that another process holds ends without a change of ours: so the fleet is asked again now and then. */
const ASK_AGAIN_MS = 1_000;

/** Counts the changes of a fleet, so that none between two looks is missed. */
class FleetChanges {
  count = 0;
  readonly #unwatch: () => void;
  #wake: (() => void) | undefined;

  constructor(fleet: DeviceFleet) {
    this.#unwatch = fleet.watch(() => {
      this.count++;
      this.#wake?.();
    });
  }

  /** Settles at the first change after `seen`, after a second, or with the signal. */
  async after(seen: number, signal: AbortSignal): Promise<void> {
    if (this.count > seen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ASK_AGAIN_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', this.#wake, { once: true });
    });
    this.#wake = undefined;
  }

  end(): void {
    this.#unwatch();
  }
}
