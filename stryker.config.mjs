/** Mutants of the engine's rules. `npm run mutants` (scripts/mutants.mjs) reads this; docs/mutants.md explains the choices. */

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['./e2e/mutants/runner.mjs'],
  testRunner: 'judges',
  buildCommand: 'node e2e/mutants/bundle.mjs',
  mutate: ['engine/{limits,replay}/**/*.ts', '!**/*.test.ts', '!**/*-fixture.ts'],
  // The sandbox is a copy of what the judges read.
  ignorePatterns: [
    '/*',
    '!/engine',
    '!/simulator',
    '!/e2e',
    '!/examples',
    '!/package.json',
    '!/tsconfig.json',
    'target',
  ],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  timeoutFactor: 1.5,
  dryRunTimeoutMinutes: 10,
  incremental: true,
  incrementalFile: 'out/mutants/incremental.json',
  reporters: ['clear-text', 'json'],
  allowConsoleColors: false,
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: 'out/mutants/report.json' },
};
