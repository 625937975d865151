/** What `curfew doctor` says of the Android SDK and of what builds and judges with it. */
import path from 'node:path';
import { adbServerFrom, addressText } from '../../lab/devices/adb/server-address.js';
import { serverFeatures, serverVersion } from '../../lab/devices/adb/server-calls.js';
import { findAdb, findEmulator } from '../../lab/devices/sdk/find-sdk.js';
import { findProgram, firstLine, run, type Computer, type Finding } from './computer.js';

/** In the order in which they are told. */
export async function checkAndroid(computer: Computer): Promise<readonly Finding[]> {
  return [await checkAdb(computer), await checkAdbServer(computer), await checkEmulator(computer)];
}

export function checkBuildTools(computer: Computer): readonly Finding[] {
  return tools.map((tool) => checkTool(computer, tool));
}

/** Where the lab looks too. */
const NOT_IN_SDK = 'not found below ANDROID_HOME, where Android Studio installs its SDK, nor on PATH';

const getAdb: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'apt-get install adb, or unpack https://developer.android.com/tools/releases/platform-tools and set ANDROID_HOME',
};

async function checkAdb({ environment, platform }: Computer): Promise<Finding> {
  const about = { name: 'adb', isNeeded: false, purpose: 'starts the server through which devices are reached' };
  const file = await findAdb(environment);
  if (file === null) {
    const next =
      getAdb[platform] ??
      'unpack https://developer.android.com/tools/releases/platform-tools and set ANDROID_HOME to the folder above it';
    return { ...about, state: 'missing', found: NOT_IN_SDK, next };
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

/** Not started, not even for its version: it would look at its graphics first. */
async function checkEmulator({ environment }: Computer): Promise<Finding> {
  const about = { name: 'emulator', isNeeded: false, purpose: 'curfew emulators: AVDs, started and stopped from here' };
  const file = await findEmulator(environment);
  if (file !== null) return { ...about, state: 'ok', found: file, next: '' };
  const next = 'install Android Studio, or its command line tools and then: sdkmanager emulator; set ANDROID_HOME';
  return { ...about, state: 'missing', found: NOT_IN_SDK, next };
}

const sdkFolders = ({ environment }: Computer, folder: string): readonly string[] =>
  [environment['ANDROID_HOME'], environment['ANDROID_SDK_ROOT']].flatMap((root) =>
    root === undefined || root === '' ? [] : [path.join(root, folder)],
  );

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
