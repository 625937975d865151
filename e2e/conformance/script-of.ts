/** A resolved scenario in the words of the simulator. Field by field: the two programs share no code about limits. */
import { featureFlags } from '../../engine/android/feature-flags.js';
import type { Scenario, ScenarioStep } from '../../engine/scenario/scenario.js';
import type { Flags, Script, Step } from '../../simulator/limits/script.js';

export function scriptOf(scenario: Scenario): Script {
  const { device, services, processes, steps, targetSdk, endMs } = scenario;
  return {
    release: device.release as Script['release'],
    variant: device.variant,
    targetSdk,
    bootUptimeMs: device.bootUptimeMs,
    config: Object.fromEntries(device.config.map(({ key, value }) => [key, value])),
    flags: flagsOf(device.flags),
    processes,
    services: services.map(({ name, process, declared, sticky, onTimeout }) => ({
      name,
      process,
      declared,
      sticky,
      onTimeout,
    })),
    steps: steps.map(stepOf),
    endMs,
  };
}

function flagsOf(flags: Scenario['device']['flags']): Flags {
  const named: Record<string, boolean> = {};
  for (const [name, field] of Object.entries(featureFlags)) if (flags[field] !== undefined) named[name] = flags[field];
  return named;
}

function stepOf(step: ScenarioStep): Step {
  if (!('backgroundStart' in step)) return step;
  const { backgroundStart, ...rest } = step;
  return backgroundStart === null ? rest : { ...rest, backgroundStart };
}
