/** Kills the writer again and again, each time at a random moment, and looks whether everything that it was promised is there. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Judge, type Findings } from './judge.js';
import { randomFrom } from './workload.js';

export interface KillOptions {
  /** The bundled writer. */
  readonly writer: string;
  readonly count: number;
  readonly seed: number;
  readonly onProgress?: (kills: number) => void;
}

export interface KillResult extends Findings {
  readonly kills: number;
  /** Kills before the store was open, and while it was being written. */
  readonly whileOpening: number;
  readonly whileWriting: number;
}

/** A store is killed so often before a new one is begun: it must not grow without end. */
const KILLS_OF_ONE_STORE = 100;
/** Share of kills while the program starts and opens the store; the rest come after. */
const WHILE_OPENING = 0.15;
const LONGEST_START_MS = 250;
const LONGEST_WRITING_MS = 30;

export async function killAgainAndAgain(options: KillOptions): Promise<KillResult> {
  const random = randomFrom(options.seed);
  const judge = new Judge();
  let whileOpening = 0;
  let kills = 0;
  while (kills < options.count && !judge.isHopeless) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-kill-'));
    judge.beginStore();
    try {
      for (let at = 0; at < KILLS_OF_ONE_STORE && kills < options.count && !judge.isHopeless; at++) {
        const said = await killOnce(options.writer, folder, Math.floor(random() * 2 ** 31), random);
        if (!said.includes('open')) whileOpening++;
        kills++;
        await judge.judge(folder, said);
        options.onProgress?.(kills);
      }
      await judge.judgeWhole(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { kills, whileOpening, whileWriting: kills - whileOpening, ...judge.findings };
}

/** Starts the writer, kills it with SIGKILL, and returns the lines that it had said until then. */
async function killOnce(
  writer: string,
  folder: string,
  seed: number,
  random: () => number,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [writer, folder, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const opened = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('open')) resolve();
    });
  });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  if (random() < WHILE_OPENING) await Promise.race([wait(random() * LONGEST_START_MS), closed]);
  else {
    await Promise.race([opened, closed]);
    await wait(random() * LONGEST_WRITING_MS);
  }
  child.kill('SIGKILL');
  await closed;
  return wholeLines(text);
}

export interface RefusalResult extends Findings {
  /** What the writer said when it could not go on. */
  readonly refusal: string;
}

/**
 * Lets the writer write until no file may grow any more (`ulimit -f`, so many blocks of 512 or 1,024 bytes), which is what a full
 * disk looks like; then there is room again.
 */
export async function fillTheDisk({ writer, blocks }: { writer: string; blocks: number }): Promise<RefusalResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-full-'));
  const judge = new Judge();
  try {
    const script = `ulimit -f ${blocks} && exec "$0" "$@"`;
    const child = spawn('sh', ['-c', script, process.execPath, writer, folder, '1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [text, refusal] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => (refusal += chunk.toString('latin1')));
    await new Promise<void>((resolve) => child.on('close', () => resolve()));
    await judge.judge(folder, wholeLines(text));
    await judge.judgeWhole(folder);
    return { refusal, ...judge.findings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last line counts only when it is whole. */
function wholeLines(text: string): readonly string[] {
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
}
