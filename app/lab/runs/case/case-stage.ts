/** What every step of playing a case works with. */
import type { ChangeSession } from '../../ledger/device-ledger.js';
import type { CaseDevice } from './case-device.js';
import type { CaseGround } from './case-ground.js';
import type { CaseRecords } from './case-records.js';
import type { Interrupter } from './interruption.js';
import type { LiveMarks } from './live-marks.js';

export interface CaseStage {
  readonly ground: CaseGround;
  readonly device: CaseDevice;
  readonly session: ChangeSession;
  readonly interrupter: Interrupter;
  readonly records: CaseRecords;
  readonly marks: LiveMarks;
  /** What could not be observed, one sentence each. */
  readonly notObserved: string[];
}
