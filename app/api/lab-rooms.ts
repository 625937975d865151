/** The rooms of the lab as the handlers use them. `open-lab.ts` opens them; tests hand in others. */
import type { Result } from '../../engine/result.js';
import type { DeviceFleet } from '../lab/devices/device-fleet.js';
import type { Emulators } from '../lab/devices/emulators.js';
import type { PdfPrinter } from '../lab/reports/pdf/print-pdf.js';
import type { RunEngine } from '../lab/runs/run-engine.js';
import type { Store } from '../lab/store/store.js';
import type { AnalysisDesk } from './analysis/analysis-desk.js';
import type { LabStatus } from './contract.js';
import type { ProbeDesk } from './probe-desk.js';
import type { SettingsFile } from './settings-file.js';
import type { Simulation } from './simulation.js';
import type { StatusBoard } from './status-board.js';
import type { Uploads } from './uploads.js';

export interface LabFolders {
  /** The data folder. */
  readonly data: string;
  /** Journals of the ledger. */
  readonly ledger: string;
  readonly reports: string;
  /** A person's own scenarios. */
  readonly scenarios: string;
  /** A person's own policies. */
  readonly policies: string;
  /** Scenarios that come with Curfew. */
  readonly examples: string;
}

/** The store and what needs it; or why there is none, with what to do. */
export type StoreRooms = Result<
  { readonly store: Store; readonly runs: RunEngine },
  { readonly state: Exclude<LabStatus['store']['state'], 'ok'>; readonly text: string }
>;

export interface LabRooms {
  readonly version: string;
  readonly host: LabStatus['host'];
  readonly folders: LabFolders;
  readonly fleet: DeviceFleet;
  readonly emulators: Emulators;
  readonly probe: ProbeDesk;
  readonly storeRooms: StoreRooms;
  /** Logs, what-ifs and scenarios: worked on in threads. */
  readonly analysis: AnalysisDesk;
  readonly settings: SettingsFile;
  readonly simulation: Simulation;
  readonly uploads: Uploads;
  readonly status: StatusBoard;
  readonly printer: PdfPrinter;
  readonly now: () => Date;
}
