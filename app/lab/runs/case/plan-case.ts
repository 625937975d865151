/**
 * What playing a scenario on a device would mean, said before anything happens: whether it can be played, what it changes,
 * how long it takes. Asks nothing of the device.
 */
import { formatDuration } from '../../../../engine/time-format.js';
import type { Policy } from '../../../../engine/policy/policy.js';
import { predictScenario } from '../../../../engine/scenario/predict-scenario.js';
import { policyOfScenario, withFlagsOf } from '../../../../engine/scenario/policy-of-scenario.js';
import type { Scenario, ScenarioStep } from '../../../../engine/scenario/scenario.js';
import type { FleetDevice } from '../../devices/fleet.js';
import { commandFor, findKind } from '../../ledger/kinds/kinds.js';
import { castServices } from '../../probe/cast-services.js';
import { probePackage, probeTargets } from '../../probe/probe-app.js';
import type { PlannedChange } from '../run-plan.js';
import { changesDuringCase, changesOfCase } from './case-changes.js';
import { planDrive } from './plan-drive.js';

/** The oldest Android that the probe runs on. */
const OLDEST_SDK = 26;
/** How long a case without an end of its own is watched after its last step or outcome. */
const WATCHED_AFTER_MS = 15_000;

/** Why the scenario cannot be played on the device, with what to do; `null` when it can. */
export function drivable(scenario: Scenario, device: FleetDevice): string | null {
  const { targetSdk, steps } = scenario;
  if (!probeTargets.includes(targetSdk))
    return `There is no probe for target SDK ${targetSdk}: choose one of ${probeTargets.join(', ')}.`;
  if (device.sdk !== null && device.sdk < OLDEST_SDK)
    return `The probe needs Android 8 (SDK ${OLDEST_SDK}); this device has SDK ${device.sdk}.`;
  if (hasOtherFlags(scenario))
    return 'The scenario switches feature flags of the build, which no command does: predict it, or play it without them.';
  for (const step of steps) {
    const why = stepObstacle(step);
    if (why !== null) return why;
  }
  const cast = castServices(scenario);
  if (!cast.ok) return `It cannot be played with the probe: ${cast.error}.`;
  const plan = planDrive(scenario, cast.value, 'plan');
  return plan.ok ? null : plan.error;
}

/** Flags of the build that are not as the release ships them. */
function hasOtherFlags(scenario: Scenario): boolean {
  const shipped = policyOfScenario(scenario);
  return JSON.stringify(withFlagsOf(scenario, shipped)) !== JSON.stringify(shipped);
}

/** Steps that no order brings about. */
function stepObstacle(step: ScenarioStep): string | null {
  if (step.do === 'sleep')
    return 'Deep sleep cannot be brought about on a connected device: leave the step "sleep" out, or predict the scenario.';
  if (step.do === 'bootCompleted')
    return 'BOOT_COMPLETED comes with a restart only and cannot be sent: predict the scenario.';
  return null;
}

/** Every setting that a case changes, in the order in which it changes them. */
export function plannedChanges(scenario: Scenario, device: FleetDevice): readonly PlannedChange[] {
  return [...changesOfCase(scenario, device.sdk), ...changesDuringCase(scenario)].map(({ kind, target, want }) => {
    const found = findKind(kind);
    return {
      kind,
      subject: Object.values(target).join('/'),
      want,
      command: found === undefined ? '' : commandFor(found, target, want, null),
    };
  });
}

/** What will not be as in the scenario, one sentence each. */
export function planNotes(scenario: Scenario): readonly string[] {
  const cast = castServices(scenario);
  if (!cast.ok) return [];
  const plan = planDrive(scenario, cast.value, 'plan');
  const notes = plan.ok ? [...plan.value.notes] : [];
  const own = probePackage(scenario.targetSdk);
  if (scenario.packageName !== own) notes.push(`Played by ${own} in place of ${scenario.packageName}.`);
  if (!hasEnd(scenario))
    notes.push(
      `The scenario names no end: it is watched for ${formatDuration(WATCHED_AFTER_MS)} after the last that is done or predicted.`,
    );
  return notes;
}

/** How long the case plays from its first step on, in milliseconds; preparing and restoring come on top. */
export function playedDuration(scenario: Scenario, policy: Policy): number {
  if (hasEnd(scenario)) return scenario.endMs;
  const last = predictScenario(scenario, policy).outcomes.reduce(
    (latest, { elapsedMs, silent }) => (silent === true ? latest : Math.max(latest, elapsedMs)),
    scenario.steps.at(-1)?.atMs ?? 0,
  );
  return Math.min(scenario.endMs, last + WATCHED_AFTER_MS);
}

const hasEnd = ({ steps }: Scenario): boolean => steps.some((step) => step.do === 'end');
