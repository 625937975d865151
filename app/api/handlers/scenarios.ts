/** Scenarios and policies. */
import { ok } from '../../../engine/result.js';
import { done, orRefused, refused } from '../answers.js';
import type { CallHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';
import { findPolicy, listPolicies } from '../policy-shelf.js';
import { deleteScenario, listScenarios, readScenarioFile, saveScenario } from '../scenario-shelf.js';

type Names =
  'scenarios.list' | 'scenarios.read' | 'scenarios.check' | 'scenarios.save' | 'scenarios.delete' | 'policies.list';

export function scenarioHandlers({ folders, analysis }: LabRooms): Pick<CallHandlers, Names> {
  const shelves = { examples: folders.examples, own: folders.scenarios };
  return {
    'policies.list': async () => ok(await listPolicies(folders.policies)),
    'scenarios.list': async () => ok(await listScenarios(shelves)),
    'scenarios.read': async ({ id }) => orRefused(await readScenarioFile(shelves, id)),
    'scenarios.save': async (input) => orRefused(await saveScenario(shelves, input)),
    'scenarios.delete': async ({ id }) => done(orRefused(await deleteScenario(shelves, id))),
    'scenarios.check': async ({ text, policy, compression }, signal) => {
      const found = policy === null ? ok(null) : await findPolicy(folders.policies, policy);
      if (!found.ok) return refused(found.error);
      const input = { text, policy: found.value, compression };
      return orRefused(await analysis.texts.run('check-scenario', input, { signal }));
    },
  };
}
