/** Tests of single behaviours. */
import.meta.glob(
  [
    '../../engine/{limits,replay}/*.test.ts',
    '../../engine/scenario/{examples,predict-scenario}.test.ts',
    '../../engine/policy/constants-in-replay.test.ts',
    '../../engine/compare/{analyze,example-logs,neighbour-rules,surprises}.test.ts',
    '!**/{app-by-app,invariants}.test.ts',
  ],
  { eager: true },
);
