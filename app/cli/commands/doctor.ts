/** `curfew doctor`: what this computer has of what Curfew can use, what for, and how to get the rest. */
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../../lab/reports/pdf/find-chromium.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { dataFolder } from '../../lab/store/data-folder.js';
import { parseCommandLine } from '../arguments.js';
import { checkAndroid, checkBuildTools } from '../doctor/android.js';
import { firstLine, isExecutable, run, type Computer, type Finding, type State } from '../doctor/computer.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { writeResult } from '../output.js';

export const doctorHelp = `curfew doctor [--data DIR] [--format text|json]

Says what is installed of what Curfew can use, what each part is for, and the next step where it is
missing. Starts nothing, installs nothing, downloads nothing.

  --data DIR           the data folder to look at (default: CURFEW_DATA, else the system's place)
  --format text|json   default: text

Exit code: 0 everything that is needed is there, 1 something needed is missing, too old or too small
(what is optional never changes it), 2 usage.`;

const repository = fileURLToPath(new URL('../../', import.meta.url));

export async function doctorCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, { data: { type: 'string' }, format: { type: 'string' } });
  if (files.length > 0) throw usageError(`doctor takes no file, but got "${files[0] ?? ''}".`);
  const { format = 'text' } = values;
  if (format !== 'text' && format !== 'json') throw usageError(`--format wants text or json, not "${format}".`);
  const findings = await examine({
    environment: process.env,
    platform: process.platform,
    nodeVersion: process.versions.node,
    program: programFolder(),
    data: dataFolder(values.data),
  });
  if (format === 'json') writeResult(JSON.stringify({ curfew: 'doctor/1', findings }, null, 2), undefined);
  else writeResult(describe(findings), undefined);
  return findings.some(isBad) ? ExitCode.divergence : ExitCode.asPredicted;
}

const isBad = ({ isNeeded, state }: Finding): boolean => isNeeded && state !== 'ok';

/** The sources lie three folders below package.json, the built program two. */
function programFolder(): string {
  return existsSync(path.join(repository, 'package.json')) ? repository : path.dirname(path.resolve(repository));
}

export async function examine(computer: Computer): Promise<readonly Finding[]> {
  return [
    checkNode(computer),
    checkSqlite(computer),
    checkData(computer),
    ...(await checkAndroid(computer)),
    checkElectron(computer),
    checkChromium(computer),
    ...checkBuildTools(computer),
  ];
}

function checkNode({ nodeVersion, program }: Computer): Finding {
  const manifest: unknown = JSON.parse(readFileSync(path.join(program, 'package.json'), 'utf8'));
  const wanted = /"node":">=([0-9.]+)"/.exec(JSON.stringify(manifest))?.[1] ?? '20.19';
  const about = { name: 'Node', isNeeded: true, purpose: 'runs Curfew', found: nodeVersion };
  if (!isOlder(nodeVersion, wanted)) return { ...about, state: 'ok', next: '' };
  return { ...about, state: 'old', next: `install Node ${wanted} or newer (https://nodejs.org)` };
}

function isOlder(version: string, wanted: string): boolean {
  const [left, right] = [version, wanted].map((text) => text.split('.').map(Number));
  for (const [index, part] of (right ?? []).entries()) {
    const have = left?.[index] ?? 0;
    if (have !== part) return have < part;
  }
  return false;
}

/** Loaded in a process of its own: a binary for another Node would take this one down with it. */
function checkSqlite({ program }: Computer): Finding {
  const script = `const s = require('sqlite3'); process.stdout.write(s.VERSION);`;
  const child = run(process.execPath, ['-e', script], program);
  const about = { name: 'SQLite (sqlite3)', isNeeded: true, purpose: 'the store of runs and observations' };
  if (child.status === 0) return { ...about, state: 'ok', found: `SQLite ${child.output.trim()}`, next: '' };
  const next = `npm rebuild sqlite3 in ${program} (compiles it: python3, make, g++)`;
  return { ...about, state: 'missing', found: `does not load: ${firstLine(child.output)}`, next };
}

/** Below this a long run of several devices may fill the disk. */
const WANTED_BYTES = 2 * 1024 ** 3;

function checkData({ data }: Computer): Finding {
  const about = { name: 'Data folder', isNeeded: true, purpose: 'runs, traces, journals of devices' };
  // It is made when something is kept; until then its nearest parent says what will happen.
  let folder = path.resolve(data);
  while (!existsSync(folder) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const found = `${data}, ${(free / 1024 ** 3).toFixed(1)} GiB free`;
    if (free >= WANTED_BYTES) return { ...about, state: 'ok', found, next: '' };
    return { ...about, state: 'old', found, next: 'free 2 GiB there, or choose another folder with CURFEW_DATA' };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { ...about, state: 'missing', found, next: 'make it writable, or choose another folder with CURFEW_DATA' };
  }
}

/** Looks where the binary may be; the package itself is never loaded, because that would download one. */
function checkElectron({ environment, platform, program }: Computer): Finding {
  const about = { name: 'Electron', isNeeded: false, purpose: 'the desktop window (the server host works without)' };
  const name =
    platform === 'win32' ? 'electron.exe' : platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const places = [
    environment['ELECTRON_EXEC_PATH'],
    override === undefined ? undefined : path.join(override, name),
    path.join(program, 'node_modules/electron/dist', name),
  ];
  const file = places.find((place) => place !== undefined && place !== '' && isExecutable(place));
  if (file !== undefined) return { ...about, state: 'ok', found: file, next: '' };
  const isPackageThere = existsSync(path.join(program, 'node_modules/electron/package.json'));
  const next = isPackageThere
    ? `npm run electron:install in ${program}, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron`
    : 'set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron';
  return { ...about, state: 'missing', found: 'no binary', next };
}

function checkChromium(computer: Computer): Finding {
  const about = { name: 'Chromium', isNeeded: false, purpose: 'PDF reports without Electron, checks of the screens' };
  const file = findChromium(computer);
  if (file === null) {
    const { CURFEW_CHROMIUM: named = '' } = computer.environment;
    const next =
      'install Chromium, Chrome or Edge (Debian: apt-get install --no-install-recommends chromium), or name one in CURFEW_CHROMIUM';
    const found = named === '' ? 'not found on PATH' : `CURFEW_CHROMIUM names ${named}, which cannot be run`;
    return { ...about, state: 'missing', found, next };
  }
  // On Windows the browser has no `--version`: it would open a window.
  const version = computer.platform === 'win32' ? '' : firstLine(run(file, ['--version']).output);
  return { ...about, state: 'ok', found: [version, file].filter((part) => part !== '').join(', '), next: '' };
}

const marks: Readonly<Record<State, string>> = { ok: 'ok', old: 'old', missing: '--' };

function describe(findings: readonly Finding[]): string {
  const lines = findings.flatMap((finding) => {
    const { name, state, purpose, found, next } = finding;
    const mark = isBad(finding) ? '!!' : marks[state];
    const head = `${mark.padEnd(4)}${name.padEnd(18)}${visibleText(found)}`;
    return next === '' ? [head] : [head, `    for: ${purpose}`, `    next: ${visibleText(next)}`];
  });
  const bad = findings.filter(isBad).map(({ name }) => name);
  lines.push(
    '',
    bad.length === 0 ? 'Everything that is needed is there.' : `Needed and not in order: ${bad.join(', ')}.`,
  );
  return lines.join('\n');
}
