/**
 * The ledger's promise, tried on a device that is plain data: wherever the program is killed, the device ends as it would be
 * without the program, and nobody else's change is overwritten. The oracle is a second device that the ledger never met and
 * that lives through the same restarts and the same changes by others.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { changeKinds } from './kinds/kinds.js';
import type { RestoreReport } from './steps/restore-device.js';
import { copyPath } from './steps/device-copy.js';
import { copyWorld, Killed, Process, restoreOn, worldWith, type Hooks, type World } from './testing/crash-world.js';
import { copyOf, reboot, visibleState, type DeviceModel } from './testing/device-model.js';
import { deviceToTest, everyChange, foreignChanges } from './testing/every-change.js';

/** `CURFEW_LEDGER_MATRIX=full` plays every combination (minutes); else some of the products are thinned out. */
const isFull = process.env['CURFEW_LEDGER_MATRIX'] === 'full';
const TIMEOUT = isFull ? 1_800_000 : 60_000;
let cases = 0;
afterAll(() => {
  console.log(`ledger crash matrix${isFull ? ', full' : ''}: ${cases} cases`);
});

/** All of them in the full matrix, else every `step`-th, beginning at `start`; the last one always. */
function some<T>(list: readonly T[], step: number, start = 0): readonly T[] {
  return isFull ? list : list.filter((_, index) => index % step === start % step || index === list.length - 1);
}

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, at) => from + at);

/** A moment at which the program may die. */
interface Moment {
  readonly name: string;
  readonly world: World;
}

/** Every moment of a run: between any two effects, and inside those that a kill can tear. */
function momentsOfRun(device: DeviceModel): readonly Moment[] {
  const moments: Moment[] = [];
  const world = worldWith(device);
  const process = new Process(world, 'A', {
    before: (index, effect, now) => {
      moments.push({ name: `before effect ${index}`, world: copyWorld(now) });
      if (effect.do === 'record') {
        const line = process.lineOf(effect);
        for (const length of [1, Math.floor(line.length / 2), line.length - 1]) {
          const torn = copyWorld(now);
          torn.disks['A'] = `${torn.disks['A'] ?? ''}${line.slice(0, length)}`;
          moments.push({ name: `line ${index} torn after ${length}`, world: torn });
        }
      } else if (effect.do === 'push') {
        const torn = copyWorld(now);
        torn.device.files[effect.path] = new TextDecoder().decode(effect.bytes.subarray(0, effect.bytes.length >> 1));
        moments.push({ name: `push ${index} torn`, world: torn });
      }
    },
  });
  const state = process.open();
  if (state === undefined) throw new Error('the device did not answer');
  process.apply(state, everyChange);
  moments.push({ name: 'after the run', world: copyWorld(world) });
  return moments;
}

const moments = momentsOfRun(deviceToTest());
const afterRun = moments.at(-1)!; // momentsOfRun always ends with it

/** Deep comparison with a readable difference is slow: it is left to the failure. */
function expectSameState(device: DeviceModel, oracle: DeviceModel, name: string): void {
  const [found, expected] = [visibleState(device), visibleState(oracle)];
  if (!isDeepStrictEqual(found, expected)) expect(found, name).toEqual(expected);
}

/** Restores on these desktops, one after the other; the last one must leave nothing open. */
function expectHandedBack(name: string, world: World, oracle: DeviceModel, desktops: readonly string[]): RestoreReport {
  cases++;
  let report: RestoreReport | undefined;
  for (const desktop of desktops) report = restoreOn(world, desktop);
  expectSameState(world.device, oracle, name);
  if (report === undefined) throw new Error(`${name}: the device did not answer`);
  expect(report.lost, name).toBeUndefined();
  expect(
    report.settings.filter(({ outcome }) => outcome === 'failed'),
    name,
  ).toEqual([]);
  expect(report.unrecorded, name).toEqual([]);
  // Once more: nothing is open, nothing is said.
  expect(restoreOn(world, desktops.at(-1) ?? '')?.settings, name).toEqual([]);
  return report;
}

const conflictsOf = (report: RestoreReport): number =>
  report.settings.filter(({ outcome }) => outcome === 'conflict').length;

describe('a run that touches every kind of setting', () => {
  it('touches every kind, changes the device and is undone by the same program', () => {
    const kinds = new Set(everyChange.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(changeKinds.map(({ name }) => name).sort());
    const world = copyWorld(afterRun.world);
    expect(visibleState(world.device)).not.toEqual(visibleState(deviceToTest()));
    const report = expectHandedBack('whole', world, deviceToTest(), ['A']);
    expect(conflictsOf(report)).toBe(0);
    expect(report.changedAgain).toEqual([]);
    expect(world.device.files[copyPath]).toBeUndefined();
  });

  it('changes what it says and in the order of the kinds', () => {
    const process = new Process(worldWith(deviceToTest()), 'A');
    const state = process.open()!;
    const outcomes = process.apply(state, everyChange).map(({ applied }) => applied.outcome);
    expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(everyChange.length - 1);
    const ranks = everyChange.map(({ kind }) => changeKinds.findIndex(({ name }) => name === kind));
    expect(
      ranks.every((rank, index) => index === 0 || changeKinds[rank]!.rank >= changeKinds[ranks[index - 1]!]!.rank),
    ).toBe(true);
  });
});

describe('killed at any moment', { timeout: TIMEOUT }, () => {
  const restarts: readonly (readonly [string, number])[] = [
    ['', 0],
    [' and a restart', 1],
    [' and two restarts', 2],
  ];
  for (const [words, times] of restarts) {
    for (const desktop of ['A', 'B']) {
      it(`${words === '' ? 'without a restart' : `with${words.slice(4)}`} the device is handed back by desktop ${desktop}`, () => {
        const oracle = deviceToTest();
        for (let time = 0; time < times; time++) reboot(oracle);
        // Desktop A after every moment; of the other combinations some.
        for (const { name, world: moment } of desktop === 'A' && times < 2 ? moments : some(moments, 7, times)) {
          const world = copyWorld(moment);
          for (let time = 0; time < times; time++) reboot(world.device);
          const report = expectHandedBack(`${name}${words}, by ${desktop}`, world, oracle, [desktop]);
          expect(conflictsOf(report), name).toBe(0);
        }
      });
    }
  }

  it('the desktop that made the changes learns that another one has undone them', () => {
    const flag = 'max_phantom_processes';
    for (const { name, world: moment } of some(moments, 5)) {
      // Planned on A, not yet told to the device: B cannot know of it, and A cannot tell the person's value from its own.
      const isKnownToAlone =
        moment.disks['A']?.includes(flag) === true && !moment.device.files[copyPath]?.includes(flag);
      if (isKnownToAlone) continue;
      const world = copyWorld(moment);
      expectHandedBack(name, world, deviceToTest(), ['B']);
      // A person sets by hand what the run had set: that is theirs now.
      const oracle = copyOf(world.device);
      oracle.config['activity_manager/max_phantom_processes'] = '2147483647';
      world.device.config['activity_manager/max_phantom_processes'] = '2147483647';
      expectHandedBack(`${name}, then A`, world, oracle, ['A']);
      expect(world.device.files[copyPath], name).toBeUndefined();
    }
  });
});

describe('somebody else changes something', { timeout: TIMEOUT }, () => {
  const others = Object.entries(foreignChanges);

  it.each(others)('%s: it is never overwritten, at any moment', (what, change) => {
    let conflicts = 0;
    // Beginning elsewhere for each change; the end of the run always.
    const start = others.findIndex(([name]) => name === what);
    for (const [index, { name, world: moment }] of some(moments, 29, start).entries()) {
      const desktop = index % 2 === 0 ? 'A' : 'B';
      for (const order of ['no restart', 'before a restart', 'after a restart']) {
        const oracle = deviceToTest();
        const world = copyWorld(moment);
        for (const device of [oracle, world.device]) {
          if (order === 'after a restart') reboot(device);
          change(device);
          if (order === 'before a restart') reboot(device);
        }
        conflicts += conflictsOf(expectHandedBack(`${what}: ${name}, ${order}`, world, oracle, [desktop]));
      }
    }
    if (what !== 'a setting of its own' && !what.endsWith('removed')) expect(conflicts).toBeGreaterThan(0);
    else expect(conflicts).toBe(0);
  });

  it.each(others)('%s, between two changes of a run that goes on: it is there at the end', (what, change) => {
    const start = others.findIndex(([name]) => name === what);
    for (const after of some(numbers(0, everyChange.length + 1), 4, start)) {
      const world = worldWith(deviceToTest());
      const oracle = deviceToTest();
      const process = new Process(world, 'A');
      const state = process.open()!;
      process.apply(state, everyChange.slice(0, after));
      for (const device of [oracle, world.device]) change(device);
      process.apply(state, everyChange.slice(after), 'session-A', after);
      expectHandedBack(`${what} after ${after} changes`, world, oracle, ['A']);
    }
  });

  it('all of it at once, after the whole run: every conflict is told, with what was found and what it was', () => {
    const oracle = deviceToTest();
    const world = copyWorld(afterRun.world);
    for (const device of [oracle, world.device]) for (const [, change] of others) change(device);
    const report = expectHandedBack('all at once', world, oracle, ['A']);
    const flag = report.settings.find(({ entries }) => entries[0]?.target['key'] === 'max_phantom_processes');
    expect(flag).toMatchObject({ outcome: 'conflict', expected: '32', found: '64' });
    expect(flag?.why).toBe('somebody else made it "64"; it was "32" before Curfew and was left alone');
    expect(flag?.command).toBe('device_config put activity_manager max_phantom_processes 32');
  });
});

/** Plays a restore with hooks; a kill is the end of that process. */
function restoreUntilKilled(world: World, desktop: string, hooks: Hooks): RestoreReport | undefined {
  try {
    return restoreOn(world, desktop, hooks);
  } catch (error) {
    if (error instanceof Killed) return undefined;
    throw error;
  }
}

const kill = (at: number): Hooks => ({
  before: (index) => {
    if (index === at) throw new Killed();
  },
});

function effectsOfRestore(moment: World, desktop: string): number {
  const process = new Process(copyWorld(moment), desktop);
  process.restore(process.open()!);
  return process.effects;
}

describe('restoring is disturbed', { timeout: TIMEOUT }, () => {
  it('killed at every effect and begun again, by the same desktop or another, with or without a restart', () => {
    for (const { name, world: moment } of isFull
      ? [afterRun, ...moments.filter((_, at) => at % 23 === 0)]
      : [afterRun]) {
      for (const [first, second] of [
        ['A', 'A'],
        ['A', 'B'],
        ['B', 'A'],
      ] as const) {
        const effects = effectsOfRestore(moment, first);
        for (const at of some(numbers(0, effects), first === second ? 1 : 5)) {
          for (const isRestarted of isFull ? [false, true] : [at % 3 === 0]) {
            const oracle = deviceToTest();
            const world = copyWorld(moment);
            restoreUntilKilled(world, first, kill(at));
            if (isRestarted) for (const device of [oracle, world.device]) reboot(device);
            const report = expectHandedBack(
              `${name}, restore on ${first} killed at ${at}, then ${second}`,
              world,
              oracle,
              [second],
            );
            expect(conflictsOf(report)).toBe(0);
          }
        }
      }
    }
  });

  it('the connection is lost at every effect, before or after the device has done it', () => {
    const effects = effectsOfRestore(afterRun.world, 'A');
    for (const at of some(numbers(0, effects), 3)) {
      for (const how of ['unsent', 'unanswered'] as const) {
        const world = copyWorld(afterRun.world);
        restoreOn(world, 'A', { connection: (index) => (index >= at ? how : 'works') });
        expectHandedBack(`restore lost at ${at}, ${how}`, world, deviceToTest(), [at % 2 === 0 ? 'A' : 'B']);
      }
    }
  });

  it('the device restarts at every effect: nothing is done under the other boot', () => {
    const effects = effectsOfRestore(afterRun.world, 'A');
    for (const at of some(numbers(0, effects), 3)) {
      const oracle = deviceToTest();
      reboot(oracle);
      const world = copyWorld(afterRun.world);
      restoreOn(world, 'A', { before: (index, _effect, now) => void (index === at && reboot(now.device)) });
      expectHandedBack(`restart at ${at}`, world, oracle, ['A']);
    }
  });

  it('the disk is full: the device is handed back all the same, and the next restore only looks', () => {
    const effects = effectsOfRestore(afterRun.world, 'A');
    for (const from of some(numbers(0, effects), 3)) {
      const world = copyWorld(afterRun.world);
      let isHit = false;
      const report = restoreOn(world, 'A', { isDiskFull: (index) => (isHit ||= index >= from) });
      expectSameState(world.device, deviceToTest(), `disk full from ${from}`);
      expect(report?.unrecorded).toEqual(isHit ? ['no space left on device'] : []);
      expect(conflictsOf(expectHandedBack(`disk full from ${from}`, world, deviceToTest(), ['A']))).toBe(0);
    }
  });

  it('the device refuses to take a flag back: it stays dirty, says so, and is restored when it can be', () => {
    const world = copyWorld(afterRun.world);
    world.device.refusedFlags.push('activity_manager/max_phantom_processes');
    const report = restoreOn(world, 'A');
    cases++;
    const failed = report?.settings.filter(({ outcome }) => outcome === 'failed') ?? [];
    expect(failed).toHaveLength(1);
    expect(failed[0]?.why).toContain("Permission denial for flag 'activity_manager/max_phantom_processes'");
    expect(failed[0]?.command).toBe('device_config put activity_manager max_phantom_processes 32');
    world.device.refusedFlags.pop();
    expectHandedBack('refused, then taken', world, deviceToTest(), ['B']);
  });
});

describe('changing is disturbed', { timeout: TIMEOUT }, () => {
  const effects = (() => {
    const process = new Process(worldWith(deviceToTest()), 'A');
    process.apply(process.open()!, everyChange);
    return process.effects;
  })();

  function runWith(world: World, hooks: Hooks): readonly string[] {
    const process = new Process(world, 'A', hooks);
    const state = process.open();
    return state === undefined ? [] : process.apply(state, everyChange).map(({ applied }) => applied.outcome);
  }

  it('the connection is lost at every effect, before or after the device has done it', () => {
    for (const at of some(numbers(0, effects), 3)) {
      for (const how of ['unsent', 'unanswered'] as const) {
        const world = worldWith(deviceToTest());
        const outcomes = runWith(world, { connection: (index) => (index >= at ? how : 'works') });
        // Records come between: an entry whose put was not answered is never called applied.
        expect(outcomes.at(-1)).not.toBe('already');
        expectHandedBack(`run lost at ${at}, ${how}`, world, deviceToTest(), [at % 2 === 0 ? 'A' : 'B']);
      }
    }
  });

  it('the device restarts at every effect: no further change is made under the other boot', () => {
    for (const at of some(numbers(0, effects), 3)) {
      const oracle = deviceToTest();
      reboot(oracle);
      const world = worldWith(deviceToTest());
      runWith(world, { before: (index, _effect, now) => void (index === at && reboot(now.device)) });
      expectHandedBack(`restart at ${at}`, world, oracle, ['A']);
    }
  });

  it('another device answers under the same port at every effect: it is never changed', () => {
    for (const at of some(numbers(4, effects), 3)) {
      const world = worldWith(deviceToTest());
      let real: DeviceModel | undefined;
      runWith(world, {
        before: (index, _effect, now) => {
          if (index !== at) return;
          real = now.device;
          now.device = deviceToTest('SIM0002');
        },
      });
      expect(visibleState(world.device)).toEqual(visibleState(deviceToTest('SIM0002')));
      if (real === undefined) continue;
      world.device = real;
      expectHandedBack(`swapped at ${at}`, world, deviceToTest(), ['A']);
    }
  });

  it('the disk is full at every effect: nothing is changed whose plan is not durable', () => {
    for (const at of some(numbers(0, effects), 3)) {
      const world = worldWith(deviceToTest());
      let failedAt: unknown;
      const outcomes = runWith(world, {
        isDiskFull: (index) => {
          if (index >= at) failedAt ??= visibleState(world.device);
          return index >= at;
        },
      });
      // The device is as it was when the disk became full.
      if (failedAt !== undefined) expect(visibleState(world.device)).toEqual(failedAt);
      if (failedAt !== undefined) expect(['refused', 'applied', 'overwritten']).toContain(outcomes.at(-1));
      expectHandedBack(`disk full at ${at}`, world, deviceToTest(), ['A']);
    }
  });
});
