/** The lab as `curfew run` and `curfew observe` need it: store, fleet and runs, opened in order and closed in reverse. */
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fail, ok, type Result } from '../../engine/result.js';
import type { DeviceFleet } from '../lab/devices/device-fleet.js';
import type { FleetDevice } from '../lab/devices/fleet.js';
import { openDeviceFleet } from '../lab/devices/open-device-fleet.js';
import { desktopOf } from '../lab/ledger/journal/journal-folder.js';
import { visibleText } from '../lab/reports/visible-text.js';
import { drivable, plannedChanges, planNotes, playedDuration } from '../lab/runs/case/plan-case.js';
import { playCase } from '../lab/runs/case/play-case.js';
import { openRunEngine } from '../lab/runs/open-run-engine.js';
import type { RunEngine } from '../lab/runs/run-engine.js';
import { dataFolder } from '../lab/store/data-folder.js';
import { openStore } from '../lab/store/open-store.js';
import type { Store } from '../lab/store/store.js';
import { unreadable, usageError } from './exit-codes.js';
import { openingNotes, orRefuse } from './store-option.js';
import { version } from './version.js';

export interface RunLab {
  readonly store: Store;
  readonly fleet: DeviceFleet;
  readonly engine: RunEngine;
}

export interface RunLabOptions {
  readonly data: string | undefined;
  /** `curfew run`: for whoever finds the store in use. */
  readonly program: string;
  /** Further adb servers, `HOST:PORT`. */
  readonly servers: readonly string[];
}

/** Opens the lab, does `work`, and closes it with every device restored. Throws a `CommandError` when it cannot be opened. */
export async function withRunLab<T>(options: RunLabOptions, work: (lab: RunLab) => Promise<T>): Promise<T> {
  const folder = dataFolder(options.data);
  const opened = orRefuse(await openStore({ folder, program: options.program }));
  for (const line of openingNotes(opened)) process.stderr.write(`${visibleText(line)}\n`);
  const { store } = opened;
  try {
    const desktop = orSay(await desktopOf(path.join(folder, 'ledger')));
    const fleet = orSay(await openDeviceFleet({ folder, desktop, servers: options.servers }));
    try {
      const engine = orSay(
        await openRunEngine({
          store,
          fleet,
          ledger: { folder: path.join(folder, 'ledger'), desktop },
          playCase,
          planner: { drivable, plannedChanges, planNotes, playedDuration },
          probeApk,
          version,
          host: os.hostname(),
        }),
      );
      try {
        return await work({ store, fleet, engine });
      } finally {
        await engine.close();
      }
    } finally {
      await fleet.close();
    }
  } finally {
    await store.close();
  }
}

/** The value, or a `CommandError` with the sentence. */
export function orSay<T>(result: Result<T, string>): T {
  if (result.ok) return result.value;
  throw unreadable(visibleText(result.error));
}

/** The probe lies two folders above both the source and the built program. */
async function probeApk(targetSdk: number): Promise<Result<Uint8Array, string>> {
  const file = new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${targetSdk}.apk`, import.meta.url);
  try {
    return ok(await readFile(file));
  } catch (error) {
    return fail(`The probe cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const usable: ReadonlySet<FleetDevice['allocation']> = new Set(['available', 'checking', 'dirty', 'leased']);

const LOOKING_MS = 20_000;

/**
 * Which devices `--devices` means: ids, names, serial numbers or labels with commas between, `all`, or the only one. Waits up to
 * 20 s for those named, or for every connected one to tell who it is.
 */
export async function findDevices(fleet: DeviceFleet, asked: string | undefined): Promise<readonly FleetDevice[]> {
  const words = asked === undefined || asked === 'all' ? null : wordsOf(asked);
  const isSettled = (): boolean => {
    const { devices } = fleet.snapshot();
    if (words === null) return devices.every(({ allocation }) => allocation !== 'checking');
    return words.every((word) =>
      devices.some((device) => namesOf(device).includes(word) && usable.has(device.allocation)),
    );
  };
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      unwatch();
      resolve();
    };
    const timer = setTimeout(done, LOOKING_MS);
    const unwatch = fleet.watch(() => {
      if (isSettled()) done();
    });
    if (isSettled()) done();
  });
  return chooseDevices(asked, fleet.snapshot().devices);
}

const wordsOf = (asked: string): readonly string[] => asked.split(',').map((word) => word.trim());

function chooseDevices(asked: string | undefined, known: readonly FleetDevice[]): readonly FleetDevice[] {
  const present = known.filter(({ allocation }) => usable.has(allocation));
  if (asked === undefined || asked === 'all') {
    if (present.length === 0) throw unreadable(`No device can be used.${listOf(known)}`);
    if (asked === undefined && present.length > 1)
      throw usageError(`There are ${present.length} devices: name them with --devices, or all.${listOf(known)}`);
    return present;
  }
  const chosen = wordsOf(asked).flatMap((word) => {
    const named = known.filter((device) => namesOf(device).includes(word));
    if (named.length === 0) throw unreadable(`No device is called "${visibleText(word)}".${listOf(known)}`);
    return named;
  });
  return [...new Set(chosen)];
}

const namesOf = ({ id, name, serialno, labels, connections }: FleetDevice): readonly string[] => [
  id,
  name,
  serialno,
  ...labels,
  ...connections.map(({ serial }) => serial),
];

function listOf(known: readonly FleetDevice[]): string {
  if (known.length === 0) return ' No device is known: connect one, or start an emulator. See curfew devices.';
  const lines = known.map(({ id, name, allocation, advice }) =>
    visibleText(`  ${id}  ${name}  ${allocation}${advice === null ? '' : `: ${advice}`}`),
  );
  return `\n${lines.join('\n')}`;
}
