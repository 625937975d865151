/**
 * Makes the probe's APKs from text:
 *
 *     stubs/ ──javac──► classes the code is compiled against, never part of the APK
 *     src/   ──javac──► classes ──dx──► one classes.dex
 *     framework/ ──aapt2──► attribute table ─┐
 *     probe.json ──► four manifests ──aapt2──┴─► base.apk + classes.dex ──zipalign, apksigner──► four APKs
 *
 * The same sources and tools give the same bytes, whatever the time, the folder and the zone. An attribute table of our own stands in
 * for the platform's: aapt2 accepts foreground-service types only by the names in the table it links against.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { apkName, manifestOf, probeFolder, readProbe } from './probe-manifest.mjs';
import { dexerJar, ensureTools, run, sha256Of } from './probe-tools.mjs';

const key = path.join(probeFolder, 'signing', 'probe-debug.p12');

/** Java 8 class files: the newest that dx translates without help, and the oldest that newer compilers still make. */
const javaOptions = [
  '--release',
  '8',
  '-encoding',
  'UTF-8',
  '-Xlint:all',
  '-Xlint:-options,-serial',
  '-Werror',
  '-g:source,lines',
];

function filesBelow(folder, suffix) {
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((file) => file.endsWith(suffix) && statSync(file).isFile())
    .sort();
}

/** @param {string} [classPath] without it: the stubs themselves */
export function compileJava(source, output, classPath) {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const against = classPath === undefined ? [] : ['-cp', classPath];
  run('javac', [...javaOptions, ...against, '-d', output, ...filesBelow(path.join(probeFolder, source), '.java')]);
}

function makeDex(folder) {
  const dexer = dexerJar();
  compileJava('stubs', path.join(folder, 'stubs'));
  compileJava('src', path.join(folder, 'classes'), path.join(folder, 'stubs'));
  const dex = path.join(folder, 'classes.dex');
  const options = ['--dex', `--min-sdk-version=${readProbe().minSdk}`, `--output=${dex}`];
  run('java', ['-cp', dexer, 'com.android.dx.command.Main', ...options, path.join(folder, 'classes')]);
  return readFileSync(dex);
}

function makeAttributeTable(folder) {
  const source = path.join(probeFolder, 'framework');
  const compiled = path.join(folder, 'framework.zip');
  const table = path.join(folder, 'framework.apk');
  run('aapt2', ['compile', '-o', compiled, '--dir', path.join(source, 'res')]);
  run('aapt2', ['link', '-o', table, '--manifest', path.join(source, 'AndroidManifest.xml'), compiled]);
  return table;
}

function linkManifest(probe, target, table, folder) {
  const manifest = path.join(folder, `AndroidManifest-t${target}.xml`);
  const base = path.join(folder, `base-t${target}.apk`);
  writeFileSync(manifest, manifestOf(probe, target));
  const compiledFor = [
    '--compile-sdk-version-code',
    probe.compileSdk,
    '--compile-sdk-version-name',
    probe.compileVersion,
  ];
  // aapt2 does not know <property> inside <service>; as a warning it still writes it.
  const options = ['-I', table, ...compiledFor, '--warn-manifest-validation'].map(String);
  run('aapt2', ['link', '-o', base, '--manifest', manifest, ...options]);
  return base;
}

/** The linked manifest and the code in one ZIP; no time of today in it. */
async function pack(base, dex, output) {
  const { unzipSync, zipSync } = await import('fflate');
  const entries = { ...unzipSync(readFileSync(base)), 'classes.dex': dex };
  const sorted = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  // The platform maps resources.arsc into memory, so that it must lie there unpacked.
  const packed = Object.entries(sorted).map(([name, bytes]) => [
    name,
    [bytes, { level: name.endsWith('.arsc') ? 0 : 9 }],
  ]);
  writeFileSync(output, zipSync(Object.fromEntries(packed), { mtime: new Date(1980, 0, 1) }));
}

function sign(unsigned, output) {
  const keys = ['--ks', key, '--ks-pass', 'pass:android'];
  const schemes = [1, 2, 3, 4].flatMap((n) => [`--v${n}-signing-enabled`, String(n === 2 || n === 3)]);
  run('apksigner', ['sign', ...keys, ...schemes, '--out', output, unsigned]);
}

/**
 * Builds the four APKs below `folder`.
 *
 * @param {string} folder  absolute; its content is replaced
 * @returns {Promise<{ target: number, name: string, file: string, bytes: number, sha256: string }[]>}
 */
export async function buildProbe(folder) {
  ensureTools(['aapt2', 'javac', 'zipalign', 'apksigner']);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const probe = readProbe();
  const dex = makeDex(folder);
  const table = makeAttributeTable(folder);
  const made = [];
  for (const target of probe.targets) {
    const base = linkManifest(probe, target, table, folder);
    const unaligned = path.join(folder, `unaligned-t${target}.apk`);
    const aligned = path.join(folder, `aligned-t${target}.apk`);
    await pack(base, dex, unaligned);
    run('zipalign', ['-f', '-p', '4', unaligned, aligned]);
    const name = apkName(target);
    const file = path.join(folder, name);
    sign(aligned, file);
    const bytes = readFileSync(file);
    made.push({ target, name, file, bytes: bytes.length, sha256: sha256Of(bytes) });
  }
  return made;
}
