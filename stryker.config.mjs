/** Mutants of the engine's rules. `npm run mutants` (scripts/mutants.mjs) reads this; docs/mutants.md explains the choices. */

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'e2e/mutants/vitest.config.mjs', related: false },
  mutate: ['engine/{limits,replay}/**/*.ts', '!**/*.test.ts', '!**/*-fixture.ts'],
  // The sandbox is a copy: only what the tests read.
  ignorePatterns: ['/*', '!/engine', '!/simulator', '!/e2e', '!/examples', '!/package.json', '!/tsconfig.json', 'target', '/engine/ingest/**/*.test.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  timeoutFactor: 2,
  dryRunTimeoutMinutes: 10,
  incremental: true,
  incrementalFile: 'out/mutants/incremental.json',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: 'out/mutants/report.json' },
  checkers: [],
  warnings: { slow: false },
};
