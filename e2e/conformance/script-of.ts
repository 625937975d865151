/** A resolved scenario in the words of the simulator. Field by field: the two programs share no code about limits. */
import type { Scenario, ScenarioStep } from '../../engine/scenario/scenario.js';
import type { Script, Step } from '../../simulator/limits/script.js';

export function scriptOf(scenario: Scenario): Script {
  const { device, services, processes, steps, targetSdk, endMs } = scenario;
  return {
    release: device.release as Script['release'],
    variant: device.variant,
    targetSdk,
    bootUptimeMs: device.bootUptimeMs,
    config: Object.fromEntries(device.config.map(({ key, value }) => [key, value])),
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

function stepOf(step: ScenarioStep): Step {
  if (!('backgroundStart' in step)) return step;
  const { backgroundStart, ...rest } = step;
  return backgroundStart === null ? rest : { ...rest, backgroundStart };
}
