import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{engine,app,scripts,bench}/**/*.test.ts'], testTimeout: 30_000 },
});
