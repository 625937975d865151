import { describe, expect, it } from 'vitest';
import type { TaskMessage, TaskNews } from './analysis-task.js';
import { TaskThread, type OpenThread } from './task-thread.js';

/** Threads that do what the test says. */
function manned() {
  const threads: { got: TaskMessage[]; isEnded: boolean; tell: (news: TaskNews) => void; die: () => void }[] = [];
  const openThread: OpenThread = ({ onNews, onDeath }) => {
    const thread = { got: [] as TaskMessage[], isEnded: false, tell: onNews, die: () => onDeath('out of memory') };
    threads.push(thread);
    return { send: (task) => thread.got.push(task), end: () => (thread.isEnded = true) };
  };
  return { threads, desk: new TaskThread(openThread) };
}

const check = { text: '', policy: null, compression: 1 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a thread for tasks', () => {
  it('gets one task at a time, in order', async () => {
    const { threads, desk } = manned();
    const [first, second] = [desk.run('check-scenario', check), desk.run('check-scenario', check)];
    expect(threads[0]?.got.map(({ id }) => id)).toEqual([1]);
    threads[0]?.tell({ id: 1, ok: true, value: 'one' });
    expect(await first).toEqual({ ok: true, value: 'one' });
    threads[0]?.tell({ id: 2, ok: false, text: 'no' });
    expect(await second).toEqual({ ok: false, error: 'no' });
    expect(threads).toHaveLength(1);
  });

  it('tells progress', () => {
    const { threads, desk } = manned();
    const told: unknown[] = [];
    void desk.run('check-scenario', check, { onProgress: (progress) => told.push(progress) });
    threads[0]?.tell({ id: 1, progress: { phase: 'reading', part: 0.5 } });
    expect(told).toEqual([{ phase: 'reading', part: 0.5 }]);
  });

  it('that dies is replaced, and the task is done by the next; others wait and are done too', async () => {
    const { threads, desk } = manned();
    const [first, second] = [desk.run('check-scenario', check), desk.run('check-scenario', check)];
    threads[0]?.die();
    expect(threads[1]?.got.map(({ id }) => id)).toEqual([1]);
    threads[1]?.tell({ id: 1, ok: true, value: 'one' });
    threads[1]?.tell({ id: 2, ok: true, value: 'two' });
    expect([await first, await second]).toEqual([
      { ok: true, value: 'one' },
      { ok: true, value: 'two' },
    ]);
  });

  it('that dies twice over one task gives the task up, and goes on with the next', async () => {
    const { threads, desk } = manned();
    const [first, second] = [desk.run('check-scenario', check), desk.run('check-scenario', check)];
    threads[0]?.die();
    threads[1]?.die();
    expect(await first).toMatchObject({ ok: false });
    threads[2]?.tell({ id: 2, ok: true, value: 'two' });
    expect(await second).toEqual({ ok: true, value: 'two' });
  });

  it('is ended with the task that is cancelled while it runs; its late words change nothing', async () => {
    const { threads, desk } = manned();
    const abort = new AbortController();
    const first = desk.run('check-scenario', check, { signal: abort.signal });
    const second = desk.run('check-scenario', check);
    abort.abort();
    expect(await first).toEqual({ ok: false, error: 'Cancelled.' });
    expect(threads[0]?.isEnded).toBe(true);
    threads[0]?.tell({ id: 2, ok: true, value: 'stale' });
    threads[0]?.die();
    threads[1]?.tell({ id: 2, ok: true, value: 'fresh' });
    expect(await second).toEqual({ ok: true, value: 'fresh' });
    expect(threads).toHaveLength(2);
  });

  it('is left alone when a task is cancelled that only waits', async () => {
    const { threads, desk } = manned();
    const abort = new AbortController();
    void desk.run('check-scenario', check);
    const second = desk.run('check-scenario', check, { signal: abort.signal });
    abort.abort();
    expect((await second).ok).toBe(false);
    expect(threads[0]?.isEnded).toBe(false);
  });

  it('that is closed lets nobody wait for ever', async () => {
    const { threads, desk } = manned();
    const answers = [desk.run('check-scenario', check), desk.run('check-scenario', check)];
    desk.close();
    await turn();
    expect((await Promise.all(answers)).every(({ ok }) => !ok)).toBe(true);
    expect(threads[0]?.isEnded).toBe(true);
  });
});
