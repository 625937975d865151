/** `curfew doctor`: what this computer has of what Curfew can use, what for, and how to get the rest. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { adbServerFrom, addressText } from '../../lab/devices/adb/server-address.js';
import { serverFeatures, serverVersion } from '../../lab/devices/adb/server-calls.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { dataFolder } from '../../lab/store/data-folder.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { writeResult } from '../output.js';

export const doctorHelp = `curfew doctor [--data DIR] [--format text|json]

Says what is installed of what Curfew can use, what each part is for, and the next step where it is
missing. Starts nothing, installs nothing, downloads nothing.

  --data DIR           the data folder to look at (default: CURFEW_DATA, else the system's place)
  --format text|json   default: text

Exit code: 0 everything that is needed is there, 1 something needed is missing, too old or too small
(what is optional never changes it), 2 usage.`;

type State = 'ok' | 'old' | 'missing';

export interface Finding {
  readonly name: string;
  readonly state: State;
  /** Nothing works without it. */
  readonly isNeeded: boolean;
  readonly purpose: string;
  /** Version and place, or what is wrong. */
  readonly found: string;
  /** What to do; empty when there is nothing to do. */
  readonly next: string;
}

/** What the checks see of this computer; tests show them another one. */
export interface Computer {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly nodeVersion: string;
  /** Folder of package.json. */
  readonly program: string;
  readonly data: string;
}

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
    checkAdb(computer),
    await checkAdbServer(computer),
    checkElectron(computer),
    checkChromium(computer),
    ...tools.map((tool) => checkTool(computer, tool)),
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

/** A program on PATH, or in one of the folders named; undefined when there is none that can be started. */
function findProgram(
  { environment, platform }: Computer,
  names: readonly string[],
  folders: readonly string[],
): string | undefined {
  const ending = platform === 'win32' ? '.exe' : '';
  const separator = platform === 'win32' ? ';' : ':';
  const all = [...folders, ...(environment['PATH'] ?? '').split(separator)].filter((folder) => folder !== '');
  const files = all.flatMap((folder) => names.map((name) => path.join(folder, `${name}${ending}`)));
  return files.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

const sdkFolders = ({ environment }: Computer, folder: string): readonly string[] =>
  [environment['ANDROID_HOME'], environment['ANDROID_SDK_ROOT']].flatMap((root) =>
    root === undefined || root === '' ? [] : [path.join(root, folder)],
  );

const getAdb: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'apt-get install adb, or unpack https://developer.android.com/tools/releases/platform-tools and set ANDROID_HOME',
};

function checkAdb(computer: Computer): Finding {
  const about = { name: 'adb', isNeeded: false, purpose: 'starts the server through which devices are reached' };
  const file = findProgram(computer, ['adb'], sdkFolders(computer, 'platform-tools'));
  if (file === undefined) {
    const next =
      getAdb[computer.platform] ??
      'unpack https://developer.android.com/tools/releases/platform-tools and set ANDROID_HOME to the folder above it';
    return { ...about, state: 'missing', found: 'not found on PATH, nor below ANDROID_HOME', next };
  }
  // `adb version` talks to no server and starts none.
  const { output } = run(file, ['version']);
  const version = /^Version ([^\s]+)/m.exec(output)?.[1] ?? firstLine(output);
  return { ...about, state: 'ok', found: `${version}, ${file}`, next: '' };
}

/** The protocol has been 41 for years; an older one lacks what we speak. */
const SERVER_PROTOCOL = 41;

/** A server of this computer answers at once, or not at all. */
const SERVER_DEADLINE_MS = 2000;

async function checkAdbServer({ environment }: Computer): Promise<Finding> {
  const server = adbServerFrom(environment);
  const place = addressText(server);
  const about = { name: 'adb server', isNeeded: false, purpose: 'the devices themselves' };
  const version = await serverVersion(server, SERVER_DEADLINE_MS);
  if (!version.ok) {
    const found = `none answers on ${place} (${version.error.text})`;
    return { ...about, state: 'missing', found, next: 'adb start-server' };
  }
  const features = await serverFeatures(server, SERVER_DEADLINE_MS);
  const words = features.ok ? features.value : [];
  const found = `protocol ${version.value} on ${place}${words.length === 0 ? '' : `, ${words.join(',')}`}`;
  if (version.value >= SERVER_PROTOCOL && words.includes('shell_v2')) return { ...about, state: 'ok', found, next: '' };
  return { ...about, state: 'old', found, next: 'start the server of a newer adb (platform-tools 29 or later)' };
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
    ? `npx install-electron --no in ${program}, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron`
    : 'set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron';
  return { ...about, state: 'missing', found: 'no binary', next };
}

function checkChromium(computer: Computer): Finding {
  const about = { name: 'Chromium', isNeeded: false, purpose: 'PDF reports without Electron, checks of the screens' };
  const folders: readonly string[] =
    computer.platform === 'darwin' ? ['/Applications/Google Chrome.app/Contents/MacOS'] : [];
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'Google Chrome'];
  const file = findProgram(computer, names, folders);
  if (file === undefined) {
    const next = 'install Chromium or Chrome (Debian: apt-get install --no-install-recommends chromium)';
    return { ...about, state: 'missing', found: 'not found on PATH', next };
  }
  // On Windows the browser has no `--version`: it would open a window.
  const version = computer.platform === 'win32' ? '' : firstLine(run(file, ['--version']).output);
  return { ...about, state: 'ok', found: [version, file].filter((part) => part !== '').join(', '), next: '' };
}

interface Tool {
  readonly name: string;
  readonly purpose: string;
  readonly version: readonly string[];
  /** Debian's package. */
  readonly debian: string;
  readonly otherwise: string;
}

const probe = 'builds the probe APK (the prebuilt one needs nothing)';
const oracle = "checks the engine against Android's own classes";
const buildTools = 'Android SDK build-tools on PATH';

const tools: readonly Tool[] = [
  {
    name: 'java',
    purpose: `${oracle}; ${probe}`,
    version: ['-version'],
    debian: 'openjdk-17-jdk-headless',
    otherwise: 'a JDK 17',
  },
  { name: 'mvn', purpose: oracle, version: ['--version'], debian: 'maven', otherwise: 'https://maven.apache.org' },
  { name: 'aapt2', purpose: probe, version: ['version'], debian: 'aapt', otherwise: buildTools },
  { name: 'zipalign', purpose: probe, version: [], debian: 'zipalign', otherwise: buildTools },
  { name: 'apksigner', purpose: probe, version: ['--version'], debian: 'apksigner', otherwise: buildTools },
];

function checkTool(computer: Computer, { name, purpose, version, debian, otherwise }: Tool): Finding {
  const about = { name, isNeeded: false, purpose };
  const file = findProgram(computer, [name], sdkFolders(computer, 'build-tools/latest'));
  if (file === undefined) {
    const next =
      computer.platform === 'linux' ? `apt-get install --no-install-recommends ${debian}` : `install ${otherwise}`;
    return { ...about, state: 'missing', found: 'not found on PATH', next };
  }
  const text = version.length === 0 ? '' : firstLine(run(file, version).output);
  return { ...about, state: 'ok', found: [text, file].filter((part) => part !== '').join(', '), next: '' };
}

/** A program that hangs or asks must not hang the doctor. */
function run(
  file: string,
  args: readonly string[],
  cwd?: string,
): { readonly status: number | null; readonly output: string } {
  const child = spawnSync(file, args, {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  return { status: child.status, output: `${child.stdout ?? ''}${child.stderr ?? ''}${child.error?.message ?? ''}` };
}

function firstLine(text: string): string {
  // Maven colours its version even where nobody looks.
  const plain = text.replaceAll(/\x1b\[[0-9;]*m/g, '');
  const lines = plain.split('\n').map((line) => line.trim());
  return (lines.find((line) => /^\w*Error: /.test(line)) ?? lines.find((line) => line !== '') ?? '').slice(0, 200);
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
