/** A scenario as one device plays it: its release, its uptime, and the limits that it has of its own. */
import { parseDeviceState } from '../../../../engine/policy/device-state.js';
import { policyInForce } from '../../../../engine/policy/in-force.js';
import { policyOfRelease } from '../../../../engine/policy/policies.js';
import type { Policy } from '../../../../engine/policy/policy.js';
import { asShipped } from '../../../../engine/policy/resolved-policy.js';
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { Scenario } from '../../../../engine/scenario/scenario.js';
import type { AdbFailure, AdbPort } from '../../devices/adb-port.js';
import type { FleetDevice } from '../../devices/fleet.js';

export interface DevicePolicy {
  readonly policy: Policy;
  /** What a person should know about it, one sentence each. */
  readonly notes: readonly string[];
}

/** The policy of the release, as it ships. */
export function policyOfDevice({ release }: Pick<FleetDevice, 'release'>): DevicePolicy {
  if (release === null) {
    const { policy } = policyOfRelease(15);
    return { policy, notes: ['The device does not say its release; Android 15 is taken.'] };
  }
  const { policy, exact } = policyOfRelease(release);
  if (exact) return { policy, notes: [] };
  return { policy, notes: [`Android ${release} is not known; ${policy.name} is the nearest release that is.`] };
}

/** With the values that the device itself has set; read before a case, changes nothing. */
export async function policyReadOnDevice(
  device: Pick<FleetDevice, 'release'>,
  port: AdbPort,
): Promise<Result<DevicePolicy, AdbFailure>> {
  const shipped = policyOfDevice(device);
  const answer = await port.shell('device_config list activity_manager');
  if (!answer.ok) return fail(answer.error);
  const { exitCode, stdout } = answer.value;
  if (exitCode !== 0) {
    const note = 'The device does not list its own limits; those of its release are taken.';
    return ok({ policy: shipped.policy, notes: [...shipped.notes, note] });
  }
  const { policy } = policyInForce(asShipped(shipped.policy), parseDeviceState(stdout));
  return ok({ policy, notes: shipped.notes });
}

/** `uptimeMs`: of the device now; `null`: as the scenario says. */
export function scenarioOnDevice(scenario: Scenario, { release, variant }: Policy, uptimeMs: number | null): Scenario {
  const { device } = scenario;
  return {
    ...scenario,
    device: {
      ...device,
      release: release ?? device.release,
      variant: variant ?? device.variant,
      bootUptimeMs: uptimeMs === null ? device.bootUptimeMs : Math.round(uptimeMs),
    },
  };
}
