/**
 * Makes a fresh clone ready: Node new enough, packages of package-lock.json installed. Silent and quick (a few
 * milliseconds) when there is nothing to do; everything that it says goes to standard error, so that a program's
 * standard output stays its own.
 *
 * Entry scripts call this before they load any package, so this file imports only what Node brings along.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Something that the user must mend; its message is all that is shown. */
export class SetUpError extends Error {}

const say = (text) => process.stderr.write(`${text}\n`);

/** `20.19` from `>=20.19`: the only form that package.json uses. */
function isOlder(version, wanted) {
  const left = version.split('.').map(Number);
  const right = wanted.split('.').map(Number);
  for (let i = 0; i < right.length; i += 1) {
    if ((left[i] ?? 0) !== right[i]) return (left[i] ?? 0) < right[i];
  }
  return false;
}

/** Why this Node cannot run the project, or undefined. */
export function nodeProblem(version, engines) {
  const wanted = engines.replace('>=', '').trim();
  if (!isOlder(version, wanted)) return undefined;
  return `Node ${wanted} or newer is needed, this is ${version} (${process.execPath}). Install a newer Node and try again.`;
}

/**
 * Why the installed packages are not those of the lock file, or undefined when they are. Contents are compared, not
 * times: a checkout touches the lock file without changing it. npm writes `node_modules/.package-lock.json` last, so an
 * install that was cut short counts as none. Optional packages for other systems are never there.
 */
export function installProblem(wantedLock, installedLock) {
  if (installedLock === undefined) return 'the packages are not installed yet';
  const installed = installedLock.packages ?? {};
  for (const [folder, wanted] of Object.entries(wantedLock.packages ?? {})) {
    if (folder === '') continue;
    const found = installed[folder];
    if (found === undefined) {
      if (wanted.optional || wanted.devOptional) continue;
      return `${folder} is missing`;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return `${folder} is ${found.version}, wanted ${wanted.version}`;
    }
  }
  return undefined;
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

function currentProblem(folder) {
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return installProblem({}, undefined);
  const manifest = readJson(path.join(folder, 'package.json'));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (!existsSync(path.join(folder, 'node_modules', name, 'package.json'))) return `${name} is missing`;
  }
  return installProblem(readJson(path.join(folder, 'package-lock.json')), readJson(installed));
}

/** How to start npm: the copy that started us when there is one (no shell and no search then), else the one on PATH. */
function npmCommand() {
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) return { file: process.execPath, before: [npm], shell: false };
  return { file: 'npm', before: [], shell: process.platform === 'win32' };
}

function installPackages(folder, why) {
  say(`Set-up: ${why}; running npm ci ...`);
  const npm = npmCommand();
  // NODE_ENV=production in a shell must not leave out the tools.
  const args = [...npm.before, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  ensureCompiler();
  const env = { ...process.env, ...headersOfNode() };
  const done = spawnSync(npm.file, args, { cwd: folder, env, shell: npm.shell, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (done.status === 0) {
    say('Set-up: packages installed.');
    return;
  }
  const output = [done.error?.message, done.stdout, done.stderr].filter(Boolean).join('\n').trim();
  throw new SetUpError(
    [
      // npm says the cause first and its whole usage after it.
      output.split('\n').slice(0, 15).join('\n'),
      '',
      'Set-up failed: npm ci could not install the packages (its first lines stand above).',
      'It needs the network once, or a filled npm cache (then: npm ci --prefer-offline).',
      'When package.json and package-lock.json disagree, run: npm install',
      `When sqlite3 could not be built: it needs ${compiler.join(', ')} and the headers of Node.`,
    ].join('\n'),
  );
}

/**
 * sqlite3 brings a built file for most systems and fetches it from its releases; where that host cannot be reached it is
 * compiled, for which node-gyp would fetch Node's headers. The headers that lie beside this Node spare it that.
 */
function headersOfNode() {
  const prefix = path.dirname(path.dirname(process.execPath));
  const isThere = existsSync(path.join(prefix, 'include/node/node_api.h'));
  return isThere && process.env.npm_config_nodedir === undefined ? { npm_config_nodedir: prefix } : {};
}

const compiler = ['python3', 'make', 'g++'];

/** On Debian as root the compiler is installed where it is missing. Elsewhere npm tries first: a built file may be had. */
function ensureCompiler() {
  const isMissing = compiler.some((name) => spawnSync(name, ['--version']).error !== undefined);
  if (isMissing && process.getuid?.() === 0 && existsSync('/etc/debian_version')) ensureDebianPackages(compiler);
}

/** Throws SetUpError with a text for the user. Two set-ups at once wait for each other. */
export async function setUp(folder = root) {
  const problem = nodeProblem(process.versions.node, readJson(path.join(folder, 'package.json')).engines.node);
  if (problem !== undefined) throw new SetUpError(problem);
  if (currentProblem(folder) === undefined) return;
  mkdirSync(path.join(folder, 'out'), { recursive: true });
  await withLock(path.join(folder, 'out/set-up.lock'), () => {
    const why = currentProblem(folder);
    if (why !== undefined) installPackages(folder, why);
  });
}

const hasDebianPackage = (name) => {
  const asked = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
  return asked.status === 0 && asked.stdout === 'installed';
};

/**
 * Sees to it that Debian packages (a browser for screenshots, a compiler) are there: installs them when we are root on a
 * Debian system, otherwise says the exact command. Called only by what needs them.
 *
 * @param {readonly string[]} names
 */
export function ensureDebianPackages(names) {
  const bad = names.filter((name) => !/^[a-z0-9][a-z0-9+.-]+$/.test(name));
  if (bad.length > 0) throw new Error(`not names of Debian packages: ${bad.join(' ')}`);
  const missing = names.filter((name) => !hasDebianPackage(name));
  if (missing.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    const command = `sudo apt-get update && sudo apt-get ${install.join(' ')}`;
    throw new SetUpError(`These system packages are missing: ${missing.join(' ')}. On Debian:\n  ${command}`);
  }
  say(`Set-up: installing ${missing.join(' ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], install]) {
    const done = spawnSync('apt-get', args, { env, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (done.status !== 0) {
      const output = (done.stderr || done.stdout || done.error?.message || '').trim().split('\n').slice(-10).join('\n');
      throw new SetUpError(`${output}\nSet-up failed: apt-get ${args.join(' ')}`);
    }
  }
}

/** Runs an entry script: what the user must mend is one message and exit code 3 (infrastructure), without a stack. */
export async function runEntry(body) {
  try {
    await setUp();
    await body();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    say(error.message);
    process.exitCode = 3;
  }
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await runEntry(() => say('Set-up: ready.'));
}
