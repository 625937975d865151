/**
 * `npm run store:faults`: lets the n-th operation of the operating system on the store's files fail, for every n, in a process
 * that does not know of it. Needs a C compiler (`cc`) and Linux.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Judge } from './judge.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(process.cwd(), 'e2e/store-kill/fail-nth.c');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'curfew-faults-'));
const library = path.join(scratch, 'fail-nth.so');

const kinds = [
  { name: 'once, input/output error', errno: 5, forGood: '0' },
  { name: 'for good, no space left', errno: 28, forGood: '1' },
] as const;

interface Attempt {
  readonly operations: number;
  readonly said: readonly string[];
  /** Why the process ended otherwise than it should. */
  readonly crash: string | undefined;
}

function attempt(folder: string, at: number, { errno, forGood }: (typeof kinds)[number]): Attempt {
  const countFile = path.join(scratch, 'count');
  const child = spawnSync(process.execPath, [path.join(here, 'steady-writer.js'), folder], {
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      ...process.env,
      LD_PRELOAD: library,
      FAIL_UNDER: folder,
      FAIL_AT: String(at),
      FAIL_ERRNO: String(errno),
      FAIL_FOR_GOOD: forGood,
      FAIL_COUNT_FILE: countFile,
    },
  });
  const said = child.stdout.split('\n');
  const ended = child.status === 0 && (said.includes('closed') || said.some((line) => line.startsWith('refused')));
  const operations = Number(readFileSync(countFile, 'utf8'));
  return {
    operations,
    said,
    crash: ended ? undefined : `status ${String(child.status)}: ${child.error?.message ?? child.stderr.slice(0, 400)}`,
  };
}

async function everyOperation(kind: (typeof kinds)[number]): Promise<boolean> {
  const judge = new Judge();
  const crashes: string[] = [];
  const codes = new Map<string, number>();
  let at = 1;
  for (; ; at++) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-fault-'));
    const { operations, said, crash } = attempt(folder, at, kind);
    if (crash !== undefined) crashes.push(`operation ${at}: ${crash}`);
    for (const line of said) {
      const [word, code = ''] = line.split(' ');
      if (word === 'refused') codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    judge.beginStore();
    await judge.judge(folder, said);
    await judge.judgeWhole(folder);
    rmSync(folder, { recursive: true, force: true });
    if (operations < at || judge.isHopeless) break;
  }
  const { acknowledged, lost, duplicated, altered, problems } = judge.findings;
  for (const line of [...crashes, ...problems]) process.stdout.write(`${line}\n`);
  const refusals = [...codes].map(([code, times]) => `${times} ${code}`).join(', ');
  process.stdout.write(
    `${kind.name}, at each of ${at - 1} operations: ${acknowledged} observations acknowledged; ${lost} lost, ${duplicated} duplicated, ${altered} altered, ${problems.length} other problems, ${crashes.length} crashes; refused: ${refusals}\n`,
  );
  return lost + duplicated + altered + problems.length + crashes.length === 0;
}

try {
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (compiled.status !== 0)
    throw new Error(
      `cc is needed (Debian: apt-get install gcc libc6-dev): ${compiled.error?.message ?? compiled.stderr}`,
    );
  let isSound = true;
  for (const kind of kinds) isSound = (await everyOperation(kind)) && isSound;
  process.exitCode = isSound ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
