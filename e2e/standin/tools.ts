/** The built program, started with the stand-in in the place of Electron, and its page as the test sees it. */
import { fork, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { startPrivateAdb } from '../simulator/tools.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const browser = process.env['STANDIN_CHROMIUM'] ?? '/usr/bin/chromium';
const hasAll = existsSync(browser) && spawnSync('adb', ['version']).error === undefined;

/** A `describe` that runs where Chromium and adb are installed, and says why where they are not. */
export function describeWithStandIn(title: string, body: () => void): void {
  if (hasAll) describe(title, body);
  else describe.skip(`${title} [not run: chromium or adb is not installed (Debian: chromium adb)]`, body);
}

/** Everything that the program consists of; throws with what the build said. */
export function buildAll(): void {
  for (const script of ['build.mjs', 'build-renderer.mjs']) {
    const built = spawnSync(process.execPath, [path.join(root, 'scripts', script)], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`${script} failed: ${built.stderr}`);
  }
}

/** What the stand-in saw the program do. */
export interface Seen {
  readonly tray: string;
  readonly blockers: number;
  readonly errors: readonly string[];
  readonly opened: readonly string[];
  readonly guards: readonly string[];
  /** What dialogs for files were opened with. */
  readonly asked: readonly string[];
  readonly lab: number | null;
  readonly windows: number;
  /** What windows that print asked for. */
  readonly printed: readonly { readonly url: string; readonly isLetThrough: boolean; readonly isShown: boolean }[];
}

export interface StandIn {
  readonly data: string;
  readonly act: (act: string, options?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly seen: () => Promise<Seen>;
  /** Runs an expression in the page; fails while there is none. */
  readonly evaluate: (code: string) => Promise<unknown>;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
  readonly close: () => Promise<void>;
}

export async function startStandIn(...args: readonly string[]): Promise<StandIn> {
  const adb = await startPrivateAdb();
  const data = mkdtempSync(path.join(os.tmpdir(), 'curfew-standin-'));
  const register = fileURLToPath(new URL('./register.mjs', import.meta.url));
  const child = fork(path.join(root, 'out/main/main.js'), [`--data=${data}`, ...args], {
    cwd: root,
    execArgv: ['--import', register],
    env: { ...process.env, HOME: adb.folder, ANDROID_ADB_SERVER_PORT: String(adb.port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => {
      output += piece.toString('utf8');
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let nextId = 1;
  const act = (name: string, options = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      const take = (answer: { readonly id: number; readonly value?: unknown; readonly error?: string }): void => {
        if (answer.id !== id) return;
        child.off('message', take);
        if (answer.error === undefined) resolve(answer.value);
        else reject(new Error(answer.error));
      };
      if (!child.connected) return reject(new Error(`the program has ended: ${output}`));
      child.on('message', take);
      child.send({ id, act: name, ...options });
    });
  return {
    data,
    act,
    seen: async () => (await act('tell')) as Seen,
    evaluate: async (code) => await act('evaluate', { code }),
    ended,
    output: () => output,
    close: async () => {
      if (child.exitCode === null) child.kill('SIGKILL');
      await ended;
      await adb.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
