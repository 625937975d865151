/** A scenario as the document it could have been read from: everything said, nothing left to defaults. */
import { ServiceType, typeNamesOf, type TypeMask } from '../android/service-types.js';
import { featureFlags } from '../android/feature-flags.js';
import { SCENARIO_MARK } from './interpret.js';
import { writeDuration } from './parse-duration.js';
import type { Expectation, Scenario, ScenarioService, ScenarioStep } from './scenario.js';

/** Plain values for JSON; `readScenario` reads them back to the same scenario. */
export function writeScenario(scenario: Scenario): Record<string, unknown> {
  const { name, packageName, targetSdk, device, processes, services, steps, expect, endMs } = scenario;
  const hasEnd = steps.some((step) => step.do === 'end');
  return {
    curfew: SCENARIO_MARK,
    name,
    app: { package: packageName, targetSdk },
    device: {
      release: device.release,
      variant: device.variant,
      bootUptime: writeDuration(device.bootUptimeMs),
      config: Object.fromEntries(device.config.map(({ key, value }) => [key, value])),
      flags: Object.fromEntries(
        Object.entries(featureFlags).flatMap(([flag, field]) =>
          device.flags[field] === undefined ? [] : [[flag, device.flags[field]]],
        ),
      ),
    },
    processes: [...processes],
    services: services.map((service) => ({
      name: service.name,
      process: service.process,
      declared: typesText(service.declared),
      sticky: service.sticky,
    })),
    steps: [...steps.map(stepValue), ...(hasEnd ? [] : [{ at: writeDuration(endMs), do: 'end' }])],
    onTimeout: Object.fromEntries(services.map((service) => [service.name, reactionValue(service)])),
    expect: expect.map(expectationValue),
  };
}

function typesText(mask: TypeMask): string[] {
  return mask === ServiceType.manifest ? ['manifest'] : typeNamesOf(mask);
}

function stepValue({ atMs, ...step }: ScenarioStep): Record<string, unknown> {
  const written: Record<string, unknown> = { at: writeDuration(atMs) };
  for (const [key, value] of Object.entries(step)) {
    if (key === 'types') written['types'] = typesText(Number(value));
    else if (key === 'forMs') written['for'] = writeDuration(Number(value));
    else if (value !== null) written[key] = value;
  }
  return written;
}

function reactionValue({ onTimeout }: ScenarioService): Record<string, unknown> {
  const { do: word, afterMs, types } = onTimeout;
  return { do: word, after: writeDuration(afterMs), ...(word === 'switchType' ? { types: typesText(types) } : {}) };
}

function expectationValue({ outcome, service, type, atMs, never }: Expectation): Record<string, unknown> {
  return {
    outcome,
    ...(service === null ? {} : { service }),
    ...(type === null ? {} : { type }),
    ...(atMs === null ? {} : { at: writeDuration(atMs) }),
    never,
  };
}
