import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Analysis, FleetSnapshot, ImportProgress, LabClient } from '../../app/api/contract.js';
import { describeWithAdb, until } from '../simulator/tools.js';
import { connectAsPage, firstItem } from './socket-client.js';
import { buildPrograms, root, startServerProgram, type RunningServer } from './tools.js';

const log = path.join(root, 'examples/logs/data-sync-six-hours.log');

async function importLog(client: LabClient, bytes: Uint8Array, name = 'six-hours.log'): Promise<ImportProgress> {
  const signal = new AbortController().signal;
  const upload = await client.upload(new Blob([Buffer.from(bytes)]), signal, () => undefined);
  if (!upload.ok) throw new Error(upload.error.text);
  const input = { files: [{ name, upload: upload.value }], policy: null };
  return await firstItem<ImportProgress>(
    (abort, onItem, onEnd) => client.watch('traces.import', input, abort, onItem, onEnd),
    ({ phase }) => phase === 'done' || phase === 'failed',
  );
}

async function analysisOf(client: LabClient, id: string): Promise<Analysis> {
  const answer = await client.call('traces.analysis', { analysis: id });
  if (!answer.ok) throw new Error(answer.error.text);
  return answer.value;
}

describeWithAdb('the server as a program', () => {
  let server: RunningServer;
  let client: LabClient & { readonly close: () => void };
  beforeAll(async () => {
    buildPrograms();
    server = await startServerProgram('--simulate', '2');
    client = connectAsPage(server.address);
  }, 90_000);
  afterAll(async () => {
    client.close();
    await server.close();
  });

  it('has the devices that it simulates in its fleet', async () => {
    const fleet = await firstItem<FleetSnapshot>(
      (signal, onItem, onEnd) => client.watch('fleet.watch', {}, signal, onItem, onEnd),
      ({ devices }) => devices.filter(({ allocation }) => allocation === 'available').length === 2,
    );
    expect(fleet.devices.map(({ serialno }) => serialno).sort()).toEqual(['SIM00001', 'SIM00002']);
  });

  it('imports a log, and answers about it: verdicts, lines, reasons, what if', async () => {
    const done = await importLog(client, readFileSync(log));
    expect(done).toMatchObject({ phase: 'done', error: null });
    const id = done.analysis ?? '';
    const analysis = await analysisOf(client, id);
    expect(analysis.verdicts.length).toBeGreaterThan(0);

    const lines = await client.call('traces.lines', { analysis: id, source: 0, from: 2, count: 2 });
    const expected = readFileSync(log, 'utf8').split('\n').slice(1, 3);
    expect(lines).toEqual({ ok: true, value: expected.map((text, index) => ({ line: index + 2, text })) });

    const predicted = analysis.predicted[0]?.id ?? -1;
    const reasons = await client.call('traces.explain', { analysis: id, predicted });
    expect(reasons.ok && reasons.value.sentences.length).toBeGreaterThan(1);

    const shorter = { policy: 'android-15', config: { data_sync_fgs_timeout_duration: 3_600_000 } };
    const answers = await client.call('what-if.replay', {
      analysis: id,
      variations: [{ policy: analysis.policy }, shorter],
    });
    if (!answers.ok) throw new Error(answers.error.text);
    const [same, sooner] = answers.value;
    expect(same?.predicted).toEqual(analysis.predicted);
    const timeout = (outcomes: Analysis['predicted']): number =>
      outcomes.find(({ outcome }) => outcome === 'timeout-callback')?.at.elapsedMs ?? Number.NaN;
    expect(timeout(sooner?.predicted ?? [])).toBeLessThan(timeout(analysis.predicted));
  });

  it('says why a file is no log, and lives on', async () => {
    const failed = await importLog(client, Buffer.from([0, 1, 2, 3, 255, 254]), 'noise.bin');
    expect(failed).toMatchObject({ phase: 'failed' });
    expect(failed.error).toContain('noise.bin');
    expect((await client.call('lab.status', {})).ok).toBe(true);
  });

  it('checks a scenario with its places, and predicts it', async () => {
    const example = await client.call('scenarios.read', { id: 'example:e3-two-services-one-clock.yaml' });
    if (!example.ok) throw new Error(example.error.text);
    const checked = await client.call('scenarios.check', { text: example.value.text, policy: null, compression: 60 });
    expect(checked.ok && checked.value.problems).toEqual([]);
    expect(checked.ok && checked.value.prediction?.outcomes.length).toBeGreaterThan(0);
    const broken = await client.call('scenarios.check', {
      text: 'curfew: scenario/1\nsteps: 7\n',
      policy: null,
      compression: 1,
    });
    expect(broken.ok && broken.value.problems[0]).toMatchObject({ line: 1 });
  });

  it('writes a report of an analysis, and shows it', async () => {
    const [trace] = await listed(client);
    const subject = { analysis: trace?.analysis ?? '' };
    const written = await client.call('reports.write', { subject, formats: ['html', 'junit'] });
    if (!written.ok) throw new Error(written.error.text);
    expect(written.value.map(({ format }) => format)).toEqual(['html', 'junit']);
    expect(written.value.every(({ path: file, bytes }) => readFileSync(file).length === bytes)).toBe(true);
    const preview = await client.call('reports.preview', { subject });
    expect(preview.ok && preview.value.html).toContain('<!doctype html>');
  });

  it('comes back after it was killed: same address, same library, and an open page hears of it by itself', async () => {
    const states: string[] = [];
    client.onConnection((state) => states.push(state));
    const snapshots: number[] = [];
    const abort = new AbortController();
    client.watch('fleet.watch', {}, abort.signal, ({ revision }) => snapshots.push(revision));
    await until(() => snapshots.length > 0);
    const before = (await listed(client)).length;
    const killed = server.serverPid();
    process.kill(killed, 'SIGKILL');
    await until(() => states.includes('lost'));
    const seen = snapshots.length;
    await until(() => states.at(-1) === 'connected' && snapshots.length > seen);
    abort.abort();
    expect(server.serverPid()).not.toBe(killed);
    expect(await listed(client)).toHaveLength(before);
    expect(server.output()).toContain('started again');
  });

  it('ends in peace when it is told to', async () => {
    expect(await server.end()).toBe(0);
  });
});

async function listed(client: LabClient) {
  const answer = await client.call('traces.list', { search: '' });
  if (!answer.ok) throw new Error(answer.error.text);
  return answer.value;
}
