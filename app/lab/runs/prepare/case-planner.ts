/** What the playing of cases says of itself beforehand (`case/plan-case.ts`); asks nothing of a device. */
import type { Policy } from '../../../../engine/policy/policy.js';
import type { Scenario } from '../../../../engine/scenario/scenario.js';
import type { FleetDevice } from '../../devices/fleet.js';
import type { PlannedChange } from '../run-plan.js';

export interface CasePlanner {
  /** Why the scenario cannot be played on the device; `null` when it can. */
  readonly drivable: (scenario: Scenario, device: FleetDevice) => string | null;
  readonly plannedChanges: (scenario: Scenario, device: FleetDevice) => readonly PlannedChange[];
  readonly planNotes: (scenario: Scenario) => readonly string[];
  /** Milliseconds from the first step on. */
  readonly playedDuration: (scenario: Scenario, policy: Policy) => number;
}
