/** The built server as a person starts it, with an adb server of its own and a data folder of its own. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPrivateAdb, until } from '../simulator/tools.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Builds what is stale; throws with what the build said. */
export function buildPrograms(): void {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the build failed: ${built.stderr}`);
}

export interface RunningServer {
  readonly address: string;
  readonly data: string;
  /** The server itself, not its keeper. */
  readonly serverPid: () => number;
  readonly output: () => string;
  /** As Ctrl+C does; answers the exit code. */
  readonly end: () => Promise<number | null>;
  readonly close: () => Promise<void>;
}

export async function startServerProgram(...args: readonly string[]): Promise<RunningServer> {
  const adb = await startPrivateAdb();
  const data = mkdtempSync(path.join(os.tmpdir(), 'curfew-server-'));
  const program = [path.join(root, 'out/cli/curfew.js'), 'server', '--data', data, ...args];
  const env = { ...process.env, HOME: adb.folder, ANDROID_ADB_SERVER_PORT: String(adb.port) };
  const child = spawn(process.execPath, program, { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      output += piece.toString('utf8');
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await until(() => output.includes('#token=') || child.exitCode !== null);
  const address = /http:\S+/.exec(output)?.[0];
  if (address === undefined) throw new Error(`the server did not start: ${output}`);
  const end = async (): Promise<number | null> => {
    child.kill('SIGINT');
    return await ended;
  };
  return {
    address,
    data,
    serverPid: () => childOf(child),
    output: () => output,
    end,
    close: async () => {
      await end();
      await adb.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function childOf({ pid = 0 }: ChildProcess): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(children[0]);
}
