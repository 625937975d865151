/** The command line program, bundled for a test and run as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Answer {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Settles when its standard error says it; rejects when the program ends before. */
  readonly says: (words: string) => Promise<void>;
  readonly ended: Promise<Answer>;
}

export class CurfewProgram {
  private constructor(private readonly folder: string) {}

  /** Two folders below the repository, so that the program finds its packages and the probe. */
  static async build(): Promise<CurfewProgram> {
    mkdirSync(path.join(root, 'out'), { recursive: true });
    const folder = mkdtempSync(path.join(root, 'out', '.runs-'));
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: true,
        target: 'node20',
        outDir: folder,
        minify: false,
        rolldownOptions: {
          input: { curfew: path.join(root, 'app/cli/curfew.ts') },
          output: { format: 'es', entryFileNames: '[name].js', codeSplitting: false },
        },
      },
    });
    return new CurfewProgram(folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  start(args: readonly string[], env: Readonly<Record<string, string>>): Running {
    const child = spawn(process.execPath, [path.join(this.folder, 'curfew.js'), ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    const waiting: { readonly words: string; readonly resolve: () => void }[] = [];
    const look = (): void => {
      for (const { words, resolve } of waiting) if (stderr.includes(words)) resolve();
    };
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
      look();
    });
    const ended = new Promise<Answer>((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    const says = async (words: string): Promise<void> => {
      const isSaid = new Promise<'said'>((resolve) => {
        waiting.push({ words, resolve: () => resolve('said') });
        look();
      });
      if ((await Promise.race([isSaid, ended])) !== 'said') throw new Error(`it never said "${words}" but:\n${stderr}`);
    };
    return { child, says, ended };
  }
}
