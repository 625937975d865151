/** For tests: Android's classes where the module is built, and a small language for scripts. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { OnTimeout, Script, ScriptService, Step, StepWord } from '../../../simulator/limits/script.js';
import { androidLines } from './judge.js';
import { AospPlatform } from './platform.js';
import { javaArguments } from './releases.js';

const target = fileURLToPath(new URL('../../../engine/conformance/aosp/target', import.meta.url));

/** Runs where the module is built and has the jar of Android 15; elsewhere it is reported as skipped, saying why. */
export function describeWithAndroid15(
  title: string,
  body: (told: (script: Partial<Script>) => Promise<readonly string[] | undefined>) => void,
): void {
  const args = javaArguments(target, 15);
  const isBuilt = existsSync(`${target}/source.sha256`) && existsSync(args.at(-1) ?? '');
  if (!isBuilt) {
    // Like the tests of real logs: reported as skipped, with the reason in the name.
    it(`${title} [not run: build the module with npm run conformance:aosp -- --count 0]`, ({ skip }) => {
      skip();
    });
    return;
  }
  describe(title, () => {
    const platform = new AospPlatform('java', args);
    // The first script loads hundreds of classes.
    beforeAll(() => platform.play(device), 300_000);
    afterAll(() => {
      platform.close();
    });
    body(async (script) => androidLines(await platform.play({ ...device, ...script })));
  });
}

export const HOUR = 3_600_000;
export const MINUTE = 60_000;
export const SECOND = 1_000;

/** Android 15, target SDK 35, booted 100 h ago, service A in process main, limits as shipped. */
const device: Script = {
  release: 15,
  variant: 'V3',
  targetSdk: 35,
  bootUptimeMs: 100 * HOUR,
  config: {},
  processes: ['main'],
  services: [service('A')],
  steps: [],
  endMs: 48 * HOUR,
};

export function service(name: string, rest: Partial<ScriptService> = {}): ScriptService {
  const onTimeout: OnTimeout = { do: 'ignore', afterMs: 0 };
  return { name, process: 'main', declared: 0x4000_2809, sticky: false, onTimeout, ...rest };
}

export function step(atMs: number, word: StepWord, rest: Partial<Step> = {}): Step {
  return { atMs, do: word, ...rest };
}

/** `startForegroundService` and, at the same instant, `startForeground`; dataSync when no types are given. */
export function run(atMs: number, name = 'A', types = 1): Step[] {
  return [
    step(atMs, 'startForegroundService', { service: name }),
    step(atMs, 'startForeground', { service: name, types }),
  ];
}
