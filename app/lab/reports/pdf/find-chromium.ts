/** Finds a browser that can print: Chromium or one of its relatives. Nothing is ever downloaded. */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** Names on the search path, the first found wins. */
const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];

/** Where the installers of other systems put them. */
const places: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

export interface ChromiumSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/**
 * Path of the browser, or `null`. `CURFEW_CHROMIUM` names it outright; when that is no program nothing else is tried, so
 * that a wrong setting is seen.
 */
export function findChromium({ environment, platform }: ChromiumSearch): string | null {
  const named = environment['CURFEW_CHROMIUM'];
  if (named !== undefined && named !== '') return isExecutable(named) ? named : null;
  const folders = (environment['PATH'] ?? '').split(platform === 'win32' ? ';' : ':').filter((folder) => folder !== '');
  const suffix = platform === 'win32' ? '.exe' : '';
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, `${name}${suffix}`)));
  return [...candidates, ...(places[platform] ?? [])].find(isExecutable) ?? null;
}
