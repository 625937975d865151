/**
 * What the SDK's `emulator` understands, as far as a lab calls it: `-list-avds`, `-accel-check`, `-version`, and
 * `@NAME -port 5600 …` (or `-avd NAME`), which runs until it is killed. AVDs are the `*.ini` files of the user's AVD folder.
 */
import { readFile, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ReleaseNumber } from '../device/releases.js';
import { realHostTime } from '../device/virtual-time.js';
import { SimulatedEmulator } from './simulated-emulator.js';

export interface EmulatorWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
  readonly wallAtStart: number;
  /** Settles when the program is told to end. */
  readonly ended: Promise<void>;
}

const DEFAULT_ADB_PORT = 5037;
const DEFAULT_CONSOLE_PORT = 5554;

/** Returns the exit code. */
export async function runEmulatorCommand(args: readonly string[], world: EmulatorWorld): Promise<number> {
  const { environment, write } = world;
  const home = environment['HOME'] ?? os.homedir();
  const avds = await avdNames(environment['ANDROID_AVD_HOME'] ?? path.join(home, '.android', 'avd'));
  if (args.includes('-list-avds')) {
    write(avds.map((name) => `${name}\n`).join(''));
    return 0;
  }
  if (args.includes('-accel-check')) {
    write('accel:\n0\nKVM (version 12) is installed and usable.\naccel\n');
    return 0;
  }
  if (args.includes('-version')) {
    write('Android emulator version 36.1.9.0 (build_id 13823996) (CL:N/A)\n');
    return 0;
  }
  const name = avdNamed(args);
  if (name === undefined || !avds.includes(name)) {
    write(`ERROR        | Unknown AVD name [${name ?? ''}], use -list-avds to see valid list.\n`);
    return 1;
  }
  return await run(name, args, { ...world, home });
}

async function run(
  avdName: string,
  args: readonly string[],
  world: EmulatorWorld & { readonly home: string },
): Promise<number> {
  const { environment, home, write, wallAtStart } = world;
  const tokenPath = path.join(home, '.emulator_console_auth_token');
  const consolePort = Number(valueOf(args, '-port') ?? DEFAULT_CONSOLE_PORT);
  const adbPort = Number(environment['ANDROID_ADB_SERVER_PORT'] ?? DEFAULT_ADB_PORT);
  const emulator = await SimulatedEmulator.start({
    avdName,
    consolePort,
    token: await readText(tokenPath),
    tokenPath,
    adbServer: { host: '127.0.0.1', port: adbPort },
    serialNumber: `EMULATOR36X1X9X0`,
    release: releaseOf(avdName),
    model: 'emulator',
    quirks: {},
    host: realHostTime,
    speed: 1,
    wallAtStart,
    bootedMsAgo: 0,
    bootDurationMs: 500,
    seed: consolePort,
  });
  write(`INFO         | Advertising in: ${home}\nINFO         | Boot completed in 500 ms\n`);
  await Promise.race([world.ended, emulator.ended]);
  await emulator.stop();
  return 0;
}

async function avdNames(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return files
    .filter((name) => name.endsWith('.ini'))
    .map((name) => name.slice(0, -'.ini'.length))
    .toSorted();
}

/** Empty: the console asks for no token, as the real one with an empty file. */
async function readText(file: string): Promise<string> {
  return await readFile(file, 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    },
  );
}

function avdNamed(args: readonly string[]): string | undefined {
  return args.find((argument) => argument.startsWith('@'))?.slice(1) ?? valueOf(args, '-avd');
}

function valueOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  return at < 0 ? undefined : args[at + 1];
}

/** `…API_36…` is Android 16. */
function releaseOf(avdName: string): ReleaseNumber {
  const api = Number(/API_?([0-9]{2})/i.exec(avdName)?.[1] ?? 36);
  if (api <= 34) return 14;
  return api === 35 ? 15 : api === 36 ? 16 : 17;
}
