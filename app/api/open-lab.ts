/** Opens every room of the lab and puts a dispatcher before them. Hosts call this once, and `close` before they end. */
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, ok, type Result } from '../../engine/result.js';

import { openEmulators } from '../lab/devices/emulators/open-emulators.js';
import { openDeviceFleet } from '../lab/devices/open-device-fleet.js';
import { desktopOf } from '../lab/ledger/journal/journal-folder.js';
import { ChromiumPrinter, type PdfPrinter } from '../lab/reports/pdf/print-pdf.js';
import { openAnalysisDesk } from './analysis/analysis-desk.js';
import { workerThread } from './analysis/worker-thread.js';
import type { LabStatus } from './contract.js';
import { openDispatcher, type Dispatcher, type TellBroken } from './dispatcher.js';
import { callHandlers, streamHandlers } from './handlers/handlers.js';
import type { LabFolders, LabRooms } from './lab-rooms.js';
import { probeApks } from './probe-apks.js';
import { openProbeDesk } from './probe-desk.js';
import { openSettings } from './settings-file.js';
import { openSimulation } from './simulation.js';
import { openStatusBoard } from './status-board.js';
import { openStoreRooms } from './store-rooms.js';
import { Uploads } from './uploads.js';
import { version } from './version.js';

/** Files that come with Curfew, wherever this build keeps them. */
export interface LabResources {
  /** Scenarios of `examples/scenarios`. */
  readonly examples: URL;
  /** Folder of `curfew-probe-tNN.apk`. */
  readonly probes: URL;
  readonly analysisWorker: URL;
  readonly simulationThread: URL;
}

export interface LabOptions {
  readonly host: LabStatus['host'];
  /** For whoever finds the store in use: `curfew server`. */
  readonly program: string;
  readonly data: string;
  readonly resources: LabResources;
  /** Simulated devices to begin with. */
  readonly simulate: number;
  /** The lab before this one died: runs that it was playing are taken up again. */
  readonly takesUpRuns: boolean;
  /** Default: a Chromium of this computer. */
  readonly printer?: PdfPrinter;
  readonly tellBroken: TellBroken;
}

export interface Lab {
  readonly dispatcher: Dispatcher;
  readonly uploads: Uploads;
  /** Runs are ended and devices handed back first. */
  readonly close: () => Promise<void>;
}

/** The error says what to do. A store that cannot be had is none: the lab opens without it and says so. */
export async function openLab(options: LabOptions): Promise<Result<Lab, string>> {
  const folders = foldersOf(options);
  const made = makeFolder(folders.data);
  if (!made.ok) return made;
  const desktop = await desktopOf(folders.ledger);
  if (!desktop.ok) return desktop;
  const settings = await openSettings(folders.data);
  const { adbProgram, adbServers, sdkFolder } = settings.read();
  const fleet = await openDeviceFleet({
    folder: folders.data,
    desktop: desktop.value,
    servers: adbServers,
    ...(adbProgram === null ? {} : { adbProgram }),
  });
  if (!fleet.ok) return fleet;
  const probeApk = probeApks(options.resources.probes);
  const ledger = { folder: folders.ledger, desktop: desktop.value };
  const {
    storeRooms,
    notices,
    close: closeStore,
  } = await openStoreRooms({
    ...options,
    fleet: fleet.value,
    ledger,
    probeApk,
    hostName: hostname(),
  });
  const simulation = openSimulation(options.resources.simulationThread, fleet.value);
  const analysis = openAnalysisDesk(workerThread(options.resources.analysisWorker));
  const uploads = new Uploads(path.join(folders.data, 'uploads', String(process.pid)));
  const probe = openProbeDesk({ fleet: fleet.value, ledger, probeApk });
  const base = { version, host: options.host, folders, fleet: fleet.value, storeRooms, settings, simulation };
  const status = openStatusBoard({ ...base, notices });
  const rooms: LabRooms = {
    ...base,
    emulators: openEmulators({ folder: folders.data, ...(sdkFolder === null ? {} : { sdkFolder }) }),
    probe,
    analysis,
    uploads,
    status,
    printer: options.printer ?? new ChromiumPrinter(),
    now: () => new Date(),
  };
  if (options.simulate > 0) void beginSimulation(rooms, options);
  return ok({
    dispatcher: openDispatcher(callHandlers(rooms), streamHandlers(rooms), options.tellBroken),
    uploads,
    close: async () => {
      analysis.close();
      await probe.close();
      await closeStore();
      await simulation.stop();
      await fleet.value.close();
      status.close();
      uploads.close();
    },
  });
}

function foldersOf({ data, resources }: LabOptions): LabFolders {
  const inside = (name: string): string => path.join(data, name);
  return {
    data,
    ledger: inside('ledger'),
    reports: inside('reports'),
    scenarios: inside('scenarios'),
    policies: inside('policies'),
    examples: fileURLToPath(resources.examples),
  };
}

function makeFolder(folder: string): Result<void, string> {
  try {
    mkdirSync(folder, { recursive: true });
    return ok(undefined);
  } catch (error) {
    return fail(`The data folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function beginSimulation({ simulation }: LabRooms, { simulate, tellBroken }: LabOptions): Promise<void> {
  const begun = await simulation.start(simulate, 'mixed');
  if (!begun.ok) tellBroken('simulated devices', begun.error);
}
