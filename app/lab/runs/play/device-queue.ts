/**
 * The cases of one device, one after the other: the device is leased for all of them, restored after each, and waited for
 * when it is lost. Whatever happens, the device is handed back and the lease ends.
 */
import type { DeviceFleet, LeasedDevice } from '../../devices/device-fleet.js';
import type { PreparedScenario } from '../prepare/prepared-scenario.js';
import { DeviceChanges } from './device-changes.js';
import { handBack, type Ground, type NotHandedBack } from './hand-back.js';
import { leaseWhenFree } from './lease-device.js';
import type { ObservationRecorder } from './observation-recorder.js';
import type { PauseGate } from './pause-gate.js';
import { playAttempt } from './play-attempt.js';
import type { QueueOptions } from './queue-options.js';
import type { CasePlace, RunBook } from './run-book.js';
import { orTrouble } from './store-trouble.js';

export interface DeviceQueue {
  readonly options: QueueOptions;
  readonly book: RunBook;
  readonly device: string;
  readonly scenarios: readonly PreparedScenario[];
  readonly recorder: ObservationRecorder;
  readonly gate: PauseGate;
  readonly signal: AbortSignal;
}

/** A queue whose device is leased. */
export interface LeasedQueue extends DeviceQueue {
  readonly leased: LeasedDevice;
  readonly changes: DeviceChanges;
}

const placeOf = ({ device }: DeviceQueue, { record }: PreparedScenario): CasePlace => ({ scenario: record.id, device });

/** Answers why the device could not be handed back, or null. Throws `StoreTrouble` when the store cannot be written. */
export async function playQueue(queue: DeviceQueue): Promise<NotHandedBack | null> {
  const { options, book, device, signal } = queue;
  const isOnlyToRestore = remaining(queue).length === 0;
  if (isOnlyToRestore && !wasPlayed(queue)) return null;
  for (const each of remaining(queue)) book.tell(placeOf(queue, each), { phase: 'waiting', waitsFor: null });
  const wish = { device, holder: book.id, signal, waitMs: options.patience.leaseMs };
  const leased = await leaseWhenFree(options.fleet, wish);
  if (!leased.ok) {
    if (!signal.aborted) await interruptRemaining(queue, leased.error);
    return null;
  }
  const changes = new DeviceChanges(book.id, book.device(device).changes);
  const leasedQueue: LeasedQueue = { ...queue, leased: leased.value, changes };
  try {
    return isOnlyToRestore ? await restoreAfterCase(leasedQueue) : await playLeased(leasedQueue);
  } finally {
    leased.value.setActivity('idle');
    await leased.value.release();
  }
}

async function playLeased(queue: LeasedQueue): Promise<NotHandedBack | null> {
  const unmet = await unmetGates(queue.options.fleet, queue.device);
  if (unmet !== null) {
    await interruptRemaining(queue, unmet);
    return null;
  }
  try {
    for (const prepared of remaining(queue)) {
      await queue.gate.pass(queue.signal);
      if (queue.signal.aborted) return null;
      const trouble = await playCaseUntilOver(queue, prepared);
      if (trouble === null) continue;
      if (trouble.why === 'stuck') await queue.options.fleet.quarantine(queue.device, trouble.text, trouble.evidence);
      if (!queue.signal.aborted) await interruptRemaining(queue, trouble.text);
      return trouble;
    }
    return null;
  } finally {
    await queue.recorder.finish();
  }
}

/** Begins an interrupted case again while there are attempts left and the device comes back. */
async function playCaseUntilOver(queue: LeasedQueue, prepared: PreparedScenario): Promise<NotHandedBack | null> {
  const place = placeOf(queue, prepared);
  const { options, book, leased, signal } = queue;
  leased.setActivity(`running "${prepared.record.name}"`);
  for (let attempt = 0; ; attempt++) {
    await playOrRestore(queue, prepared, place);
    if (book.case(place).state === 'interrupted' && !signal.aborted)
      book.tell(place, { phase: 'waiting for device', waitsFor: book.case(place).reason });
    else book.tell(place, { phase: 'restoring' });
    const trouble = await restoreAfterCase(queue);
    const { state } = book.case(place);
    const isOver = trouble !== null || signal.aborted || state !== 'interrupted' || attempt >= options.retries;
    if (!isOver) continue;
    book.tell(place, { phase: 'over', waitsFor: null });
    return trouble;
  }
}

/** What ends the run in the middle of a case, a full disk for example, does not keep the device from being restored. */
async function playOrRestore(queue: LeasedQueue, prepared: PreparedScenario, place: CasePlace): Promise<void> {
  try {
    await playAttempt(queue, prepared, place);
  } catch (error) {
    const { leased, options, changes } = queue;
    const signal = new AbortController().signal;
    await handBack({ leased, place: options.ledger, changes, waitMs: options.patience.restoreMs, signal });
    throw error;
  }
}

/** Not ended by the run's signal: that is just when devices must be restored. */
async function restoreAfterCase(queue: LeasedQueue): Promise<NotHandedBack | null> {
  const { options, leased, changes, signal, book, device } = queue;
  const { readyMs, restoreMs } = options.patience;
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // A run that ends waits for a lost device no longer than restoring needs.
  const onAbort = (): void => {
    timer = setTimeout(() => ending.abort(), restoreMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const ground: Ground = { leased, place: options.ledger, changes, waitMs: readyMs, signal: ending.signal };
  try {
    const restored = await handBack(ground);
    orTrouble(await book.changeDevice(device, { changes: changes.list }));
    return restored.ok ? null : restored.error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** A lab that was killed after the last case of a device may not have restored it any more. */
const wasPlayed = ({ book, device }: DeviceQueue): boolean =>
  book.run.cases.some((each) => each.device === device && each.attempts > 0);

function remaining(queue: DeviceQueue): readonly PreparedScenario[] {
  return queue.scenarios.filter((each) => {
    const { state } = queue.book.case(placeOf(queue, each));
    return state !== 'done' && state !== 'failed';
  });
}

/** The device cannot be used (any more): what is left is for another day. */
async function interruptRemaining(queue: DeviceQueue, reason: string): Promise<void> {
  for (const each of remaining(queue)) {
    const place = placeOf(queue, each);
    orTrouble(await queue.book.changeCase(place, { state: 'interrupted', reason }));
    queue.book.tell(place, { phase: 'over', waitsFor: null });
  }
}

async function unmetGates(fleet: DeviceFleet, device: string): Promise<string | null> {
  const gates = await fleet.gates(device);
  if (!gates.ok) return gates.error;
  const unmet = gates.value.filter(({ met }) => !met);
  return unmet.length === 0 ? null : unmet.map(({ text }) => text).join(' ');
}
