/** Opens the store and the runs in it. Without a store there is a lab all the same: it says what is wrong and what to do. */
import { fail, ok } from '../../engine/result.js';
import type { DeviceFleet } from '../lab/devices/device-fleet.js';
import { drivable, plannedChanges, planNotes, playedDuration } from '../lab/runs/case/plan-case.js';
import { playCase } from '../lab/runs/case/play-case.js';
import { openRunEngine, type RunEngineOptions } from '../lab/runs/open-run-engine.js';
import type { RunEngine } from '../lab/runs/run-engine.js';
import { openStore, type OpenedStore } from '../lab/store/open-store.js';
import type { Store } from '../lab/store/store.js';
import type { StoreError } from '../lab/store/store-error.js';
import type { LabStatus } from './contract.js';
import type { TellBroken } from './dispatcher.js';
import type { StoreRooms } from './lab-rooms.js';
import type { ProbeApk } from './probe-apks.js';
import { version } from './version.js';

export interface StoreRoomsOptions {
  readonly data: string;
  readonly program: string;
  readonly fleet: DeviceFleet;
  readonly ledger: RunEngineOptions['ledger'];
  readonly probeApk: ProbeApk;
  /** Written into runs. */
  readonly hostName: string;
  readonly takesUpRuns: boolean;
  readonly tellBroken: TellBroken;
}

export interface OpenedStoreRooms {
  readonly storeRooms: StoreRooms;
  /** What opening found: things that a person should know of. */
  readonly notices: LabStatus['alerts'];
  readonly close: () => Promise<void>;
}

export async function openStoreRooms(options: StoreRoomsOptions): Promise<OpenedStoreRooms> {
  const { data: folder, program } = options;
  const opened = await openStore({ folder, program });
  if (!opened.ok) return without(opened.error);
  const { store } = opened.value;
  const wasRunning = options.takesUpRuns ? await runningRuns(store) : [];
  const runs = await openRuns(options, store);
  if (!runs.ok) {
    await store.close();
    return without({ code: 'io', message: runs.error, whatToDo: '' });
  }
  void takeUp(runs.value, wasRunning, options.tellBroken);
  return {
    storeRooms: ok({ store, runs: runs.value }),
    notices: noticesOf(opened.value),
    close: async () => {
      await runs.value.close();
      await store.close();
    },
  };
}

function without({ code, message, whatToDo }: StoreError): OpenedStoreRooms {
  const state = code === 'held' ? 'held by another' : 'damaged';
  return {
    storeRooms: fail({ state, text: `${message} ${whatToDo}`.trim() }),
    notices: [],
    close: async () => await Promise.resolve(),
  };
}

function openRuns(
  { fleet, ledger, probeApk, hostName, tellBroken }: StoreRoomsOptions,
  store: Store,
): ReturnType<typeof openRunEngine> {
  return openRunEngine({
    store,
    fleet,
    ledger,
    playCase,
    planner: { drivable, plannedChanges, planNotes, playedDuration },
    probeApk,
    version,
    host: hostName,
    onFault: (error) => tellBroken('a run', error),
  });
}

/** Asked before the runs are opened, which sets them to `interrupted`. */
async function runningRuns(store: Store): Promise<readonly string[]> {
  const runs = await store.runs();
  return runs.ok ? runs.value.filter(({ state }) => state === 'running').map(({ id }) => id) : [];
}

async function takeUp(runs: RunEngine, ids: readonly string[], tellBroken: TellBroken): Promise<void> {
  for (const id of ids) {
    const resumed = await runs.resume(id);
    if (!resumed.ok) tellBroken(`taking up the run ${id}`, resumed.error);
  }
}

function noticesOf({ rescues, migrated }: OpenedStore): LabStatus['alerts'] {
  return [
    ...rescues.map(() => ({
      severity: 'warning' as const,
      text: 'The store was damaged. What could be saved was saved; the damaged files are in its folder "damaged".',
      page: 'settings',
    })),
    ...(migrated === null
      ? []
      : [
          {
            severity: 'info' as const,
            text: `The store was brought up to date; a copy from before is in ${migrated.backup}.`,
            page: 'settings',
          },
        ]),
  ];
}
