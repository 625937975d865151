import { afterEach, describe, expect, it } from 'vitest';
import { smallTrace } from '../../../engine/trace/trace-file-fixture.js';
import { writeTrace } from '../../../engine/trace/arrow-file.js';
import { errorOf, TemporaryFolders, valueOf, withStore } from '../store/store-fixture.js';
import { fileContent, keepFile, keepTrace, openTrace } from './trace-library.js';

const folders = new TemporaryFolders();
afterEach(() => folders.removeAll());

const addedAt = '2026-11-22T20:00:00.000Z';

describe('the library', () => {
  it('keeps a trace and opens it again, byte for byte', async () => {
    const folder = folders.make();
    const kept = await withStore(folder, async (store) =>
      valueOf(await keepTrace(store, smallTrace(), { title: 'night', addedAt })),
    );
    expect(kept).toMatchObject({ kind: 'trace', title: 'night', pinned: false });
    await withStore(folder, async (store) => {
      expect(valueOf(await store.traces())).toEqual([kept]);
      const trace = valueOf(await openTrace(store, kept.sha256));
      expect(writeTrace(trace)).toEqual(writeTrace(smallTrace()));
    });
  });

  it('keeps the same bytes once, under their first title, and other bytes beside them', async () => {
    await withStore(folders.make(), async (store) => {
      const content = new Uint8Array([0, 1, 2, 255]);
      const first = valueOf(await keepFile(store, { title: 'first', content, addedAt }));
      const second = valueOf(await keepFile(store, { title: 'second', content, addedAt }));
      expect(second.sha256).toBe(first.sha256);
      valueOf(await keepFile(store, { title: 'empty', content: new Uint8Array(0), addedAt }));
      expect(valueOf(await store.traces()).map(({ title, kind, bytes }) => [title, kind, bytes])).toEqual([
        ['empty', 'log', 0],
        ['first', 'log', 4],
      ]);
      expect([...valueOf(await fileContent(store, first.sha256))]).toEqual([0, 1, 2, 255]);
    });
  });

  it('says that a file is not there, or is no trace', async () => {
    await withStore(folders.make(), async (store) => {
      const log = valueOf(await keepFile(store, { title: 'log', content: new Uint8Array([1]), addedAt }));
      expect(errorOf(await fileContent(store, 'f'.repeat(64))).code).toBe('not-found');
      expect(errorOf(await fileContent(store, '../../curfew.db')).code).toBe('not-found');
      expect(errorOf(await openTrace(store, log.sha256)).message).toContain('Arrow');
      expect(errorOf(await store.updateTrace('f'.repeat(64), { pinned: true })).code).toBe('not-found');
    });
  });
});
