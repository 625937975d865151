/** Which of the probe's services plays which service of a scenario. */
import { typeNamesOf, type TypeMask } from '../../../engine/android/service-types.js';
import { fail, ok, type Result } from '../../../engine/result.js';
import { MAIN_PROCESS, type Scenario, type ScenarioService } from '../../../engine/scenario/scenario.js';
import { probeServices, type ProbeService } from './probe-app.js';

/** By the name of the scenario's service. */
export type Cast = ReadonlyMap<string, ProbeService>;

/** Services that declare exactly the same types first; what is left is played by one that declares those and more. */
export function castServices(scenario: Scenario): Result<Cast, string> {
  const free = new Set(probeServices);
  const cast = new Map<string, ProbeService>();
  const choose = (service: ScenarioService, fits: (types: TypeMask) => boolean): void => {
    if (cast.has(service.name)) return;
    const process = service.process === MAIN_PROCESS ? 'main' : 'alone';
    const found = [...free].find((probe) => probe.process === process && fits(probe.types));
    if (found === undefined) return;
    free.delete(found);
    cast.set(service.name, found);
  };
  const others = new Set(scenario.services.map(({ process }) => process));
  others.delete(MAIN_PROCESS);
  if (others.size > 1) return fail(`the probe has one process beside its main one, and not ${[...others].join(', ')}`);
  for (const service of scenario.services) choose(service, (types) => types === typesOf(scenario, service));
  for (const service of scenario.services)
    choose(service, (types) => (types & typesOf(scenario, service)) === typesOf(scenario, service));
  const missing = scenario.services.find(({ name }) => !cast.has(name));
  if (missing === undefined) return ok(cast);
  const types = typeNamesOf(typesOf(scenario, missing)).join(' and ') || 'no type';
  const where = missing.process === MAIN_PROCESS ? '' : ` in a process of its own`;
  return fail(`the probe has no service left${where} that could play "${missing.name}" with ${types}`);
}

/** What it declares, or, where the scenario does not say, what it asks for. */
function typesOf({ steps }: Scenario, service: ScenarioService): TypeMask {
  return steps.reduce(
    (mask, step) => (step.do === 'startForeground' && step.service === service.name ? mask | step.types : mask),
    service.declared | service.onTimeout.types,
  );
}
