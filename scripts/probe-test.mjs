/**
 * `npm run probe:test`: runs the probe's Java on a JVM against the real classes of Android 15 (Robolectric), twice: as compiled from
 * source, and as the very dex of the committed APK, translated back to class files. Every line of journal that these runs wrote is
 * then checked against journal.schema.json. `--update` writes journal-sample.jsonl anew.
 *
 * Needs Maven Central once (some 400 MB, kept in the user's Maven repository).
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileJava } from './probe-apk.mjs';
import { journalSchema, sampleFile, sampleOf } from './probe-journal-sample.mjs';
import { apkName, manifestOf, probeFolder, readProbe } from './probe-manifest.mjs';
import { ensureTools, run, runProbeEntry, ToolFailure } from './probe-tools.mjs';
import { root, SetUpError } from './set-up.mjs';

/** The newest release whose classes run on Java 17, and the target that stands for it. */
const TARGET = 35;
const output = path.join(root, 'out', 'probe', 'test');
const unreachable =
  /Could not (?:transfer|resolve|find) |could not be resolved|Unknown host|Connection refused|timed out/;

/** The dex as it lies in the committed APK, as class files. */
async function classesOfDex(apk) {
  const { unzipSync } = await import('fflate');
  const dex = path.join(output, 'classes.dex');
  const jar = path.join(output, 'dex-classes.jar');
  const folder = path.join(output, 'dex-classes');
  writeFileSync(dex, unzipSync(readFileSync(apk))['classes.dex']);
  run('enjarify', ['-f', '-o', jar, dex]);
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(jar)))) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return folder;
}

async function properties() {
  const apk = path.join(probeFolder, 'prebuilt', apkName(TARGET));
  const stubs = path.join(output, 'stubs');
  const classes = path.join(output, 'classes');
  const manifest = path.join(output, 'AndroidManifest.xml');
  compileJava('stubs', stubs);
  compileJava('src', classes, stubs);
  writeFileSync(manifest, manifestOf(readProbe(), TARGET));
  return { apk, stubs, classes, manifest, output, dexClasses: await classesOfDex(apk) };
}

function runMaven(values) {
  const options = Object.entries(values).map(([name, value]) => `-Dprobe.${name}=${value}`);
  try {
    run('mvn', ['-B', '-q', 'test', ...options], { cwd: path.join(probeFolder, 'tests') });
  } catch (error) {
    if (!(error instanceof ToolFailure) || !unreachable.test(error.message)) throw error;
    const text =
      'The tests of the probe need Maven Central (or a Maven repository that was filled before). Nothing was tested.';
    throw new SetUpError(`${error.message.split('\n').slice(0, 4).join('\n')}\n${text}`);
  }
}

/** Tests that passed, from Surefire's reports. */
function passedTests() {
  const folder = path.join(output, 'maven', 'surefire-reports');
  const reports = readdirSync(folder).filter((name) => name.endsWith('.xml'));
  const dex = reports.filter((name) => name.includes('dex'));
  if (dex.length === 0 || dex.length * 2 !== reports.length)
    throw new ToolFailure(`Not every test ran both ways: ${reports.join(' ')}`);
  return reports
    .map((name) => Number(/<testsuite [^>]*\btests="(\d+)"/.exec(readFileSync(path.join(folder, name), 'utf8'))?.[1]))
    .reduce((sum, count) => sum + count, 0);
}

function journals() {
  const folder = path.join(output, 'journals');
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.jsonl'));
  return files.sort().flatMap((name) => readFileSync(path.join(folder, name), 'utf8').trim().split('\n'));
}

/** Every line that the Java wrote fits the schema, and every event of the schema was written by the Java. */
async function checkJournals() {
  const { default: Ajv } = await import('ajv/dist/2020.js');
  const schema = journalSchema();
  const isValid = new Ajv({ allErrors: true }).compile(schema);
  const lines = journals().map((line) => JSON.parse(line));
  for (const line of lines) {
    if (isValid(line)) continue;
    throw new ToolFailure(`The probe wrote what journal.schema.json does not know:\n${JSON.stringify(line)}`);
  }
  const written = new Set(lines.map(({ event }) => event));
  const unwritten = Object.keys(schema.$defs).filter((event) => !written.has(event));
  if (unwritten.length > 0) throw new ToolFailure(`No test made the probe write: ${unwritten.join(', ')}`);
  const sample = sampleOf(lines);
  if (process.argv.includes('--update')) writeFileSync(sampleFile, sample);
  else if (readFileSync(sampleFile, 'utf8') !== sample)
    throw new ToolFailure(
      'journal-sample.jsonl is not what the probe writes. Look at the change, then run: npm run probe:test -- --update',
    );
  return lines.length;
}

await runProbeEntry(async () => {
  ensureTools(['javac', 'mvn', 'enjarify']);
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  runMaven(await properties());
  const tests = passedTests();
  const lines = await checkJournals();
  console.log(
    `Probe on Android 15's classes, from source and from the dex: ${lines} lines of journal as the schema says.`,
  );
  console.log(`${tests} passed, 0 failed`);
});
