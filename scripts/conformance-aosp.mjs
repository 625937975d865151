/**
 * `npm run conformance:aosp -- [--count N] [--seed S] [--release 14|15|16] [--with engine|simulator] [--reports N]`
 *
 * Builds the Java module `engine/conformance/aosp` with Maven, and lets engine, simulator and Android's own classes play
 * the same random scenarios. Exit code 0: no differences; 1: differences, told as scenarios; 2: a wrong argument; 3: the
 * module cannot be built here, with the reason.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { withLock } from './lock.mjs';
import { root, runEntry, SetUpError } from './set-up.mjs';

const module = path.join(root, 'engine/conformance/aosp');
const target = path.join(module, 'target');

/** Hash of everything that the built classes come from. */
function sourceHash() {
  const hash = createHash('sha256').update(readFileSync(path.join(module, 'pom.xml')));
  const folder = path.join(module, 'src/main/java');
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.java'));
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(path.join(folder, file)));
  return hash.digest('hex');
}

/** Compiles the module and fetches what it needs, when it is not there yet. */
function buildModule(version) {
  const stamp = path.join(target, 'source.sha256');
  const jar = path.join(target, 'android-all', `android-all-${version}.jar`);
  const wanted = sourceHash();
  const isBuilt = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(jar);
  if (isBuilt) return;
  process.stderr.write(`Building engine/conformance/aosp for ${version} (the first time fetches 130 to 200 MB) ...\n`);
  const args = ['-B', '-q', '-ntp', '-f', module, 'process-classes', `-Dandroid-all.version=${version}`];
  // What the local repository already has needs no network.
  const offline = spawnSync('mvn', ['-o', ...args], { encoding: 'utf8' });
  const done = offline.status === 0 ? offline : spawnSync('mvn', args, { encoding: 'utf8' });
  if (done.status !== 0) throw new SetUpError(whyNot(done));
  writeFileSync(stamp, wanted);
}

function whyNot({ error, stdout, stderr }) {
  if (error?.code === 'ENOENT')
    return 'Maven is not installed: install maven and a JDK 17 or newer (Debian: maven, openjdk-17-jdk-headless).';
  const output = [error?.message, stdout, stderr].filter(Boolean).join('\n').trim();
  const first = output.split('\n').slice(0, 12).join('\n');
  const isOffline =
    /Could not transfer|Unknown host|Connection (refused|timed out)|Network is unreachable|Temporary failure/.test(
      output,
    );
  return isOffline
    ? `Maven Central is not reachable, and the local Maven repository lacks what is needed:\n${first}\nTry again with a network; nothing was compared.`
    : `Maven could not build engine/conformance/aosp:\n${first}`;
}

/** The version of android-all for the release that the arguments ask for; undefined for a release that cannot be driven. */
function versionFor(args) {
  const at = args.indexOf('--release');
  const joined = args.find((arg) => arg.startsWith('--release='));
  const release = joined?.slice('--release='.length) ?? (at < 0 ? '15' : args[at + 1]);
  return JSON.parse(readFileSync(path.join(module, 'releases.json'), 'utf8'))[release];
}

await runEntry(async () => {
  const args = process.argv.slice(2);
  const version = versionFor(args);
  if (version !== undefined) {
    mkdirSync(path.join(root, 'out'), { recursive: true });
    await withLock(path.join(root, 'out/conformance-aosp.lock'), () => buildModule(version));
  }
  const folder = path.join(root, 'out', 'conformance-aosp');
  await bundle({ entries: { command: 'e2e/conformance/aosp/command.ts' }, folder });
  const { command } = await import(pathToFileURL(path.join(folder, 'command.js')).href);
  process.exitCode = await command(args, target);
});
