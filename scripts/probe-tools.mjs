/** The tools that make and check the probe: found, installed where that can be done, and named with their versions. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDebianPackages, root, runEntry, SetUpError } from './set-up.mjs';

/** Command → Debian package that has it. */
const debianPackageOf = {
  aapt2: 'aapt',
  zipalign: 'zipalign',
  apksigner: 'apksigner',
  dexdump: 'dexdump',
  javac: 'openjdk-17-jdk-headless',
  mvn: 'maven',
  enjarify: 'enjarify',
};

/**
 * The dexer: AOSP's dx, repackaged on Maven Central. Its version is part of the probe's bytes: change it, and the four APKs are made
 * again together.
 */
const dexer = {
  artifact: 'com.jakewharton.android.repackaged:dalvik-dx:16.0.1',
  file: 'dalvik-dx-16.0.1.jar',
  sha256: '1e4b645628e3bdb097b5331d669e177ef235a551582a8c646dbe36865e541907',
};

export const sha256Of = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The environment in which the same sources give the same bytes; Debian's Python before any other, for enjarify. */
const environment = () => ({
  ...process.env,
  TZ: 'UTC',
  LC_ALL: 'C',
  PATH: `/usr/bin${path.delimiter}${process.env.PATH}`,
});

/** A tool said no: what it said is all that is shown. */
export class ToolFailure extends Error {}

/** Runs an entry script of the probe: exit code 3 when a tool is missing, 1 when a tool or a check says no. */
export async function runProbeEntry(body) {
  try {
    await runEntry(body);
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Runs a tool to its end. Returns what it wrote to standard output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { env: environment(), encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (done.status === 0) return done.stdout;
  const output = [done.error?.message, done.stdout, done.stderr].filter(Boolean).join('\n').trim();
  throw new ToolFailure(
    `${output.split('\n').slice(-40).join('\n')}\nFailed: ${command} ${args.join(' ').slice(0, 200)}`,
  );
}

const isThere = (command) => spawnSync(command, ['--version'], { env: environment() }).error === undefined;

/** @param {readonly (keyof typeof debianPackageOf)[]} commands */
export function ensureTools(commands) {
  const missing = commands.filter((command) => !isThere(command));
  if (missing.length === 0) return;
  try {
    ensureDebianPackages(missing.map((command) => debianPackageOf[command]));
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    const text = `Missing on the path: ${missing.join(', ')}. They come with Debian's packages or an Android SDK and a JDK 17.`;
    throw new SetUpError(`${text}\n${error.message}`);
  }
}

function fetchDexer(folder) {
  const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
  try {
    run('mvn', ['-q', '-B', plugin, `-Dartifact=${dexer.artifact}`, `-DoutputDirectory=${folder}`], { cwd: folder });
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    const text = `The probe is built with ${dexer.artifact} from Maven Central, which could not be fetched. Nothing was built.`;
    throw new SetUpError(`${error.message.split('\n').slice(0, 4).join('\n')}\n${text}`);
  }
}

/** The dexer's jar, fetched by Maven once and checked against its hash each time. */
export function dexerJar() {
  const folder = path.join(root, 'out', 'probe', 'tools');
  const jar = path.join(folder, dexer.file);
  if (!existsSync(jar)) {
    ensureTools(['mvn']);
    mkdirSync(folder, { recursive: true });
    fetchDexer(folder);
  }
  if (sha256Of(readFileSync(jar)) !== dexer.sha256)
    throw new SetUpError(
      `${jar} is not ${dexer.artifact} as it was chosen (SHA-256 ${dexer.sha256}). Delete it and try again.`,
    );
  return jar;
}

/** Versions of all that the bytes of the APKs depend on. */
export function toolVersions() {
  const first = (text) => text.trim().split('\n')[0] ?? '';
  return {
    // aapt2 prints its version to standard error.
    aapt2: first(spawnSync('aapt2', ['version'], { encoding: 'utf8' }).stderr),
    javac: first(run('javac', ['--version'])),
    dexer: dexer.artifact,
    apksigner: first(run('apksigner', ['--version'])),
    fflate: JSON.parse(readFileSync(path.join(root, 'node_modules/fflate/package.json'), 'utf8')).version,
  };
}
