import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FleetSnapshot, LabClient, LiveRun } from '../../app/api/contract.js';
import { connectAsPage, firstItem } from '../server/socket-client.js';
import { buildPrograms, startServerProgram, type RunningServer } from '../server/tools.js';
import { describeWithAdb } from '../simulator/tools.js';

const LONG_MS = 120_000;

describeWithAdb('a server that is killed while a run is played', () => {
  let server: RunningServer;
  let client: LabClient & { readonly close: () => void };

  beforeAll(async () => {
    buildPrograms();
    server = await startServerProgram('--simulate', '2');
    client = connectAsPage(server.address);
  }, LONG_MS);
  afterAll(async () => {
    client.close();
    await server.close();
  }, LONG_MS);

  const runIs = (is: (run: LiveRun) => boolean): Promise<LiveRun> =>
    firstItem<LiveRun>((signal, onItem, onEnd) => client.watch('runs.watch', {}, signal, onItem, onEnd), is);

  it(
    'takes the run up by itself and plays it to its end; the page that watched it goes on watching',
    async () => {
      const fleet = await firstItem<FleetSnapshot>(
        (signal, onItem, onEnd) => client.watch('fleet.watch', {}, signal, onItem, onEnd),
        ({ devices }) => devices.filter(({ allocation }) => allocation === 'available').length === 2,
      );
      const example = await client.call('scenarios.read', { id: 'example:c06-stop-service.yaml' });
      if (!example.ok) throw new Error(example.error.text);
      const begun = await client.call('runs.start', {
        name: 'cut off',
        scenarios: [{ title: 'C-06', text: example.value.text }],
        devices: fleet.devices.slice(0, 1).map(({ id }) => id),
        compression: 1,
        targets: [],
        toleranceMs: 1_000,
        note: '',
      });
      if (!begun.ok) throw new Error(begun.error.text);
      const { run } = begun.value;
      await runIs(({ id, cases }) => id === run && cases.some(({ phase }) => phase === 'playing'));
      const over = runIs(({ id, state }) => id === run && state === 'done');
      const killed = server.serverPid();
      process.kill(killed, 'SIGKILL');
      await over;

      expect(server.serverPid()).not.toBe(killed);
      const read = await client.call('runs.read', { run });
      if (!read.ok) throw new Error(read.error.text);
      expect(read.value.cases.map(({ state, attempts }) => ({ state, attempts }))).toEqual([
        { state: 'done', attempts: 2 },
      ]);
      expect(read.value.devices.flatMap(({ changes }) => changes).map(({ state }) => state)).not.toContain(
        'outstanding',
      );
    },
    LONG_MS,
  );
});
