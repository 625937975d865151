/** The lab itself: status, settings, what its store may forget, and what was ever changed on a device. */
import { ok, type Result } from '../../../engine/result.js';
import type { RetentionPlan } from '../../lab/store/retention.js';
import type { Store } from '../../lab/store/store.js';
import { orRefused, orStoreRefused, refused } from '../answers.js';
import type { ApiError, RetentionPreview } from '../contract.js';
import type { CallHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';
import { ledgerLines } from './ledger-lines.js';
import { soon, withStore } from './with-store.js';

type Names =
  | 'lab.status'
  | 'settings.read'
  | 'settings.change'
  | 'store.retention-preview'
  | 'store.prune'
  | 'store.back-up'
  | 'ledger.lines';

export function labHandlers(rooms: LabRooms): Pick<CallHandlers, Names> {
  const { status, settings, fleet, folders } = rooms;
  return {
    'lab.status': () => soon(ok(status.status())),
    'settings.read': () => soon(ok(settings.read())),
    'settings.change': async (changes) => {
      if (changes.adbServers !== undefined) {
        const told = await followServers(fleet, settings.read().adbServers, changes.adbServers);
        if (!told.ok) return refused(told.error);
      }
      return orRefused(await settings.change(changes));
    },
    'store.retention-preview': () =>
      withStore(rooms, async (store) => {
        const plan = await planOf(rooms, store);
        return plan.ok ? ok(previewOf(plan.value)) : plan;
      }),
    'store.prune': () =>
      withStore(rooms, async (store) => {
        const plan = await planOf(rooms, store);
        if (!plan.ok) return plan;
        const pruned = orStoreRefused(await store.prune(plan.value));
        return pruned.ok ? ok({ removed: plan.value.runs.length + plan.value.traces.length }) : pruned;
      }),
    'store.back-up': () =>
      withStore(rooms, async (store) => {
        const file = orStoreRefused(await store.backUp());
        return file.ok ? ok({ file: file.value }) : file;
      }),
    'ledger.lines': async () => orRefused(await ledgerLines(folders.ledger)),
  };
}

/** The fleet follows the list: servers that are new are added, those that are gone are let go. */
async function followServers(
  fleet: LabRooms['fleet'],
  before: readonly string[],
  after: readonly string[],
): Promise<Result<void, string>> {
  for (const address of after.filter((one) => !before.includes(one))) {
    const added = await fleet.addServer(address);
    if (!added.ok) return added;
  }
  for (const address of before.filter((one) => !after.includes(one))) {
    const removed = await fleet.removeServer(address);
    if (!removed.ok) return removed;
  }
  return ok(undefined);
}

async function planOf({ settings, now }: LabRooms, store: Store): Promise<Result<RetentionPlan, ApiError>> {
  return orStoreRefused(await store.planRetention({ now: now(), ...settings.read().retention }));
}

function previewOf({ runs, traces, bytesBefore, bytesAfter }: RetentionPlan): RetentionPreview {
  return {
    bytesNow: bytesBefore,
    bytesAfter,
    items: [
      ...runs.map(({ name, bytes, createdAt }) => ({ kind: 'run', title: name, bytes, addedAt: createdAt })),
      ...traces.map(({ kind, title, bytes, addedAt }) => ({ kind, title, bytes, addedAt })),
    ],
  };
}
