/**
 * Every test that judges engine/limits and engine/replay. Imports run in this order, and a mutant's run ends at the first test
 * that fails: what finds much in little time stands first.
 */
import './agreement-first.mjs';

import.meta.glob(
  ['../../engine/limits/*.test.ts', '../../engine/replay/*.test.ts', '!**/{app-by-app,invariants}.test.ts'],
  {
    eager: true,
  },
);
import.meta.glob(
  ['../../engine/scenario/{examples,predict-scenario}.test.ts', '../../engine/policy/constants-in-replay.test.ts'],
  {
    eager: true,
  },
);
import.meta.glob('../../engine/compare/{analyze,example-logs,neighbour-rules,surprises}.test.ts', { eager: true });
// Thousands of random traces.
import.meta.glob('../../engine/replay/{app-by-app,invariants}.test.ts', { eager: true });
import './agreement-last.mjs';

export { collect } from './stand-in.mjs';
