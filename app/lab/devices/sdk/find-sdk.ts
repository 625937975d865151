/** Where programs of the Android SDK are: the SDK's folder first, then PATH. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The user's adb, or null. */
export const findAdb = (environment: Environment, sdkFolder?: string): Promise<string | null> =>
  findProgram(environment, ['platform-tools', 'adb'], sdkFolder);

/** The SDK's `emulator`, or null. */
export const findEmulator = (environment: Environment, sdkFolder?: string): Promise<string | null> =>
  findProgram(environment, ['emulator', 'emulator'], sdkFolder);

async function findProgram(
  environment: Environment,
  [folder, name]: readonly [string, string],
  sdkFolder: string | undefined,
): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const onPath = (environment['PATH'] ?? '').split(path.delimiter).filter((part) => part !== '');
  const candidates = [
    ...sdkFolders(environment, sdkFolder).map((sdk) => path.join(sdk, folder, file)),
    ...onPath.map((part) => path.join(part, file)),
  ];
  for (const candidate of candidates) if (await mayRun(candidate)) return candidate;
  return null;
}

/** The one asked for, those that the environment names, those where Android Studio installs it. */
function sdkFolders(environment: Environment, asked: string | undefined): readonly string[] {
  const home = environment['HOME'] ?? os.homedir();
  const named = [asked, environment['ANDROID_HOME'], environment['ANDROID_SDK_ROOT']];
  const usual = {
    darwin: path.join(home, 'Library', 'Android', 'sdk'),
    win32: path.join(environment['LOCALAPPDATA'] ?? home, 'Android', 'Sdk'),
  }[process.platform as 'darwin' | 'win32'];
  return [...named, usual ?? path.join(home, 'Android', 'Sdk')].flatMap((folder) =>
    folder === undefined || folder === '' ? [] : [folder],
  );
}

async function mayRun(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
