import { afterAll, describe, expect, it } from 'vitest';
import { fail, ok } from '../../../../engine/result.js';
import type { Observation, Store } from '../../store/store.js';
import { opened, TemporaryFolders, valueOf } from '../../store/store-fixture.js';
import { sampleRun } from '../run-fixture.js';
import { ObservationRecorder } from './observation-recorder.js';

const folders = new TemporaryFolders();
afterAll(() => folders.removeAll());

const heard = (text: string) => ({ source: 'logcat', text, receivedMs: 1_795_377_600_000.4 });
const place = { run: 'one', device: 'R58M123ABC' };

async function stored(store: Store): Promise<readonly Observation[]> {
  return valueOf(await store.observations({ ...place, from: 0, limit: 100 }));
}

async function storeWithRun(): Promise<Store> {
  const { store } = await opened(folders.make());
  const run = sampleRun('one');
  valueOf(await store.putRun({ ...run, cases: run.cases.map((each) => ({ ...each, trace: null })) }));
  return store;
}

describe('the recorder of a device', () => {
  it('numbers what it hears in order, whoever waits, and goes on where another ended', async () => {
    const store = await storeWithRun();
    let kept = 0;
    const options = { ...place, store, onKept: (count: number) => (kept += count) };
    const first = new ObservationRecorder(options);
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => first.record([heard(text), heard(`${text}2`)])));
    expect(answers).toEqual(Array(3).fill(ok(undefined)));
    expect(await new ObservationRecorder(options).record([heard('d')])).toEqual(ok(undefined));
    const all = await stored(store);
    expect(all.map(({ sequence, text }) => `${sequence} ${text}`)).toEqual(
      ['a', 'a2', 'b', 'b2', 'c', 'c2', 'd'].map((text, at) => `${at} ${text}`),
    );
    expect(kept).toBe(7);
    await store.close();
  });

  it('leaves no gap and doubles nothing when the store refuses for a while', async () => {
    const store = await storeWithRun();
    let refuses = 2;
    const refusal = fail({ code: 'disk-full', message: 'The disk is full.', whatToDo: 'Free some space.' } as const);
    const moody: Pick<Store, 'append' | 'nextSequences'> = {
      nextSequences: (run) => store.nextSequences(run),
      // The second refusal comes although everything was written: nobody can tell.
      append: async (observations) => {
        if (refuses-- === 2) return refusal;
        const done = await store.append(observations);
        return refuses === 0 ? refusal : done;
      },
    };
    const recorder = new ObservationRecorder({ ...place, store: moody, onKept: () => undefined });
    expect(await recorder.record([heard('a')])).toEqual(fail('The disk is full. Free some space.'));
    expect(await recorder.record([heard('b')])).toEqual(fail('The disk is full. Free some space.'));
    expect(await recorder.record([heard('c')])).toEqual(ok(undefined));
    expect((await stored(store)).map(({ sequence, text }) => `${sequence} ${text}`)).toEqual(['0 b', '1 c']);
    await store.close();
  });

  it('refuses what a disk that does not answer could never take', async () => {
    const never: Pick<Store, 'append' | 'nextSequences'> = {
      nextSequences: () => Promise.resolve(ok(new Map())),
      append: () => new Promise(() => undefined),
    };
    const recorder = new ObservationRecorder({ ...place, store: never, onKept: () => undefined });
    const mebibyte = 'x'.repeat(1 << 20);
    const answers = Array.from({ length: 80 }, () => recorder.record([heard(mebibyte)]));
    const last = await Promise.race([answers.at(-1), Promise.resolve('waits')]);
    expect(await answers.at(-1)).toMatchObject({ ok: false });
    expect(last).not.toBe('waits');
  });
});
