/** A run engine on a store in a temporary folder and a fleet of model devices, with cases that the test plays. */
import path from 'node:path';
import { ok } from '../../../engine/result.js';
import { limit } from '../ledger/common-changes.js';
import type { Store } from '../store/store.js';
import { opened, TemporaryFolders } from '../store/store-fixture.js';
import type { CaseGround, PlayCase, PlayedCase } from './case/case-ground.js';
import type { FakeFleet } from './fleet-fixture.js';
import type { LiveRun } from './live-run.js';
import { openRunEngine, type RunEngineOptions } from './open-run-engine.js';
import type { CasePlanner } from './prepare/case-planner.js';
import type { RunEngine } from './run-engine.js';
import type { RunRequest } from './run-plan.js';

export const easyPlanner: CasePlanner = {
  drivable: () => null,
  plannedChanges: () => [],
  planNotes: () => [],
  playedDuration: () => 1_000,
};

export const scenarioText = `
curfew: scenario/1
name: it never stops
services: [{ name: A, declared: [dataSync] }]
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 7h, do: end }
`;

export const LIMIT = 'data_sync_fgs_timeout_duration';

export const playedWell: PlayedCase = {
  state: 'done',
  reason: null,
  environment: null,
  analysis: null,
  trace: null,
  notObserved: [],
};

export const interrupted = (reason: string): PlayedCase => ({ ...playedWell, state: 'interrupted', reason });

/** Shortens the limit as every case does; what was refused or not reached ends it. */
export async function shortenLimit(ground: CaseGround): Promise<PlayedCase | null> {
  const session = ground.ledger.begin(ground.run);
  if (!session.ok) return { ...playedWell, state: 'failed', reason: session.error };
  const applied = await session.value.apply(limit(LIMIT, 60_000));
  return applied.outcome === 'applied' ? null : interrupted('the limit could not be set');
}

/** Plays on until the case is ended from outside: by `done`, a lost cable or the run. */
export function until(ground: CaseGround, done: Promise<void>): Promise<'done' | 'lost' | 'ended'> {
  return new Promise((resolve) => {
    const off = ground.device.onConnection((connection) => {
      if (connection !== null) return;
      off();
      resolve('lost');
    });
    ground.signal.addEventListener('abort', () => resolve('ended'), { once: true });
    if (ground.signal.aborted) resolve('ended');
    void done.then(() => resolve('done'));
  });
}

export interface Lab {
  readonly folder: string;
  readonly store: Store;
  readonly engine: RunEngine;
  readonly close: () => Promise<void>;
}

export const folders = new TemporaryFolders();

export async function openLab(
  fleet: FakeFleet,
  playCase: PlayCase,
  more: Partial<RunEngineOptions> & { readonly folder?: string } = {},
): Promise<Lab> {
  const { folder = folders.make(), ...options } = more;
  const { store } = await opened(folder);
  const engine = await openRunEngine({
    store,
    fleet,
    ledger: { folder: path.join(folder, 'ledger'), desktop: { id: 'desk', name: 'desk' } },
    playCase,
    planner: easyPlanner,
    probeApk: () => Promise.resolve(ok(new Uint8Array(0))),
    version: '0.0.0',
    host: null,
    patience: { leaseMs: 2_000, readyMs: 2_000, restoreMs: 300 },
    ...options,
  });
  if (!engine.ok) throw new Error(engine.error);
  const close = async (): Promise<void> => {
    await engine.value.close();
    await store.close();
  };
  return { folder, store, engine: engine.value, close };
}

export function requestFor(devices: readonly string[], changes: Partial<RunRequest> = {}): RunRequest {
  return {
    name: 'Nightly',
    scenarios: [{ title: 'never-stops.yaml', text: scenarioText }],
    devices,
    compression: 60,
    targets: [],
    toleranceMs: 100,
    note: '',
    ...changes,
  };
}

export async function started(engine: RunEngine, request: RunRequest): Promise<string> {
  const run = await engine.start(request);
  if (!run.ok) throw new Error(run.error);
  return run.value;
}

/** Settles when a live run is as wanted; the test's own deadline ends a wait in vain. */
export function whenLive(engine: RunEngine, isWanted: (run: LiveRun) => boolean): Promise<LiveRun> {
  return new Promise((resolve) => {
    const look = (run: LiveRun): void => {
      if (!isWanted(run)) return;
      off();
      resolve(run);
    };
    const off = engine.watch(look);
    for (const run of engine.live()) look(run);
  });
}
