import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Run } from '../runs/run.js';
import { sampleAnalysis, sampleDevice, sampleRun } from '../runs/run-fixture.js';
import { keepFile } from '../traces/trace-library.js';
import { storePaths, traceFile } from './data-folder.js';
import type { RetentionPlan } from './retention.js';
import { Sqlite } from './sqlite.js';
import type { Store, TraceRecord } from './store.js';
import { observations, TemporaryFolders, valueOf, withStore } from './store-fixture.js';

const folders = new TemporaryFolders();
afterEach(() => folders.removeAll());

const device = 'R58M123ABC';
const now = new Date('2026-11-22T00:00:00.000Z');
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();

/** A finished run of so many days ago, whose first case has this trace. */
function runOf(id: string, days: number, trace: TraceRecord | null, changes: Partial<Run> = {}): Run {
  const run = sampleRun(id, { state: 'done', createdAt: daysAgo(days) });
  return { ...run, cases: run.cases.map((each, at) => ({ ...each, trace: at === 0 ? trace : null })), ...changes };
}

async function file(store: Store, text: string, days: number): Promise<TraceRecord> {
  const content = new TextEncoder().encode(text);
  return valueOf(await keepFile(store, { title: text.slice(0, 20), content, addedAt: daysAgo(days) }));
}

async function plan(store: Store, maxAgeDays: number | null, maxBytes: number | null = null): Promise<RetentionPlan> {
  return valueOf(await store.planRetention({ now, maxAgeDays, maxBytes }));
}

const ids = (planned: RetentionPlan): readonly string[] => planned.runs.map(({ id }) => id);

describe('a rule by age', () => {
  it('names what is older and keeps what is pinned, running, or on a device that is not yet as it was', async () => {
    await withStore(folders.make(), async (store) => {
      const [change] = sampleDevice(device).changes;
      const dirty = { ...sampleDevice(device), changes: [{ ...change!, state: 'outstanding' as const }] };
      for (const run of [
        runOf('old', 40, null),
        runOf('older', 50, null),
        runOf('young', 5, null),
        runOf('pinned', 60, null, { pinned: true }),
        runOf('running', 61, null, { state: 'running' }),
        runOf('dirty', 62, null, { devices: [sampleDevice('emulator-5554'), dirty] }),
      ])
        valueOf(await store.putRun(run));
      const planned = await plan(store, 30);
      expect(ids(planned)).toEqual(['older', 'old']);
      expect(planned.kept).toEqual([
        'Run "dirty" is older and stays: a device is not yet as it was.',
        'Run "running" is older and stays: it is running.',
        'Run "pinned" is older and stays: it is pinned.',
      ]);
      expect(valueOf(await store.runs())).toHaveLength(6);
    });
  });

  it('keeps the raw logs of runs that stay, and takes them with a run that goes', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => {
      const kept: TraceRecord[] = [];
      for (const [id, changes] of [
        ['pinned', { pinned: true }],
        ['running', { state: 'running' }],
        ['young', { createdAt: daysAgo(1) }],
        ['goes', {}],
      ] as const) {
        const log = await file(store, `the log of ${id}`, 90);
        if (id !== 'goes') kept.push(log);
        const run = runOf(id, 50, await file(store, `ARROW1 of ${id}`, 90), changes);
        const [first, ...rest] = run.cases;
        if (first === undefined) throw new Error('a run without cases');
        const { sha256, bytes } = log;
        valueOf(
          await store.putRun({
            ...run,
            cases: [{ ...first, logs: [{ name: 'log, part 1', sha256, bytes }] }, ...rest],
          }),
        );
      }
      const planned = await plan(store, 30);
      expect(planned.traces.map(({ title }) => title).sort()).toEqual(['ARROW1 of goes', 'the log of goes']);
      valueOf(await store.prune(planned));
      const left = valueOf(await store.traces()).map(({ sha256 }) => sha256);
      expect(left).toEqual(expect.arrayContaining(kept.map(({ sha256 }) => sha256)));
      // A plan made by hand, or before the run began, takes no file of a run either.
      valueOf(await store.prune({ ...planned, runs: [], traces: kept }));
      expect(valueOf(await store.check())).toMatchObject({ problems: [], traces: 6 });
    });
  });

  it('keeps files that no run names while a case cannot be read', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => {
      await file(store, 'the log', 90);
      valueOf(await store.putRun(runOf('young', 1, null)));
    });
    const connection = await Sqlite.open(storePaths(folder).database, 'write');
    await connection.script("UPDATE cases SET body = '{' WHERE key = 1");
    await connection.close();
    await withStore(folder, async (store) => {
      const { traces, kept } = await plan(store, 30);
      expect([traces, kept]).toEqual([[], ['File "the log" is older and stays: a damaged case of a run may name it.']]);
    });
  });

  it('removes a file with the last run that refers to it, and files of their own age, with their analyses', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => {
      const shared = await file(store, 'shared', 90);
      const single = await file(store, 'single', 90);
      const imported = await file(store, 'imported', 90);
      const pinned = await file(store, 'pinned', 90);
      valueOf(await store.updateTrace(pinned.sha256, { pinned: true, note: 'keep' }));
      const about = { title: 'x', trace: imported.sha256, addedAt: daysAgo(90) };
      valueOf(await store.putImportedAnalysis(sampleAnalysis, about));
      valueOf(await store.putRun(runOf('a', 50, shared)));
      valueOf(await store.putRun(runOf('b', 5, shared)));
      valueOf(await store.putRun(runOf('c', 50, single)));
      const planned = await plan(store, 30);
      expect(ids(planned)).toEqual(['a', 'c']);
      expect(planned.traces.map(({ title }) => title).sort()).toEqual(['imported', 'single']);
      expect(planned.kept).toEqual(['File "pinned" is older and stays: it is pinned.']);
      valueOf(await store.prune(planned));
      expect(
        valueOf(await store.traces())
          .map(({ title }) => title)
          .sort(),
      ).toEqual(['pinned', 'shared']);
      expect(valueOf(await store.importedAnalyses())).toEqual([]);
      const lies = (record: TraceRecord): boolean =>
        existsSync(traceFile(storePaths(folder), record.sha256, record.kind));
      expect([shared, single, imported, pinned].map(lies)).toEqual([true, false, false, true]);
      expect(valueOf(await store.check())).toMatchObject({ problems: [], notes: [], runs: 1, traces: 2 });
    });
  });
});

describe('a rule by size', () => {
  it('names the oldest until the rest is small enough, and says when it cannot be', async () => {
    await withStore(folders.make(), async (store) => {
      for (const [id, days] of [
        ['first', 9],
        ['second', 8],
        ['third', 7],
      ] as const) {
        valueOf(await store.putRun(runOf(id, days, null)));
        valueOf(await store.append(observations(id, device, 0, 1_000)));
      }
      const { bytesBefore } = await plan(store, null);
      expect(bytesBefore).toBeGreaterThan(300_000);
      const half = await plan(store, null, Math.floor(bytesBefore * 0.4));
      expect(ids(half)).toEqual(['first', 'second']);
      expect(half.bytesAfter).toBeLessThanOrEqual(bytesBefore * 0.4);
      expect(ids(await plan(store, null, bytesBefore))).toEqual([]);
      valueOf(await store.updateRun('second', { pinned: true }));
      const tight = await plan(store, null, 10);
      expect(ids(tight)).toEqual(['first', 'third']);
      expect(tight.kept[0]).toMatch(/^\d+ bytes stay, more than the 10 asked for/);
    });
  });
});

describe('a removal', () => {
  it('takes the observations with it, gives the space back, and leaves what was pinned after the plan', async () => {
    await withStore(folders.make(), async (store) => {
      for (const id of ['goes', 'stays']) {
        valueOf(await store.putRun(runOf(id, 50, null)));
        valueOf(await store.append(observations(id, device, 0, 5_000)));
      }
      const before = valueOf(await store.check());
      const planned = await plan(store, 30);
      valueOf(await store.updateRun('stays', { pinned: true }));
      valueOf(await store.prune(planned));
      const after = valueOf(await store.check());
      expect(after).toMatchObject({ problems: [], runs: 1, observations: 5_000 });
      expect(after.bytes).toBeLessThan(before.bytes * 0.7);
      expect((await store.append(observations('goes', device, 5_000, 5_001))).ok).toBe(false);
    });
  });
});
