/** A whole lab in the test's process, on the real adb server: fleet, store, runs with the probe. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ok } from '../../engine/result.js';
import type { DeviceFleet } from '../../app/lab/devices/device-fleet.js';
import type { DeviceFleetOptions } from '../../app/lab/devices/fleet-options.js';
import { openDeviceFleet } from '../../app/lab/devices/open-device-fleet.js';
import { drivable, plannedChanges, planNotes, playedDuration } from '../../app/lab/runs/case/plan-case.js';
import { playCase } from '../../app/lab/runs/case/play-case.js';
import { openRunEngine } from '../../app/lab/runs/open-run-engine.js';
import type { LiveRun } from '../../app/lab/runs/live-run.js';
import type { Run } from '../../app/lab/runs/run.js';
import type { RunEngine } from '../../app/lab/runs/run-engine.js';
import type { Store } from '../../app/lab/store/store.js';
import { opened, valueOf } from '../../app/lab/store/store-fixture.js';

/** Runs into its limit after 2.2 s when it is compressed 10000 times, stops at once, and is over after 2.5 s. */
const stopsWhenTold = `
curfew: scenario/1
name: it stops when it is told to
services: [{ name: A, declared: [dataSync] }]
onTimeout: { A: stopSelf }
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 7h, do: end }
`;
const COMPRESSION = 10_000;

export interface RealLab {
  readonly fleet: DeviceFleet;
  readonly engine: RunEngine;
  readonly store: Store;
  /** Starts the scenario on these devices; answers with the run's id. */
  readonly start: (devices: readonly string[], compression?: number) => Promise<string>;
  readonly run: (id: string) => Promise<Run>;
  readonly close: () => Promise<void>;
}

/** Where a disk costs nothing: what it costs is measured elsewhere. */
const folderOfDisk = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

type RealLabOptions = Omit<DeviceFleetOptions, 'folder' | 'desktop'>;

export async function openRealLab(options: RealLabOptions): Promise<RealLab> {
  const { hostClocks, clock = Date.now } = options;
  const folder = mkdtempSync(path.join(folderOfDisk, 'curfew-lab-'));
  const desktop = { id: 'desk', name: 'desk' };
  const { store } = await opened(folder);
  const fleet = await openDeviceFleet({ folder, desktop, adbProgram: null, ...options });
  if (!fleet.ok) throw new Error(fleet.error);
  const engine = await openRunEngine({
    store,
    fleet: fleet.value,
    ledger: { folder: path.join(folder, 'ledger'), desktop },
    playCase,
    planner: { drivable, plannedChanges, planNotes, playedDuration },
    probeApk: async (sdk) => ok(await readFile(path.resolve(`native-probe-apk/prebuilt/curfew-probe-t${sdk}.apk`))),
    version: '0.0.0',
    host: null,
    now: () => new Date(clock()),
    ...(hostClocks === undefined ? {} : { hostClocks }),
  });
  if (!engine.ok) throw new Error(engine.error);
  const { value: runs } = engine;
  return {
    fleet: fleet.value,
    engine: runs,
    store,
    start: async (devices, compression = COMPRESSION) => {
      const scenarios = [{ title: 'stops.yaml', text: stopsWhenTold }];
      const request = { name: 'test', scenarios, devices, compression, targets: [], toleranceMs: 100, note: '' };
      const started = await runs.start(request);
      if (!started.ok) throw new Error(started.error);
      return started.value;
    },
    run: async (id) => valueOf(await store.run(id)),
    close: async () => {
      await runs.close();
      await fleet.value.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Settles when the only case of a run is in that phase; rejects when the run is over before. */
export function whenPhase(lab: RealLab, run: string, phase: LiveRun['cases'][number]['phase']): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (live: LiveRun): void => {
      const [only] = live.cases;
      if (live.id !== run || only?.phase !== phase) return;
      off();
      resolve();
    };
    const off = lab.engine.watch(look);
    void lab.engine.whenOver(run).then(() => {
      off();
      reject(new Error(`the run was over before it was ${phase}`));
    });
    for (const live of lab.engine.live()) look(live);
  });
}
