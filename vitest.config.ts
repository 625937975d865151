import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{engine,app,renderer,scripts,bench,simulator,e2e}/**/*.test.ts', '{eslint,scripts}/**/*.test.{js,mjs}'],
    testTimeout: 30_000,
  },
});
