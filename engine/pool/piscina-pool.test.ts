import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policies } from '../policy/policies.js';
import { android14, android15, android16, android17 } from '../policy/shipped.js';
import { withConfigValue } from '../policy/with-limits.js';
import { DATA_SYNC_LIMIT_KEY } from '../policy/policy.js';
import { compile } from '../replay/compile.js';
import { defaultReplayOptions, replay } from '../replay/replay.js';
import { builtReplayWorker } from '../testing/replay-worker.js';
import { MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';
import { writeTrace } from '../trace/arrow-file.js';
import { Trace } from '../trace/trace.js';
import { changedTrace, nothingChanged } from '../what-if/changed-inputs.js';
import { inProcessPool } from './in-process-pool.js';
import { piscinaPool } from './piscina-pool.js';
import { recording, writeBytes, writeRecording } from './recordings-fixture.js';
import type { PolicyForFiles } from './policy-for-files.js';
import type { FilesRunOptions, RecordingFile, ReplayPool, ReplayRun } from './replay-pool.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-pool-'));
let workerFile: URL;
let troubledWorker: URL;
const open: ReplayPool[] = [];

beforeAll(() => {
  workerFile = builtReplayWorker();
  // The worker that ships, and files that do to it what a bad day does.
  const script = path.join(folder, 'troubled-worker.cjs');
  writeFileSync(
    script,
    `const { existsSync, writeFileSync } = require('node:fs');
     const run = require(${JSON.stringify(fileURLToPath(workerFile))});
     module.exports = (task) => {
       for (const path of task.paths ?? []) {
         if (path.includes('exits')) process.exit(7);
         if (path.includes('throws')) setTimeout(() => { throw new Error('thrown beside the task'); });
         if (path.includes('grows')) for (const kept = []; ; ) kept.push(new Array(100_000).fill(path));
         if (path.includes('hangs')) for (;;);
         if (path.includes('dies-once') && !existsSync(path + '.died')) {
           writeFileSync(path + '.died', '');
           process.exit(9);
         }
       }
       if ((task.paths ?? []).some((path) => path.includes('throws'))) return new Promise(() => undefined);
       return run(task);
     };`,
  );
  troubledWorker = pathToFileURL(script);
}, 120_000);

afterAll(async () => {
  await Promise.all(open.map((pool) => pool.close()));
  rmSync(folder, { recursive: true });
});

function pool(workers: number, options: { readonly memoryMb?: number; readonly worker?: URL } = {}): ReplayPool {
  const { memoryMb = 128, worker = workerFile } = options;
  const made = piscinaPool({ workerFile: worker, workers, memoryMb });
  open.push(made);
  return made;
}

async function replayed(
  made: ReplayPool,
  files: readonly RecordingFile[],
  of: readonly PolicyForFiles[] = policies,
  options: FilesRunOptions = {},
): Promise<ReplayRun> {
  const run = await made.replayFiles(files, of, options);
  if (!run.ok) throw new Error(run.error.message);
  return run.value;
}

const BOOTED_AT = Date.UTC(2026, 8, 1);

/** `recording(5)` of a device of this release, whose wall clock is known. */
function released(release: number | null): Trace {
  const { length, core, strings, meta } = recording(5);
  const wall = core.elapsed.map((elapsed) => BOOTED_AT + elapsed);
  return new Trace(length, { ...core, wall }, undefined, strings, { ...meta, release });
}

/** Stands for every byte of a run. */
function bytesOf({ outcomes, events, failures }: ReplayRun): string {
  const { columns, services } = outcomes;
  const hash = createHash('sha256').update(JSON.stringify(failures));
  for (const part of [new Uint8Array(columns.uptime.buffer), services.bytes, services.offsets, events])
    hash.update(part);
  return hash.digest('hex');
}

const many = (): RecordingFile[] => Array.from({ length: 60 }, (_, seed) => writeRecording(folder, seed));

describe('a fleet of recordings', () => {
  it('has byte for byte the same result with 1, 2, 4 and 8 workers and without any', async () => {
    const files = [...many(), writeBytes(folder, 'torn.arrow', 'ARROW1 and then nothing'), writeRecording(folder, 500)];
    const here = await replayed(inProcessPool(), files);
    expect(here.outcomes.length).toBeGreaterThan(500);
    expect(here.failures.map(({ unit, code }) => [unit, code])).toEqual([[60, 'damaged']]);
    const expected = bytesOf(here);
    for (const workers of [1, 2, 4, 8]) {
      const made = pool(workers);
      expect(bytesOf(await replayed(made, files)), `${workers} workers`).toBe(expected);
      await made.close();
    }
  });

  it('has of each file and policy what a replay of it predicts', async () => {
    const { outcomes, events } = await replayed(pool(2), many().slice(0, 10));
    const rows = Array.from({ length: outcomes.length }, (_, row) => outcomes.row(row));
    for (let seed = 0; seed < 10; seed++) {
      expect(events[seed]).toBe(recording(seed).length);
      const program = compile(recording(seed), 'recording');
      for (const [index, policy] of policies.entries()) {
        const found = rows.filter(({ file, policy: of }) => file === seed && of === index);
        const predicted = replay(program, policy).outcomes;
        expect(found.map(({ outcome, service, elapsedMs }) => [outcome, service, elapsedMs])).toEqual(
          predicted.map(({ outcome, component, elapsedMs }) => [outcome, component, elapsedMs]),
        );
      }
    }
  });

  it('replays each file under the policy of its release, with what is said instead, and says the wall time', async () => {
    const release = (meta: number | null) => writeBytes(folder, `release-${meta}.arrow`, writeTrace(released(meta)));
    const releases = [16, null, 14, 99];
    const values = policies.map((policy) => withConfigValue(policy, DATA_SYNC_LIMIT_KEY, 2 * MS_PER_HOUR));
    const run = await replayed(pool(2), releases.map(release), [{ byRelease: values }, android17], {
      change: { ...nothingChanged, targetSdk: 36 },
      walls: true,
    });
    expect(run.recordings.map((facts) => facts?.release)).toEqual(releases);
    const rows = Array.from({ length: run.outcomes.length }, (_, row) => run.outcomes.row(row));
    for (const [file, policy] of [android16, android15, android14, android17].entries()) {
      const used = values.find(({ name }) => name === policy.name)!;
      const program = compile(changedTrace(released(null), { ...nothingChanged, targetSdk: 36 }), 'recording');
      const expected = replay(program, used).outcomes.map(({ elapsedMs }) => elapsedMs);
      const found = rows.filter((row) => row.file === file && row.policy === 0);
      expect(found.map(({ elapsedMs }) => elapsedMs)).toEqual(expected);
      expect(found.map(({ wallMs }) => wallMs)).toEqual(expected.map((elapsedMs) => BOOTED_AT + elapsedMs));
    }
    expect(rows.filter(({ policy, file }) => policy === 0 && file === 0).length).toBeGreaterThan(2);
  });

  it('tells its progress up to the last file, failures included', async () => {
    const files = [...many().slice(0, 9), { path: path.join(folder, 'missing.arrow'), bytes: 1 }];
    const seen: (readonly [number, number])[] = [];
    const { failures } = await replayed(pool(2), files, [android15], {
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(seen.at(-1)).toEqual([10, 10]);
    expect(seen.every(([done], index) => index === 0 || done > seen[index - 1]![0])).toBe(true);
    expect(failures).toEqual([
      {
        unit: 9,
        name: files[9]!.path,
        code: 'unreadable',
        message: 'There is no such file.',
        whatToDo: 'Check the path and the rights on it.',
      },
    ]);
  });

  it('leaves out silent outcomes when asked to', async () => {
    const files = many().slice(0, 20);
    const [all, told] = [await replayed(pool(1), files), await replayed(pool(1), files, policies, { silent: false })];
    expect(told.outcomes.length).toBeGreaterThan(0);
    expect(told.outcomes.length).toBeLessThan(all.outcomes.length);
    expect(told.outcomes.columns.silent.includes(1)).toBe(false);
  });
});

describe('one trace under many policies', () => {
  const limits = Array.from({ length: 60 }, (_, index) =>
    withConfigValue(android17, DATA_SYNC_LIMIT_KEY, (index + 1) * 10 * MS_PER_MINUTE),
  );

  it('has the same result in shared memory or not, with workers or without', async () => {
    const results: string[] = [];
    for (const made of [inProcessPool(), pool(2), pool(3)])
      for (const shared of [true, false]) {
        const run = await made.replayTrace(recording(6, shared), limits);
        if (!run.ok) throw new Error(run.error.message);
        expect(new Set(run.value.outcomes.columns.policy).size).toBeGreaterThan(30);
        results.push(bytesOf(run.value));
      }
    expect(new Set(results).size).toBe(1);
  });

  it('whose consequences are to be simulated is made ready anew for it', async () => {
    const trace = recording(6);
    const made = pool(1);
    const lengths: number[] = [];
    for (const consequences of ['recorded', 'simulated', 'recorded'] as const) {
      const options = { ...defaultReplayOptions, consequences };
      const run = await made.replayTrace(trace, [android15], { replay: options });
      if (!run.ok) throw new Error(run.error.message);
      const nature = consequences === 'recorded' ? 'recording' : 'plan';
      expect(run.value.outcomes.length).toBe(replay(compile(trace, nature), android15, options).outcomes.length);
      lengths.push(run.value.outcomes.length);
    }
    expect(lengths[1]).not.toBe(lengths[0]);
  });

  it('is the right one although a worker has another in hand', async () => {
    const made = pool(1);
    const lengths: number[] = [];
    for (const seed of [1, 6, 1, 2, 6]) {
      const run = await made.replayTrace(recording(seed), [android15]);
      if (!run.ok) throw new Error(run.error.message);
      const expected = replay(compile(recording(seed), 'recording'), android15).outcomes;
      expect(run.value.outcomes.length).toBe(expected.length);
      lengths.push(expected.length);
    }
    expect(new Set(lengths).size).toBeGreaterThan(1);
  });
});

describe('a run that is cancelled', () => {
  it('ends at once although a worker hangs, and the pool is usable after', async () => {
    const made = pool(2, { worker: troubledWorker });
    const stop = new AbortController();
    const hanging = [1, 2, 3].map((seed) => writeRecording(folder, seed, `hangs-${seed}.arrow`));
    const run = made.replayFiles(hanging, [android15], { signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const cancelledAt = performance.now();
    stop.abort();
    expect(await run).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(performance.now() - cancelledAt).toBeLessThan(10_000);
    const { outcomes } = await replayed(made, many().slice(0, 10));
    expect(outcomes.length).toBeGreaterThan(0);
  });

  it('is what closing the pool does to it', async () => {
    const made = pool(1, { worker: troubledWorker });
    const run = made.replayFiles([writeRecording(folder, 1, 'hangs-too.arrow')], [android15]);
    await made.close();
    expect(await run).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });
});

describe('a worker that dies', () => {
  const around = (trouble: string): RecordingFile[] => [
    ...many().slice(0, 5),
    writeRecording(folder, 9, `${trouble}.arrow`),
    ...many().slice(5, 10),
  ];

  it.each([
    ['exits', 'worker exited with code: 7'],
    ['throws', 'thrown beside the task'],
    ['grows', 'memory limit'],
  ])(
    'over a file that %s is tried again, then told with the name of the file; the others are done',
    async (what, reason) => {
      const files = around(what);
      const { failures, events } = await replayed(pool(2, { worker: troubledWorker, memoryMb: 32 }), files, [
        android15,
      ]);
      expect(failures).toMatchObject([{ unit: 5, name: files[5]!.path, code: 'worker-died' }]);
      expect(failures[0]?.message).toContain(reason);
      expect(failures[0]?.whatToDo).toContain('more memory');
      expect([...events].map(Number.isNaN)).toEqual(files.map((_, unit) => unit === 5));
    },
  );

  it('once is not told at all', async () => {
    const files = around('dies-once');
    const run = await replayed(pool(2, { worker: troubledWorker }), files, [android15]);
    expect(run.failures).toEqual([]);
    expect(bytesOf(run)).toBe(bytesOf(await replayed(inProcessPool(), files, [android15])));
  });
});

describe('a pool that cannot work', () => {
  it('is refused when the worker is not built, instead of working without one', () => {
    const missing = pathToFileURL(path.join(folder, 'nothing.cjs'));
    expect(() => piscinaPool({ workerFile: missing, workers: 1 })).toThrow(
      /There is no worker .*nothing\.cjs: `npm run build`/,
    );
  });

  it('ends with the reason when no worker can start', async () => {
    const broken = path.join(folder, 'broken-worker.cjs');
    writeFileSync(broken, 'throw new Error("not today");');
    const made = pool(2, { worker: pathToFileURL(broken) });
    const run = await made.replayFiles(many(), [android15]);
    expect(run).toMatchObject({ ok: false, error: { code: 'no-worker-lives' } });
    expect(!run.ok && run.error.message).toContain('not today');
  });

  it('is refused with no workers, half a worker, or less memory than one needs', () => {
    expect(() => piscinaPool({ workerFile, workers: 0 })).toThrow('0 workers');
    expect(() => piscinaPool({ workerFile, workers: 1.5 })).toThrow('1.5 workers');
    expect(() => piscinaPool({ workerFile, workers: 1, memoryMb: 4 })).toThrow('at least 32 MiB');
  });
});
