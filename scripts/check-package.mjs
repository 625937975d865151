/**
 * `npm run check:package`: what can be known of the packed program without Electron's program. It is packed onto a folder
 * that only looks like Electron's, so the result runs nowhere and is removed again; no more is proved than is said here:
 *
 *     the configuration is one that electron-builder understands, and its fuses exist
 *     what must be inside is inside, what must not be is not, native modules lie outside the archive
 *     native modules need nothing of V8 (they load in any Electron)
 *     the server runs from the packed files under plain Node: nothing that it needs was left out
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { buildRenderer } from './build-renderer.mjs';
import { startPrivateAdb } from './private-adb.mjs';
import { root, runEntry, SetUpError } from './set-up.mjs';

const say = (text) => process.stdout.write(`${text}\n`);
const require = createRequire(import.meta.url);

const needed = [
  'package.json',
  'out/main/main.js',
  'out/main/lab.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'out/server/server.js',
  'out/workers/analysis-worker.cjs',
  'out/workers/simulation-thread.cjs',
  'examples/scenarios/c01-timeout.yaml',
  'node_modules/zod/package.json',
  'node_modules/sqlite3/package.json',
];
const unwanted = [
  /\.map$/,
  /\.tsx?$/,
  /^node_modules\/(electron|vite|vitest|svelte|typescript|playwright|@stryker-mutator)\//,
  /^(app|engine|renderer|simulator|e2e|bench)\//,
];

/** Electron's programs and its own archive, as far as the packer looks at them. */
async function makeFakeDist(folder, version) {
  const asar = require('@electron/asar');
  const app = path.join(folder, 'default-app');
  mkdirSync(path.join(folder, 'dist', 'resources'), { recursive: true });
  mkdirSync(app);
  writeFileSync(path.join(app, 'main.js'), '');
  await asar.createPackage(app, path.join(folder, 'dist', 'resources', 'default_app.asar'));
  writeFileSync(path.join(folder, 'dist', 'electron'), '#!/bin/sh\necho not Electron\n', { mode: 0o755 });
  writeFileSync(path.join(folder, 'dist', 'version'), version);
  return path.join(folder, 'dist');
}

async function checkConfiguration() {
  const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config.js');
  const { DebugLogger } = require('builder-util');
  const config = await getConfig(root, path.join(root, 'electron-builder.yml'), null);
  await validateConfiguration(config, new DebugLogger(false));
  const { FuseV1Options } = require('@electron/fuses');
  const known = Object.keys(FuseV1Options).map((name) => name.toLowerCase());
  for (const fuse of Object.keys(config.electronFuses))
    if (!known.includes(fuse.toLowerCase())) throw new SetUpError(`electron-builder.yml: there is no fuse ${fuse}.`);
  say(`configuration: understood; ${Object.keys(config.electronFuses).length} fuses are known to Electron`);
}

async function pack(folder, version) {
  const builder = require('electron-builder');
  const output = path.join(folder, 'package');
  const electronDist = await makeFakeDist(folder, version);
  await builder.build({
    targets: builder.Platform.LINUX.createTarget('dir'),
    projectDir: root,
    publish: 'never',
    config: {
      extends: path.join(root, 'electron-builder.yml'),
      electronDist,
      electronVersion: version,
      // There is no program whose fuses could be flipped.
      electronFuses: null,
      directories: { output },
    },
  });
  return path.join(output, 'linux-unpacked', 'resources');
}

function checkContents(resources) {
  const asar = require('@electron/asar');
  const archive = path.join(resources, 'app.asar');
  const files = asar
    .listPackage(archive, { isPack: false })
    .map((name) => name.replaceAll('\\', '/').replace(/^\//, ''));
  const missing = needed.filter((name) => !files.includes(name));
  if (missing.length > 0) throw new SetUpError(`not in the package: ${missing.join(', ')}`);
  const odd = files.filter(
    (name) => unwanted.some((pattern) => pattern.test(name)) && asar.statFile(archive, name).size !== undefined,
  );
  if (odd.length > 0) throw new SetUpError(`in the package and not wanted: ${odd.slice(0, 20).join(', ')}`);
  const native = files.filter((name) => name.endsWith('.node'));
  const packed = native.filter((name) => asar.statFile(archive, name).unpacked !== true);
  if (native.length === 0 || packed.length > 0)
    throw new SetUpError(`native modules must lie outside the archive: ${packed.join(', ') || 'there are none'}`);
  const apks = readdirSync(path.join(resources, 'probes')).filter((name) => name.endsWith('.apk'));
  if (apks.length !== 4) throw new SetUpError(`four probes belong into the package, not ${apks.length}`);
  say(
    `contents: ${files.length} entries, all that is needed, nothing else; ${native.length} native modules outside; ${apks.length} probes`,
  );
  return native.map((name) => path.join(resources, 'app.asar.unpacked', name));
}

function checkNative(files) {
  for (const file of files) {
    const symbols = spawnSync('nm', ['-D', '--demangle', file], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (symbols.error !== undefined) return say('native modules: not looked into, there is no nm (Debian: binutils)');
    const ofV8 = symbols.stdout.split('\n').filter((line) => line.includes(' U v8::'));
    if (ofV8.length > 0)
      throw new SetUpError(`${file} needs ${ofV8.length} functions of V8: it would have to be built for Electron`);
  }
  say('native modules: none needs anything of V8');
}

/** The archive and what lies beside it in one tree: what the program sees when it runs. */
async function unpackAll(resources, folder) {
  const asar = require('@electron/asar');
  const tree = path.join(folder, 'tree');
  asar.extractAll(path.join(resources, 'app.asar'), tree);
  if (existsSync(path.join(resources, 'app.asar.unpacked')))
    await cp(path.join(resources, 'app.asar.unpacked'), tree, { recursive: true });
  return tree;
}

const START_DEADLINE_MS = 30_000;

async function checkServer(tree, folder) {
  const adb = await startPrivateAdb(folder);
  const args = [path.join(tree, 'out/server/server.js'), '--data', path.join(folder, 'data')];
  const env = { PATH: process.env.PATH, HOME: folder, ANDROID_ADB_SERVER_PORT: String(adb.port) };
  const server = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const address = await addressOf(server);
    const page = await globalThis.fetch(address);
    if (page.status !== 200) throw new SetUpError(`the packed server answers ${page.status} instead of its page`);
    if (!existsSync(path.join(folder, 'data', 'curfew.db'))) throw new SetUpError('the packed server opened no store');
    say('server: runs from the packed files under plain Node, with store and page');
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve()));
    await adb.stop();
  }
}

function addressOf(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    const deadline = setTimeout(
      () => reject(new SetUpError(`the packed server did not start: ${output}`)),
      START_DEADLINE_MS,
    );
    const look = (piece) => {
      output += piece;
      const address = /http:\S+/.exec(output)?.[0];
      if (address === undefined) return;
      clearTimeout(deadline);
      resolve(address);
    };
    for (const stream of [server.stdout, server.stderr]) stream.setEncoding('utf8').on('data', look);
    server.once('exit', () => {
      clearTimeout(deadline);
      reject(new SetUpError(`the packed server did not start: ${output}`));
    });
  });
}

await runEntry(async () => {
  await build();
  await buildRenderer();
  await checkConfiguration();
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-package-'));
  try {
    const resources = await pack(folder, version);
    checkNative(checkContents(resources));
    await checkServer(await unpackAll(resources, folder), folder);
    say('No Electron was started: this says nothing about the program that a person would install.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
