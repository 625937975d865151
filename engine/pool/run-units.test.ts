import { describe, expect, it } from 'vitest';
import { defaultReplayOptions } from '../replay/replay-options.js';
import { nothingChanged } from '../what-if/changed-inputs.js';
import { OutcomeTableBuilder } from './outcome-table.js';
import type { ReplayTask, ReplayTaskResult } from './replay-task.js';
import { runUnits, type TaskRunner, type Units } from './run-units.js';

const empty = new OutcomeTableBuilder(true).finish();

/** Units of 1 ms each, named by letters. */
function letters(names: string): Units {
  const list = [...names];
  return {
    names: list,
    weights: list.map(() => 1),
    msPerWeight: 1,
    task: (first, end) => ({
      what: 'files',
      first,
      paths: list.slice(first, end),
      policies: [],
      options: defaultReplayOptions,
      silent: true,
      reading: { walls: false, calendar: {}, change: nothingChanged },
    }),
  };
}

/** Answers with the number of the unit as its events; `behave` may throw, as a worker does that dies. */
function runner(
  workers: number,
  behave: (path: string, attempt: number) => void = () => undefined,
): TaskRunner & { tasks: string[] } {
  const tasks: string[] = [];
  const attempts = new Map<string, number>();
  const result = ({ first, paths }: ReplayTask & { readonly what: 'files' }): ReplayTaskResult => {
    tasks.push(paths.join(''));
    for (const path of paths) {
      attempts.set(path, (attempts.get(path) ?? 0) + 1);
      behave(path, attempts.get(path)!);
    }
    const events = Float64Array.from(paths, (_, at) => first + at);
    return { outcomes: empty, events, recordings: [], failures: [], milliseconds: paths.length };
  };
  return {
    workers,
    tasks,
    closed: new AbortController().signal,
    run: async (task, signal) => {
      await new Promise((resolve) => setTimeout(resolve, tasks.length % 3));
      signal.throwIfAborted();
      if (task.what !== 'files') throw new Error('a task of files was expected');
      return result(task);
    },
    close: () => Promise.resolve(),
  };
}

const die = (): never => {
  throw new Error('worker exited with code: 7');
};

describe('a run', () => {
  it('does each unit once and puts the results in the order of the units', async () => {
    const fake = runner(3);
    const done = await runUnits(fake, letters('abcdefghijklmnopqrstuvwxyz'), {});
    expect(done.ok && [...done.value.events]).toEqual(Array.from({ length: 26 }, (_, unit) => unit));
    expect(fake.tasks.join('')).toHaveLength(26);
    expect(fake.tasks.every((task) => task.length === 12 || task.endsWith('z'))).toBe(true);
  });

  it('tells how many units are done, up to all of them', async () => {
    const seen: number[] = [];
    await runUnits(runner(2), letters('abcdefghijklmnopqrstuvwxyz012345'), {
      onProgress: (done, total) => seen.push(done, total),
    });
    expect(seen.filter((_, index) => index % 2 === 1)).toEqual([32, 32, 32]);
    expect(seen.filter((_, index) => index % 2 === 0)).toEqual([12, 24, 32]);
  });

  it('of no units is done at once', async () => {
    const done = await runUnits(runner(2), letters(''), {});
    expect(done.ok && done.value.events).toHaveLength(0);
  });

  it('tries the units of a task whose worker died one by one, and all is well when it does not die again', async () => {
    const fake = runner(1, (path, attempt) => {
      if (path === 'c' && attempt === 1) die();
    });
    const done = await runUnits(fake, letters('abcdefghijklmn'), {});
    expect(fake.tasks).toEqual(['abcdefghijkl', ...'abcdefghijkl', 'mn']);
    expect(done.ok && [...done.value.events]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(done.ok && done.value.failures).toEqual([]);
  });

  it('names the unit over which workers died twice, and does all others', async () => {
    const fake = runner(2, (path) => {
      if (path === 'c') die();
    });
    const done = await runUnits(fake, letters('abcdefghijkl'), {});
    expect(done.ok && done.value.failures).toEqual([
      {
        unit: 2,
        name: 'c',
        code: 'worker-died',
        message: 'The worker died over it twice: worker exited with code: 7.',
        whatToDo: expect.stringContaining('more memory'),
      },
    ]);
    expect(done.ok && [...done.value.events]).toEqual([0, 1, Number.NaN, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(fake.tasks.filter((task) => task === 'c')).toHaveLength(1);
  });

  it('ends when no worker ever lives, instead of killing one for each of a thousand files', async () => {
    const fake = runner(2, die);
    const done = await runUnits(fake, letters('x'.repeat(1_000)), {});
    expect(done).toMatchObject({
      ok: false,
      error: { code: 'no-worker-lives', message: 'No worker stays alive: worker exited with code: 7.' },
    });
    expect(fake.tasks.length).toBeLessThan(30);
  });

  it('ends as cancelled when the signal comes, whatever the tasks in flight say then', async () => {
    const stop = new AbortController();
    const fake = runner(2, (path) => {
      if (path === 'k') stop.abort();
    });
    const done = await runUnits(fake, letters('abcdefghijklmnopqrstuvwxyz'.repeat(3)), { signal: stop.signal });
    expect(done).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(fake.tasks.length).toBeLessThanOrEqual(3);
    const before = await runUnits(runner(2), letters('ab'), { signal: stop.signal });
    expect(before).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });
});
