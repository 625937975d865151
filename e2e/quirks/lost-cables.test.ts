/**
 * Quirks of cable, log and permission, behind the real adb server. Such a case has no wrong prediction: the right answer is
 * the whole story, or a word about what nobody heard. Silence is the only mistake.
 */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { scenarioOf } from '../../app/lab/runs/case/case-fixture.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import type { SimulatedDevice } from '../../simulator/device/simulated-device.js';
import type { QuirkProfile, Quirks } from '../../simulator/device/vendor-quirks.js';
import { startBenches, type Bench, type Benches, type Played } from '../probe/bench-fixture.js';
import { describeWithAdb, until } from '../simulator/tools.js';

const ignores = (release: number): Scenario =>
  scenarioOf(`
app: { targetSdk: 35 }
device: { release: ${release}, config: { data_sync_fgs_timeout_duration: 3s, fgs_crash_extra_wait_duration: 1s } }
services: [ { name: A, declared: [dataSync] } ]
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 5500ms, do: end }`);

interface Seed {
  readonly name: string;
  readonly quirks: QuirkProfile | Quirks;
  /** What happens while it is played. */
  readonly meanwhile: (bench: Bench) => Promise<void>;
  /**
   * Each of these is told, in a verdict beside "as predicted" or as a note. None: whatever is told is right, as long as the
   * case is interrupted with a reason, or its story is whole.
   */
  readonly tells: readonly RegExp[];
}

const nothing = (): Promise<void> => Promise.resolve();

const seeds: readonly Seed[] = [
  {
    name: 'flaky-cable, ten times as flaky',
    quirks: { cableLossEveryMs: 1_500 },
    meanwhile: nothing,
    tells: [],
  },
  {
    name: 'small-log-buffer, read without a break',
    quirks: 'small-log-buffer',
    meanwhile: nothing,
    tells: [],
  },
  {
    name: 'small-log-buffer, cable out while others write',
    quirks: 'small-log-buffer',
    meanwhile: async (bench) => {
      const { device } = bench.attached;
      const from = device.clocks.elapsed;
      await bench.pullCable(async () => {
        await until(() => device.clocks.elapsed > from + 3_500);
        chatter(device);
      });
    },
    tells: [/^interrupted timeout-callback: observation-gap$/, /^Lines of the log may be missing/],
  },
];

/** Other apps fill the buffers over and over. */
function chatter({ log }: SimulatedDevice): void {
  const source = { pid: 900, tid: 900, uid: 10_050 };
  for (const buffer of ['main', 'system', 'crash', 'events'] as const)
    for (let line = 0; line < 200; line += 1)
      log.write(buffer, 'D', 'Chatter', `something that nobody asked for ${'x'.repeat(200)}`, source);
}

/** However long preparing takes on a busy computer: the test's own limit ends it. */
async function begunOrOver(bench: Bench, playing: Promise<Played>): Promise<void> {
  let isOver = false;
  void playing.finally(() => (isOver = true));
  while (!bench.hasBegun && !isOver) await new Promise((resolve) => setTimeout(resolve, 20));
}

const toldBy = ({ result }: Played): readonly string[] => [
  ...(result.analysis?.verdicts ?? [])
    .filter(({ verdict }) => verdict !== 'as-predicted')
    .map(({ verdict, outcome, cause }) => `${verdict} ${outcome}: ${cause?.cause}`),
  ...(result.reason === null ? [] : [result.reason]),
  ...result.notObserved,
];

const hasWholeStory = ({ result }: Played): boolean =>
  result.analysis?.verdicts.map(({ verdict, outcome }) => `${verdict} ${outcome}`).join() ===
  'as-predicted timeout-callback,as-predicted crash-did-not-stop';

/** What was not heard is told, and nothing else is blamed. */
function isRight({ tells }: Seed, answer: Played): boolean {
  const told = toldBy(answer);
  if (answer.left.length > 0 || told.some((text) => /: (?!observation-gap$)[a-z-]+$/.test(text))) return false;
  if (tells.length > 0) return tells.every((words) => told.some((text) => words.test(text)));
  return answer.result.state === 'interrupted' ? answer.result.reason !== null : hasWholeStory(answer);
}

const isSilent = (answer: Played): boolean =>
  answer.result.state === 'done' && !hasWholeStory(answer) && toldBy(answer).length === 0;

describeWithAdb('a device that is lost and found behind the real adb server', () => {
  let benches: Benches;
  beforeAll(async () => {
    benches = await startBenches();
  });
  afterAll(async () => {
    await benches.close();
  });
  afterEach(() => vi.useRealTimers());

  async function played(seed: Seed, release: ReleaseNumber): Promise<Played> {
    return await benches.at(
      release,
      async (bench) => {
        const playing = bench.play(ignores(release));
        await begunOrOver(bench, playing);
        await seed.meanwhile(bench);
        return await playing;
      },
      seed.quirks,
    );
  }

  it('tells what was lost, and invents no cause', async () => {
    const sown = seeds.flatMap((seed) => ([15, 16, 17] as const).map((release) => ({ seed, release })));
    const wrong: string[] = [];
    const silent: string[] = [];
    await Promise.all(
      sown.map(async ({ seed, release }) => {
        const answer = await played(seed, release);
        const name = `${seed.name}, Android ${release}`;
        if (!isRight(seed, answer)) wrong.push(`${name}: ${toldBy(answer).join(' | ')}`);
        if (isSilent(answer)) silent.push(name);
      }),
    );
    console.log(
      `lost cables and small logs: the right answer in ${sown.length - wrong.length} of ${sown.length} cases`,
    );
    expect(silent).toEqual([]);
    expect([(sown.length - wrong.length) / sown.length >= 0.95, wrong]).toEqual([true, wrong]);
  }, 120_000);

  it('is interrupted, with the reason, by a device that freezes', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
      shouldAdvanceTime: true,
    });
    const { result } = await benches.at(16, async (bench) => {
      const playing = bench.playOnly(ignores(16));
      await begunOrOver(bench, playing);
      bench.attached.faults.isFrozen = true;
      let isOver = false;
      void playing.finally(() => (isOver = true));
      // The two minutes of the lab's patience, at once.
      while (!isOver) await vi.advanceTimersByTimeAsync(5_000);
      bench.attached.faults.isFrozen = false;
      return await playing;
    });
    expect(result.state).toBe('interrupted');
    expect(result.reason).toMatch(/away for more than 2 m|does not answer any more|did not answer for 2 m/);
  }, 60_000);

  it.each([15, 16, 17] as const)(
    'is not played on before somebody accepts the key: Android %i',
    async (release) => {
      await expect(benches.open(release, 'unauthorized')).rejects.toThrow(/unauthorized|accept/);
    },
    60_000,
  );
});
