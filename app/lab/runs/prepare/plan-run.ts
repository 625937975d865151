/** What a run would do, said before anything happens: each scenario on each device, with its prediction and its length. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import { predictScenario } from '../../../../engine/scenario/predict-scenario.js';
import type { DeviceFleet } from '../../devices/device-fleet.js';
import type { FleetDevice } from '../../devices/fleet.js';
import type { PlannedCase, RunPlan, RunRequest } from '../run-plan.js';
import type { CasePlanner } from './case-planner.js';
import { prepareScenarios, type PreparedScenario } from './prepared-scenario.js';
import { policyOfDevice, scenarioOnDevice } from './scenario-on-device.js';

export interface PreparedRun {
  readonly plan: RunPlan;
  readonly scenarios: readonly PreparedScenario[];
  readonly devices: readonly FleetDevice[];
}

const MOST_CASES = 20_000;
const CASES_A_TURN = 20;
/** Installing, setting limits, comparing and restoring, about. */
export const AROUND_CASE_MS = 10_000;

export async function prepareRun(
  request: RunRequest,
  fleet: Pick<DeviceFleet, 'snapshot' | 'gates'>,
  planner: CasePlanner,
): Promise<Result<PreparedRun, string>> {
  const scenarios = prepareScenarios(request);
  if (!scenarios.ok) return scenarios;
  const devices = devicesOf(request.devices, fleet.snapshot().devices);
  if (!devices.ok) return devices;
  const count = scenarios.value.length * devices.value.length;
  if (count > MOST_CASES) return fail(`${count} cases are too many for a run: it takes up to ${MOST_CASES}.`);
  const cases = await planCases(scenarios.value, devices.value, planner);
  const gates = await Promise.all(
    devices.value.map(async ({ id, name }) => {
      const read = await fleet.gates(id);
      const gate = { name: 'answers', met: false, text: `${name}: ${read.ok ? '' : read.error}` };
      return { device: id, gates: read.ok ? read.value : [gate] };
    }),
  );
  const plan: RunPlan = {
    scenarios: scenarios.value.map(({ record: { id, name, targetSdk, compression } }) => ({
      id,
      name,
      targetSdk,
      compression,
    })),
    gates,
    cases,
    durationMs: longestQueue(cases),
  };
  return ok({ plan, scenarios: scenarios.value, devices: devices.value });
}

/** In the order of the queues. Thousands of predictions take seconds: whoever else waits gets a turn in between. */
async function planCases(
  scenarios: readonly PreparedScenario[],
  devices: readonly FleetDevice[],
  planner: CasePlanner,
): Promise<readonly PlannedCase[]> {
  const cases: PlannedCase[] = [];
  for (const device of devices) {
    for (const each of scenarios) {
      if (cases.length % CASES_A_TURN === CASES_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
      cases.push(planCase(each, device, planner));
    }
  }
  return cases;
}

function devicesOf(ids: readonly string[], known: readonly FleetDevice[]): Result<readonly FleetDevice[], string> {
  if (ids.length === 0) return fail('A run wants at least one device.');
  const devices: FleetDevice[] = [];
  for (const id of new Set(ids)) {
    const device = known.find((one) => one.id === id);
    if (device === undefined) return fail(`There is no device "${id}": see curfew devices.`);
    devices.push(device);
  }
  return ok(devices);
}

function planCase(prepared: PreparedScenario, device: FleetDevice, planner: CasePlanner): PlannedCase {
  const { policy, notes } = policyOfDevice(device);
  const scenario = scenarioOnDevice(prepared.scenario, policy, device.health?.uptimeMs ?? null);
  const obstacle = planner.drivable(scenario, device);
  const place = { scenario: prepared.record.id, device: device.id, policy: policy.name, obstacle };
  const allNotes = [...notes, ...prepared.notes];
  if (obstacle !== null) return { ...place, durationMs: 0, prediction: null, changes: [], notes: allNotes };
  return {
    ...place,
    durationMs: planner.playedDuration(scenario, policy),
    prediction: predictScenario(scenario, policy),
    changes: planner.plannedChanges(scenario, device),
    notes: [...allNotes, ...planner.planNotes(scenario)],
  };
}

/** Devices play side by side, each its cases one after the other. */
function longestQueue(cases: readonly PlannedCase[]): number {
  const queues = new Map<string, number>();
  for (const { device, durationMs, obstacle } of cases)
    queues.set(device, (queues.get(device) ?? 0) + (obstacle === null ? durationMs + AROUND_CASE_MS : 0));
  return Math.max(0, ...queues.values());
}
