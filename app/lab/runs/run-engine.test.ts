import { afterAll, describe, expect, it } from 'vitest';
import { visibleState } from '../ledger/testing/device-model.js';
import { valueOf } from '../store/store-fixture.js';
import type { CaseGround, PlayCase } from './case/case-ground.js';
import {
  folders,
  interrupted,
  LIMIT,
  openLab,
  playedWell,
  requestFor,
  scenarioText,
  shortenLimit,
  started,
  until,
  whenLive,
} from './engine-fixture.js';
import { FakeFleet } from './fleet-fixture.js';

afterAll(() => folders.removeAll());

const never = new Promise<void>(() => undefined);
const heard = (text: string) => ({ source: 'logcat', text, receivedMs: 1_795_377_600_000 });

/** Changes the device, says so many lines, and is done. */
const playLines =
  (lines: number): PlayCase =>
  async (ground) => {
    const problem = await shortenLimit(ground);
    if (problem !== null) return problem;
    for (let line = 0; line < lines; line++) {
      const kept = await ground.record([heard(`${ground.scenarioId} ${line}`)]);
      if (!kept.ok) return interrupted(kept.error);
    }
    return playedWell;
  };

/** Plays until the cable is pulled or the run ends; the test says when it is done. */
const playUntil =
  (done: Promise<void>): PlayCase =>
  async (ground: CaseGround) => {
    const problem = await shortenLimit(ground);
    if (problem !== null) return problem;
    ground.tell({ phase: 'playing' });
    const end = await until(ground, done);
    return end === 'done' ? playedWell : interrupted(end === 'lost' ? 'the cable was pulled' : 'the run was ended');
  };

const isPlaying = (device: string) => (run: { cases: readonly { device: string; phase: string }[] }) =>
  run.cases.some((each) => each.device === device && each.phase === 'playing');

describe('a run', () => {
  it('plays every scenario on every device, keeps all that was heard and hands every device back', async () => {
    const fleet = new FakeFleet('A', 'B');
    const before = fleet.devices.map(({ model }) => structuredClone(visibleState(model)));
    const lab = await openLab(fleet, playLines(20));
    const two = [
      { title: 'one.yaml', text: scenarioText },
      { title: 'two.yaml', text: scenarioText },
    ];
    const id = await started(lab.engine, requestFor(['A', 'B'], { scenarios: two }));
    await lab.engine.whenOver(id);
    const run = valueOf(await lab.store.run(id));
    expect(run.state).toBe('done');
    expect(run.cases.map(({ state, attempts }) => [state, attempts])).toEqual(Array(4).fill(['done', 1]));
    expect(run.cases.every(({ prediction }) => prediction?.outcomes[0]?.outcome === 'timeout-callback')).toBe(true);
    expect(
      run.devices.map(({ changes }) => changes.map(({ subject, state, after }) => [subject, state, after])),
    ).toEqual(Array(2).fill(Array(2).fill([`activity_manager/${LIMIT}`, 'restored', null])));
    const lines = valueOf(await lab.store.observations({ run: id, device: 'A', from: 0, limit: 100 }));
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => index));
    expect(lines.filter(({ source }) => source === 'logcat')).toHaveLength(40);
    expect(fleet.devices.map(({ model }) => visibleState(model))).toEqual(before);
    expect(fleet.devices.map(({ allocation }) => allocation)).toEqual(['available', 'available']);
    await lab.close();
  });

  it('says beforehand what each case leads to, and what cannot be played', async () => {
    const fleet = new FakeFleet('A');
    const planner = {
      drivable: ({ targetSdk }: { targetSdk: number }) => (targetSdk === 34 ? 'not with 34' : null),
      plannedChanges: () => [{ kind: 'device_config', subject: LIMIT, want: '360000', command: 'put it' }],
      planNotes: () => [],
      playedDuration: () => 420_000,
    };
    const lab = await openLab(fleet, playLines(0), { planner });
    const request = requestFor(['A'], { targets: [34, 35] });
    const plan = await lab.engine.plan(request);
    if (!plan.ok) throw new Error(plan.error);
    expect(plan.value.cases.map((each) => [each.scenario, each.obstacle, each.durationMs])).toEqual([
      ['never-stops-t34', 'not with 34', 0],
      ['never-stops-t35', null, 420_000],
    ]);
    expect(plan.value.cases[1]?.prediction?.outcomes[0]).toMatchObject({
      outcome: 'timeout-callback',
      elapsedMs: 360_000,
    });
    expect(plan.value.durationMs).toBeGreaterThan(420_000);
    expect(valueOf(await lab.store.runs())).toEqual([]);
    const id = await started(lab.engine, request);
    await lab.engine.whenOver(id);
    const run = valueOf(await lab.store.run(id));
    expect(run.cases.map(({ state, reason }) => [state, reason])).toEqual([
      ['failed', 'not with 34'],
      ['done', null],
    ]);
    await lab.close();
  });

  it.each([
    [{ devices: ['nobody'] }, 'There is no device "nobody"'],
    [{ devices: [] }, 'at least one device'],
    [{ scenarios: [] }, 'at least one scenario'],
    [{ compression: 0 }, 'factor from 1'],
    [{ targets: [12] }, 'no variant for target SDK 12'],
    [{ scenarios: [{ title: 'x.yaml', text: 'curfew: scenario/1\nstpes: []' }] }, 'x.yaml:2:1'],
  ])('refuses a request with %j and says why', async (changes, words) => {
    const lab = await openLab(new FakeFleet('A'), playLines(0));
    const answer = await lab.engine.start(requestFor(['A'], changes));
    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining(words) as string });
    expect(valueOf(await lab.store.runs())).toEqual([]);
    await lab.close();
  });

  it('begins an interrupted case again when the device is back, and restores it even after a restart in between', async () => {
    const fleet = new FakeFleet('A');
    const device = fleet.device('A');
    const before = visibleState(device.model);
    let release = (): void => undefined;
    const lab = await openLab(fleet, playUntil(new Promise((resolve) => (release = resolve))));
    const id = await started(lab.engine, requestFor(['A']));
    await whenLive(lab.engine, isPlaying('A'));
    expect(device.model.config[`activity_manager/${LIMIT}`]).toBe('60000');
    device.unplug();
    await whenLive(lab.engine, ({ cases }) => cases[0]?.phase === 'waiting for device');
    device.restart();
    await whenLive(lab.engine, (run) => run.cases[0]?.attempts === 2 && isPlaying('A')(run));
    release();
    await lab.engine.whenOver(id);
    const run = valueOf(await lab.store.run(id));
    expect(run.cases[0]).toMatchObject({ state: 'done', attempts: 2, reason: null });
    // A restart takes properties with it, whoever set them.
    expect(visibleState(device.model)).toEqual({ ...(before as object), boots: 2, properties: {} });
    await lab.close();
  });

  it('leaves a case interrupted after the last attempt, never failed, and can be taken up again', async () => {
    const fleet = new FakeFleet('A');
    let answer = interrupted('the device froze');
    const lab = await openLab(fleet, () => Promise.resolve(answer), { retries: 1 });
    const id = await started(lab.engine, requestFor(['A']));
    await lab.engine.whenOver(id);
    const first = valueOf(await lab.store.run(id));
    expect([first.state, first.cases[0]?.state, first.cases[0]?.attempts]).toEqual(['interrupted', 'interrupted', 2]);
    expect(lab.engine.live().map((run) => [run.id, run.state])).toEqual([[id, 'interrupted']]);
    answer = playedWell;
    expect(await lab.engine.resume(id)).toEqual({ ok: true, value: undefined });
    await lab.engine.whenOver(id);
    const second = valueOf(await lab.store.run(id));
    expect([second.state, second.cases[0]?.state, second.cases[0]?.attempts]).toEqual(['done', 'done', 3]);
    expect(await lab.engine.resume(id)).toMatchObject({ ok: false });
    await lab.close();
  });

  it('restores every device before a cancelled run is over', async () => {
    const fleet = new FakeFleet('A', 'B');
    const before = fleet.devices.map(({ model }) => structuredClone(visibleState(model)));
    const lab = await openLab(fleet, playUntil(never));
    const id = await started(lab.engine, requestFor(['A', 'B']));
    await whenLive(lab.engine, (run) => isPlaying('A')(run) && isPlaying('B')(run));
    expect(await lab.engine.cancel(id)).toEqual({ ok: true, value: undefined });
    expect(fleet.devices.map(({ model }) => visibleState(model))).toEqual(before);
    const run = valueOf(await lab.store.run(id));
    expect([run.state, ...run.cases.map(({ state }) => state)]).toEqual(['interrupted', 'interrupted', 'interrupted']);
    await lab.close();
  });

  it('says which device could not be restored when a cancelled run ends with a cable pulled', async () => {
    const fleet = new FakeFleet('A');
    const lab = await openLab(fleet, playUntil(never));
    const id = await started(lab.engine, requestFor(['A']));
    await whenLive(lab.engine, isPlaying('A'));
    fleet.device('A').unplug();
    const answer = await lab.engine.cancel(id);
    expect(answer).toMatchObject({
      ok: false,
      error: expect.stringContaining('A is not as it was found yet') as string,
    });
    const run = valueOf(await lab.store.run(id));
    expect(run.devices[0]?.changes[0]?.state).toBe('outstanding');
    expect(fleet.device('A').quarantinedFor).toBeNull();
    await lab.close();
  });

  it('is not done while a device is not as it was: taken up again, it restores it', async () => {
    const fleet = new FakeFleet('A');
    const lab = await openLab(
      fleet,
      async (ground) => {
        const problem = await shortenLimit(ground);
        fleet.device('A').unplug();
        return problem ?? playedWell;
      },
      { patience: { leaseMs: 2_000, readyMs: 50, restoreMs: 50 } },
    );
    const id = await started(lab.engine, requestFor(['A']));
    await lab.engine.whenOver(id);
    const left = valueOf(await lab.store.run(id));
    expect([left.state, left.cases[0]?.state, left.devices[0]?.changes[0]?.state]).toEqual([
      'interrupted',
      'done',
      'outstanding',
    ]);
    fleet.device('A').plug();
    expect(await lab.engine.resume(id)).toMatchObject({ ok: true });
    await lab.engine.whenOver(id);
    const done = valueOf(await lab.store.run(id));
    expect([done.state, done.cases[0]?.attempts, done.devices[0]?.changes[0]?.state]).toEqual(['done', 1, 'restored']);
    await lab.close();
  });

  it('puts a device in quarantine that keeps a value, and goes on with the others', async () => {
    const fleet = new FakeFleet('A', 'B');
    const lab = await openLab(fleet, async (ground) => {
      const problem = await shortenLimit(ground);
      if (ground.device.id === 'A') fleet.device('A').model.refusedFlags.push(`activity_manager/${LIMIT}`);
      return problem ?? playedWell;
    });
    const id = await started(lab.engine, requestFor(['A', 'B']));
    await lab.engine.whenOver(id);
    expect(fleet.device('A').quarantinedFor).toContain('could not be put back');
    expect(fleet.device('B').quarantinedFor).toBeNull();
    const run = valueOf(await lab.store.run(id));
    expect(run.cases.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(run.devices[0]?.changes[0]?.state).toBe('outstanding');
    await lab.close();
  });

  it('begins no further case while it is paused', async () => {
    const fleet = new FakeFleet('A');
    let release = (): void => undefined;
    const first = new Promise<void>((resolve) => (release = resolve));
    const lab = await openLab(fleet, playUntil(first));
    const two = [1, 2].map((number) => ({ title: `s${number}.yaml`, text: scenarioText }));
    const id = await started(lab.engine, requestFor(['A'], { scenarios: two }));
    await whenLive(lab.engine, isPlaying('A'));
    expect(lab.engine.pause(id).ok).toBe(true);
    release();
    const paused = await whenLive(lab.engine, ({ cases }) => cases[0]?.phase === 'over');
    expect(paused.isPaused).toBe(true);
    expect(paused.cases.map(({ state }) => state)).toEqual(['done', 'planned']);
    expect(lab.engine.unpause(id).ok).toBe(true);
    await lab.engine.whenOver(id);
    expect(valueOf(await lab.store.run(id)).state).toBe('done');
    await lab.close();
  });

  it('does not begin on a device that a gate keeps out, and says why', async () => {
    const fleet = new FakeFleet('A');
    fleet.gatesOf.set('A', [{ name: 'battery', met: false, text: 'The battery is at 3 %: charge it.' }]);
    const lab = await openLab(fleet, playLines(1));
    const id = await started(lab.engine, requestFor(['A']));
    await lab.engine.whenOver(id);
    const run = valueOf(await lab.store.run(id));
    expect(run.cases[0]).toMatchObject({
      state: 'interrupted',
      attempts: 0,
      reason: 'The battery is at 3 %: charge it.',
    });
    await lab.close();
  });

  it('waits for a device that is still restored from an earlier run', async () => {
    const fleet = new FakeFleet('A');
    fleet.setAllocation('A', 'checking');
    const lab = await openLab(fleet, playLines(1));
    const id = await started(lab.engine, requestFor(['A']));
    fleet.setAllocation('A', 'dirty');
    await lab.engine.whenOver(id);
    expect(valueOf(await lab.store.run(id)).state).toBe('done');
    await lab.close();
  });

  it('writes a mistake of its own into the case and restores the device', async () => {
    const fleet = new FakeFleet('A');
    const before = visibleState(fleet.device('A').model);
    const lab = await openLab(fleet, async (ground) => {
      await shortenLimit(ground);
      throw new Error('not thought of');
    });
    const id = await started(lab.engine, requestFor(['A']));
    await lab.engine.whenOver(id);
    const run = valueOf(await lab.store.run(id));
    expect(run.cases[0]).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('not thought of') as string,
    });
    expect(visibleState(fleet.device('A').model)).toEqual(before);
    await lab.close();
  });

  it('is interrupted when the lab was killed in the middle, and goes on where it was', async () => {
    const fleet = new FakeFleet('A', 'B');
    const lab = await openLab(fleet, async (ground) =>
      ground.device.id === 'A' ? await playLines(3)(ground) : await playUntil(never)(ground),
    );
    const id = await started(lab.engine, requestFor(['A', 'B']));
    await whenLive(lab.engine, (run) => run.cases[0]?.state === 'done' && isPlaying('B')(run));
    const left = valueOf(await lab.store.run(id));
    await lab.close();
    // What the store held at the moment of the kill.
    const next = await openLab(fleet, playLines(2), { folder: lab.folder });
    valueOf(await next.store.putRun({ ...left, state: 'running' }));
    await next.close();
    const again = await openLab(fleet, playLines(2), { folder: lab.folder });
    expect(again.engine.live()[0]).toMatchObject({ id, state: 'interrupted' });
    expect(valueOf(await again.store.run(id)).cases[1]?.reason).toContain('lab was stopped');
    await again.engine.resume(id);
    await again.engine.whenOver(id);
    const run = valueOf(await again.store.run(id));
    expect(run.cases.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['done', 1],
      ['done', 2],
    ]);
    const lines = valueOf(await again.store.observations({ run: id, device: 'B', from: 0, limit: 100 }));
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => index));
    await again.close();
  });
});
