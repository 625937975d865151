/**
 * The window's build. `vite renderer` serves it while working on it: /fake.html has a fake lab behind it, / wants a server.
 * Programs and tests build it with scripts/build-renderer.mjs.
 */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  envFile: false,
  publicDir: false,
  plugins: [svelte({ configFile: fileURLToPath(new URL('svelte.config.mjs', import.meta.url)) })],
  build: {
    target: 'chrome130',
    emptyOutDir: true,
    // Its polyfill would be a script that the content policy has to allow; every browser that we start has it.
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
});
