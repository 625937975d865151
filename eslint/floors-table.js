/**
 * The floors of the house, in one place. The lint rule in floors.js reads this table and nothing else; the choice is
 * explained in docs/decisions/0001-floors-lint-rule.md.
 *
 * A file stands on the floor with the longest folder that contains it. It may import from its own floor and from what
 * `may` names: a floor's folder (without the floors nested in it), or one file. A new package or a new folder is one
 * line here, seen in review.
 *
 * @typedef {object} Floor
 * @property {string} folder       folder below the repository root
 * @property {readonly string[]} may       our own folders or files that it may import
 * @property {readonly string[]} packages  npm packages that it may import
 * @property {boolean | readonly string[]} node  `node:` modules: all, none, or the ones named
 */

const engine = ['engine', 'engine/android'];
const api = ['app/api', 'app/api/client'];
const lab = ['app/lab', 'app/lab/devices', 'app/lab/store'];
const adbPackages = ['@yume-chan/adb', '@yume-chan/stream-extra'];

/** @type {readonly Floor[]} */
export const floors = [
  // Vocabulary: words and numbers of the platform. Imports nothing.
  { folder: 'engine/android', may: [], packages: [], node: false },
  // Pure: no clock, no file, no network, no process, no randomness of its own.
  { folder: 'engine', may: engine, packages: ['fflate', 'yaml'], node: false },
  // Help for tests only; no program file imports it.
  { folder: 'engine/testing', may: engine, packages: ['vitest', 'fast-check'], node: true },
  // A worker reads files itself, so that paths travel between threads and not bytes.
  { folder: 'engine/pool', may: engine, packages: ['piscina'], node: ['node:fs', 'node:url', 'node:worker_threads'] },
  { folder: 'app/lab/store', may: ['app/lab', ...engine], packages: ['sqlite3'], node: true },
  { folder: 'app/lab/devices', may: ['app/lab', ...engine], packages: adbPackages, node: true },
  {
    folder: 'app/lab',
    may: ['app/lab/devices', 'app/lab/store', 'engine/pool', ...engine],
    packages: ['fflate'],
    node: true,
  },
  { folder: 'app/api', may: [...lab, 'engine/pool', ...engine], packages: ['zod'], node: true },
  // What a window needs to talk to the lab: no Node.
  { folder: 'app/api/client', may: ['app/api'], packages: [], node: false },
  // Hosts put the parts together; no host imports another.
  {
    folder: 'app/cli',
    may: ['app/api', ...lab, 'engine/pool', ...engine],
    packages: [],
    node: true,
  },
  { folder: 'app/server', may: [...api, ...lab, 'engine/pool', ...engine], packages: ['ws', 'zod'], node: true },
  {
    folder: 'app/main',
    may: [...api, ...lab, 'engine/pool', ...engine],
    packages: ['electron', 'zod'],
    node: true,
  },
  // A sandboxed preload has no Node.
  { folder: 'app/preload', may: api, packages: ['electron'], node: false },
  {
    folder: 'renderer',
    may: [
      'app/api',
      'app/api/client',
      'engine/android',
      'engine/time.ts',
      'engine/time-format.ts',
      'engine/compare/analysis.ts',
    ],
    packages: ['svelte', 'bits-ui'],
    node: false,
  },
  // Its tools, which run under Node.
  { folder: 'renderer/vite.config.mjs', may: [], packages: ['vite', '@sveltejs/vite-plugin-svelte'], node: true },
  // Decides by itself when Android acts, so that tests against the engine test something.
  { folder: 'simulator', may: ['engine/android'], packages: [], node: true },
];

/** Folders beside the house: they may import anything. The empty name is the repository root (configuration files). */
export const besideTheHouse = ['', 'bench', 'docs', 'e2e', 'eslint', 'examples', 'native-probe-apk', 'scripts'];

/** What a `*.test.ts` and a `*-fixture.ts` may import beyond their floor. */
export const inTests = {
  may: ['engine/testing'],
  packages: ['vitest', 'fast-check', 'apache-arrow', 'fflate', 'ajv', 'ajv-formats'],
  node: true,
};

/** Packages that belong to certain folders alone; named in the message when somebody else imports them. */
export const reserved = {
  electron: ['app/main', 'app/preload'],
  sqlite3: ['app/lab/store'],
  piscina: ['engine/pool'],
  ...Object.fromEntries(adbPackages.map((name) => [name, ['app/lab/devices']])),
  ws: ['app/server'],
};
