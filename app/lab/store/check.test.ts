import { unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleRun } from '../runs/run-fixture.js';
import { fileContent, keepFile } from '../traces/trace-library.js';
import { storePaths, traceFile } from './data-folder.js';
import { Sqlite } from './sqlite.js';
import { errorOf, observations, TemporaryFolders, valueOf, withStore } from './store-fixture.js';

const folders = new TemporaryFolders();
afterEach(() => folders.removeAll());

const device = 'R58M123ABC';
const content = new TextEncoder().encode('a log');
const addedAt = '2026-11-22T20:00:00.000Z';

/** A store with a run, ten observations and a file; then SQL on its closed database; then what a check says. */
async function problemsAfter(sql: string): Promise<readonly string[]> {
  const folder = folders.make();
  await withStore(folder, async (store) => {
    const trace = valueOf(await keepFile(store, { title: 'night.log', content, addedAt }));
    const run = sampleRun('one');
    valueOf(await store.putRun({ ...run, cases: run.cases.map((each) => ({ ...each, trace })) }));
    valueOf(await store.append(observations('one', device, 0, 10)));
    expect(valueOf(await store.check())).toMatchObject({
      problems: [],
      notes: [],
      runs: 1,
      observations: 10,
      traces: 1,
    });
  });
  const connection = await Sqlite.open(storePaths(folder).database, 'write');
  await connection.script(sql);
  await connection.close();
  return await withStore(folder, async (store) => valueOf(await store.check()).problems);
}

describe('a check', () => {
  it.each([
    [
      'a letter of an observation',
      "UPDATE observations SET text = replace(text, 'SERVICE', 'service') || 'x' WHERE sequence = 4",
      `Observations 4 of device "${device}" in run "one" are not those that were kept.`,
    ],
    [
      'the time of an observation',
      'UPDATE observations SET received_ms = 1 WHERE sequence = 0',
      `Observations 0 of device "${device}" in run "one" are not those that were kept.`,
    ],
    [
      'observations that are gone',
      'DELETE FROM observations WHERE sequence IN (2, 3, 6)',
      `Observations 2 to 3, 6 of device "${device}" in run "one" are not there.`,
    ],
    [
      'the last observations that are gone',
      'DELETE FROM observations WHERE sequence > 7',
      `Observations 8 to 9 of device "${device}" in run "one" are not there.`,
    ],
    [
      'a changed analysis',
      'UPDATE analyses SET body = replace(body, \'"deltaMs":12\', \'"deltaMs":0\')',
      'Analysis 1 is not the one that was kept.',
      'Run "one" cannot be read. An analysis of "one" is not the one that was kept.',
    ],
    ['a row of a file that is gone', 'DELETE FROM traces', 'Run "one": 1 recording is not in the library.'],
    [
      'rows that refer to nothing',
      'PRAGMA foreign_keys = OFF; DELETE FROM run_scenarios',
      'Database: 4 rows refer to what is not there, the first in cases.',
      'Run "one" cannot be read. Run "one" is damaged: cases[0] names a scenario that the run does not have.',
    ],
    [
      'a case that is no case any more',
      "UPDATE cases SET body = '{' WHERE key = 2",
      expect.stringContaining('Run "one" cannot be read. A row of "one" is damaged: '),
    ],
    [
      'a run that is no run any more',
      "UPDATE run_devices SET body = '{}'",
      'Run "one" cannot be read. Run "one" is damaged: devices[0].id is not a text of whole characters.',
    ],
  ])('finds %s', async (_, sql, ...problems) => {
    expect(await problemsAfter(sql)).toEqual(problems);
  });

  it('finds files that are gone or altered, and tells leftovers', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => {
      const add = async (text: string): Promise<string> => {
        const record = valueOf(
          await keepFile(store, { title: text, content: new TextEncoder().encode(text), addedAt }),
        );
        return traceFile(storePaths(folder), record.sha256, record.kind);
      };
      const [gone, altered] = [await add('gone'), await add('altered')];
      unlinkSync(gone);
      writeFileSync(altered, 'something else');
      const stray = path.join(path.dirname(altered), `${'0'.repeat(64)}.log`);
      writeFileSync(stray, 'stray');
      writeFileSync(`${altered}.tmp-1`, 'half');
      const { problems, notes } = valueOf(await store.check());
      expect(problems).toEqual([
        `File "gone" is missing: ${gone}.`,
        `File "altered" is not the one that was kept: ${altered}.`,
      ]);
      expect(notes).toEqual([
        '000000000000… (5 bytes) lies in the library, and nothing refers to it.',
        `${altered}.tmp-1 was left by a program that was stopped; it can be deleted.`,
      ]);
      const hash = path.basename(altered, '.log');
      expect(errorOf(await fileContent(store, hash)).code).toBe('damaged');
      valueOf(await keepFile(store, { title: 'again', content: new TextEncoder().encode('altered'), addedAt }));
      expect(new TextDecoder().decode(valueOf(await fileContent(store, hash)))).toBe('altered');
    });
  });

  it('and a reader do not give out an observation that was altered', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      valueOf(await store.append(observations('one', device, 0, 10)));
    });
    const connection = await Sqlite.open(storePaths(folder).database, 'write');
    await connection.script("UPDATE observations SET source = 'journal' WHERE sequence = 4");
    await connection.close();
    await withStore(folder, async (store) => {
      const { code, message } = errorOf(await store.observations({ run: 'one', device, from: 0, limit: 10 }));
      expect([code, message]).toEqual(['damaged', `Observation 4 of device "${device}" is not the one that was kept.`]);
      expect(valueOf(await store.observations({ run: 'one', device, from: 5, limit: 10 }))).toHaveLength(5);
    });
  });
});
