/** The tests that judge mutants of the engine. For scripts/mutants.mjs; `npm test` does not read this file. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/mutants/judges.mjs'],
    setupFiles: ['e2e/mutants/fixed-seed.mjs'],
    testTimeout: 60_000,
  },
});
