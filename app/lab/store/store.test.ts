import { statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { doneCase, sampleAnalysis, sampleCase, sampleDevice, sampleRun } from '../runs/run-fixture.js';
import { openStoreToRead } from './open-store.js';
import { errorOf, observations, opened, TemporaryFolders, valueOf, withStore } from './store-fixture.js';
import type { Observation } from './store.js';

const folders = new TemporaryFolders();
afterEach(() => folders.removeAll());

const device = 'R58M123ABC';

describe('a run in the store', () => {
  it('is read back as it was kept, also after closing', async () => {
    const folder = folders.make();
    const run = sampleRun('one', { note: 'for the customer', pinned: true });
    await withStore(folder, async (store) => valueOf(await store.putRun(run)));
    await withStore(folder, async (store) => expect(valueOf(await store.run('one'))).toEqual(run));
  });

  it('is replaced by one with the same id, and may gain devices, scenarios and cases', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      const grown = sampleRun('one', { state: 'done', devices: [...sampleRun('one').devices, sampleDevice('third')] });
      const run = { ...grown, cases: [sampleCase('grace', 'third'), ...grown.cases] };
      valueOf(await store.putRun(run));
      expect(valueOf(await store.run('one'))).toEqual(run);
    });
  });

  it.each([
    ['a device', { devices: [sampleDevice('emulator-5554')], cases: [doneCase] }],
    ['a scenario', { scenarios: sampleRun('one').scenarios.slice(0, 1), cases: [doneCase] }],
    ['a case', { cases: [doneCase] }],
  ])('is not replaced by one that leaves out %s, and keeps what it had', async (_, changes) => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      const { code, message } = errorOf(await store.putRun(sampleRun('one', { name: 'less', ...changes })));
      expect([code, message]).toEqual(['contradiction', expect.stringContaining('left out')]);
      expect(valueOf(await store.run('one'))).toEqual(sampleRun('one'));
    });
  });

  it('that is no run is refused, naming the place', async () => {
    await withStore(folders.make(), async (store) => {
      const { code, message } = errorOf(await store.putRun(sampleRun('Not An Id')));
      expect(code).toBe('bad-value');
      expect(message).toContain('id is not an id of lower case letters');
      expect(valueOf(await store.runs())).toEqual([]);
    });
  });

  it('has its cases replaced one by one, with verdicts counted for the list', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      valueOf(await store.putRun(sampleRun('two', { createdAt: '2026-11-22T21:00:00.000Z' })));
      const done = { ...doneCase, scenario: 'grace', device };
      const failed = sampleCase('budget', 'emulator-5554', {
        state: 'failed',
        reason: 'The install was refused.',
        attempts: 1,
      });
      valueOf(await store.putCases('one', [done, failed]));
      const [planned] = sampleRun('one').cases.slice(1);
      expect(valueOf(await store.run('one')).cases).toEqual([failed, planned, sampleCase('budget', device), done]);
      expect(valueOf(await store.runs())).toMatchObject([
        { id: 'two', cases: 4, done: 1, asPredicted: 1, differing: 1 },
        { id: 'one', scenarios: 2, devices: 2, cases: 4, done: 1, asPredicted: 1, differing: 1 },
      ]);
      const strange = sampleCase('grace', 'nobody');
      expect(errorOf(await store.putCases('one', [sampleCase('grace', device), strange])).code).toBe('not-found');
      expect(valueOf(await store.run('one')).cases[3]).toEqual(done);
    });
  });

  it('has its state, pin, note and devices changed', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      valueOf(
        await store.updateRun('one', {
          state: 'done',
          endedAt: '2026-11-22T23:00:00.000Z',
          pinned: true,
          note: 'keep',
        }),
      );
      const changed = { ...sampleDevice(device), name: 'desk 3', changes: [] };
      valueOf(await store.putDevices('one', [changed]));
      const run = sampleRun('one', { state: 'done', endedAt: '2026-11-22T23:00:00.000Z', pinned: true, note: 'keep' });
      expect(valueOf(await store.run('one'))).toEqual({ ...run, devices: [run.devices[0], changed] });
      expect(errorOf(await store.putDevices('one', [sampleDevice('nobody')])).code).toBe('not-found');
      expect(errorOf(await store.updateRun('none', { pinned: true })).message).toBe('The store has no run "none".');
      expect(errorOf(await store.run('none')).code).toBe('not-found');
    });
  });
});

describe('observations', () => {
  it('are read back in order, by pages, whatever order they came in', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      const all = observations('one', device, 0, 50);
      valueOf(await store.append(all.slice(20)));
      valueOf(await store.append(all.slice(0, 20).reverse()));
      const page = async (from: number): Promise<readonly Observation[]> =>
        valueOf(await store.observations({ run: 'one', device, from, limit: 30 }));
      expect([...(await page(0)), ...(await page(30))]).toEqual(all);
      expect(valueOf(await store.nextSequences('one'))).toEqual(new Map([[device, 50]]));
      expect(errorOf(await store.observations({ run: 'one', device: 'x', from: 0, limit: 1 })).code).toBe('not-found');
    });
  });

  it('that come again are kept once', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      valueOf(await store.append(observations('one', device, 0, 10)));
      valueOf(await store.append([...observations('one', device, 5, 15), ...observations('one', device, 5, 15)]));
      const { observations: kept } = valueOf(await store.check());
      expect(kept).toBe(15);
    });
  });

  it('that contradict what is kept are refused with their whole batch, and the others of that moment are kept', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      valueOf(await store.append(observations('one', device, 0, 3)));
      const [other] = observations('one', device, 2, 3);
      const results = await Promise.all([
        store.append(observations('one', device, 3, 6)),
        store.append([...observations('one', device, 6, 8), { ...other!, text: 'something else' }]),
        store.append(observations('one', 'emulator-5554', 0, 4)),
        store.append(observations('one', 'nobody', 0, 1)),
      ]);
      expect(results.map((result) => (result.ok ? 'ok' : result.error.code))).toEqual([
        'ok',
        'contradiction',
        'ok',
        'not-found',
      ]);
      expect(errorOf(results[1]).message).toContain(`Observation 2 of device "${device}" is kept with other content`);
      const next = valueOf(await store.nextSequences('one'));
      expect([next.get(device), next.get('emulator-5554')]).toEqual([6, 4]);
    });
  });

  it('keep NUL, quotes, emoji and long texts, and half surrogates as U+FFFD, and stay repeatable', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      const texts = [
        '',
        '\0',
        'a\0b',
        `"';--`,
        '\u{1F600}',
        '\ud800x',
        '\u2028\r\n\t',
        '[{"a":1}]',
        'x'.repeat(100_000),
      ];
      const all = texts.map((text, sequence) => ({
        run: 'one',
        device,
        sequence,
        receivedMs: 5,
        source: text,
        text,
      }));
      valueOf(await store.append(all));
      valueOf(await store.append(all));
      const read = valueOf(await store.observations({ run: 'one', device, from: 0, limit: 100 }));
      expect(read.map(({ text }) => text)).toEqual(texts.map((text) => text.replace('\ud800', '\ufffd')));
      expect(read[4]).toEqual(all[4]);
    });
  });

  it.each([
    ['a fraction as sequence', { sequence: 1.5 }],
    ['a negative sequence', { sequence: -1 }],
    ['no time', { receivedMs: NaN }],
    ['a fraction as time', { receivedMs: 0.5 }],
    ['a text beyond all measure', { text: 'x'.repeat((16 << 20) + 1) }],
  ])('with %s are refused before anything is written', async (_, changes) => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      const [first, second] = observations('one', device, 0, 2);
      expect(errorOf(await store.append([first!, { ...second!, ...changes }])).code).toBe('bad-value');
      expect(valueOf(await store.nextSequences('one')).size).toBe(0);
    });
  });

  it('of many callers at once share their commits', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      const wal = path.join(folder, 'curfew.db-wal');
      const before = statSync(wal).size;
      const calls = Array.from({ length: 500 }, (_, at) => store.append(observations('one', device, at, at + 1)));
      for (const result of await Promise.all(calls)) valueOf(result);
      const frames = (statSync(wal).size - before) / 4_120;
      // One commit for each call would write at least one page for each.
      expect(frames).toBeLessThan(100);
      expect(valueOf(await store.nextSequences('one')).get(device)).toBe(500);
    });
  });

  it('of a replaced run find its devices again', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      valueOf(await store.append(observations('one', device, 0, 3)));
      const run = sampleRun('one');
      valueOf(await store.putRun({ ...run, devices: [...run.devices, sampleDevice('late')] }));
      valueOf(await store.append(observations('one', 'late', 0, 2)));
      expect(valueOf(await store.nextSequences('one'))).toEqual(
        new Map([
          [device, 3],
          ['late', 2],
        ]),
      );
    });
  });
});

describe('analyses and reports', () => {
  it('of imported logs are kept once for each content', async () => {
    await withStore(folders.make(), async (store) => {
      const about = { title: 'night.log', trace: null, addedAt: '2026-11-22T20:00:00.000Z' };
      const kept = valueOf(await store.putImportedAnalysis(sampleAnalysis, about));
      valueOf(await store.putImportedAnalysis(sampleAnalysis, { ...about, title: 'night (2).log' }));
      expect(valueOf(await store.importedAnalyses())).toEqual([{ ...kept, title: 'night (2).log' }]);
      expect(valueOf(await store.importedAnalysis(kept.id))).toEqual(sampleAnalysis);
      expect(errorOf(await store.importedAnalysis('0')).code).toBe('not-found');
    });
  });

  it('that were written are listed with their run', async () => {
    await withStore(folders.make(), async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      const report = {
        run: 'one',
        format: 'html',
        path: '/tmp/r.html',
        bytes: 12,
        sha256: 'b'.repeat(64),
        writtenAt: '2026-11-22T20:00:00.000Z',
      };
      valueOf(await store.putReports([report, { ...report, format: 'csv' }]));
      expect(valueOf(await store.reports('one'))).toEqual([report, { ...report, format: 'csv' }]);
      expect(errorOf(await store.putReports([report, { ...report, run: 'none' }])).code).toBe('not-found');
      expect(valueOf(await store.reports('one'))).toHaveLength(2);
    });
  });
});

describe('a reader', () => {
  it('sees what is committed while the store is in use, and changes nothing', async () => {
    const folder = folders.make();
    const { store } = await opened(folder);
    valueOf(await store.putRun(sampleRun('one')));
    const reader = valueOf(await openStoreToRead(folder));
    valueOf(await store.updateRun('one', { note: 'meanwhile' }));
    expect(valueOf(await reader.run('one')).note).toBe('meanwhile');
    await reader.close();
    await store.close();
  });

  it('is told that there is no store', async () => {
    expect(errorOf(await openStoreToRead(folders.make()))).toMatchObject({ code: 'not-found' });
  });
});
