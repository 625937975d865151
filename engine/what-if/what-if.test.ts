import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documented } from '../policy/documented.js';
import { policies } from '../policy/policies.js';
import type { Policy } from '../policy/policy.js';
import { android15, android16, android17 } from '../policy/shipped.js';
import { compile } from '../replay/compile.js';
import { replay } from '../replay/replay.js';
import { interpret } from '../scenario/interpret.js';
import { predictScenario } from '../scenario/predict-scenario.js';
import { scenarioDocument } from '../scenario/scenario-fixture.js';
import { Script } from '../testing/script.js';
import { MS_PER_HOUR as H } from '../time.js';
import { parseAxis, type Axis } from './axis.js';
import { nothingChanged } from './changed-inputs.js';
import { questionOf } from './columns.js';
import { FollowedOutcomes } from './followed-outcomes.js';
import { inProcess, WhatIf, type AnsweredOutcome, type ReplayPolicies } from './what-if.js';
import { recordings, smallPolicies } from './world-fixture.js';
import { worldOfScenario, worldOfTrace, type World, type WorldOf } from './world.js';

const pause = (): Promise<void> => Promise.resolve();
const replayIn = (world: World): ReplayPolicies => inProcess(world, 'all', pause);

function axis(text: string): Axis {
  const parsed = parseAxis(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function ask(worldOf: WorldOf, bases: readonly Policy[], ...axes: readonly Axis[]): WhatIf {
  const question = questionOf(bases, axes);
  if (!question.ok) throw new Error(question.error);
  return new WhatIf(question.value, worldOf, nothingChanged, () => true);
}

async function finish(whatIf: WhatIf): Promise<WhatIf> {
  await whatIf.base(replayIn);
  for await (const done of whatIf.run(replayIn)) expect(done).toBeGreaterThan(1);
  expect(whatIf.done).toBe(whatIf.answers);
  return whatIf;
}

/** `component outcome type nth moment` of every outcome under a column. */
function linesOf({ followed, answerOfColumn }: WhatIf, column: number): string[] {
  return followed
    .rows()
    .filter(({ elapsed }) => !Number.isNaN(elapsed[answerOfColumn[column]!]))
    .map(
      (row) => `${row.component} ${row.outcome} ${row.type ?? ''} ${row.nth} ${row.elapsed[answerOfColumn[column]!]}`,
    )
    .sort();
}

function expectedLines(outcomes: readonly Omit<AnsweredOutcome, 'latestElapsedMs'>[]): string[] {
  const counts = new Map<string, number>();
  return outcomes
    .map(({ component, uid, outcome, type, elapsedMs }) => {
      const kind = `${component} ${outcome} ${type ?? ''}`;
      const nth = (counts.get(`${uid} ${kind}`) ?? 0) + 1;
      counts.set(`${uid} ${kind}`, nth);
      return `${kind} ${nth} ${elapsedMs}`;
    })
    .sort();
}

describe('the what-if of one policy', () => {
  it('is the prediction of that policy for a recording', async () => {
    await fc.assert(
      fc.asyncProperty(recordings(), smallPolicies, async (trace, policy) => {
        const whatIf = ask(worldOfTrace(trace), [policy]);
        await whatIf.base(replayIn);
        const { outcomes } = replay(compile(trace, 'recording'), policy);
        expect(linesOf(whatIf, 0)).toEqual(expectedLines(outcomes));
      }),
      { numRuns: 150 },
    );
  });

  it('is the prediction of that policy for a scenario', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioDocument, fc.constantFrom(...policies), async (document, policy) => {
        const scenario = interpret(document, '');
        if (!scenario.ok) throw new Error('the scenario is wrong');
        const whatIf = ask(worldOfScenario(scenario.value), [policy]);
        await whatIf.base(replayIn);
        const prefix = `${scenario.value.packageName}/.`;
        const expected = predictScenario(scenario.value, policy).outcomes.map((outcome) => ({
          ...outcome,
          silent: false,
          packageName: scenario.value.packageName,
          component: outcome.service === null ? '' : `${prefix}${outcome.service}`,
          uid: 10_001,
        }));
        expect(linesOf(whatIf, 0)).toEqual(expectedLines(expected));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a what-if of many policies', () => {
  it('gives under every column what that policy alone gives', async () => {
    const axes = [axis('dataSyncLimit=2s..20s:3s'), axis('crashGrace=1s,7s'), axis('targetSdk=34,36')];
    await fc.assert(
      fc.asyncProperty(recordings([1, 8193]), fc.constantFrom(android15, documented), async (trace, base) => {
        const whatIf = await finish(ask(worldOfTrace(trace), [base], ...axes));
        const { columns } = whatIf.question;
        expect(columns).toHaveLength(1 + 7 * 2 * 2);
        for (const column of [0, 1, 6, 13, 28]) {
          const { policy, targetSdk } = columns[column]!;
          const alone = worldOfTrace(trace)({ ...nothingChanged, targetSdk });
          const { outcomes } = replay(alone.program, policy);
          expect(linesOf(whatIf, column)).toEqual(expectedLines(outcomes));
        }
      }),
      { numRuns: 40 },
    );
  });

  const worldOf = worldOfTrace(
    new Script()
      .start(0)
      .stop(8 * H)
      .trace(),
  );

  it('replays policies that cannot differ once', () => {
    expect(ask(worldOf, [android15, android16, android17]).answers).toBe(1);
    expect(ask(worldOf, [android15], axis('mediaProcessingLimit=1h..6h:1m')).answers).toBe(1);
    expect(ask(worldOf, [android15], axis('dataSyncLimit=1h..6h:1h')).answers).toBe(6);
  });

  it('tells the base before anything else is replayed', async () => {
    const whatIf = ask(worldOf, [android15], axis('dataSyncLimit=1h,2h'));
    const asked: number[] = [];
    const counting = (world: World): ReplayPolicies => {
      const answers = replayIn(world);
      return (list) => {
        asked.push(list.length);
        return answers(list);
      };
    };
    const base = await whatIf.base(counting);
    expect(base.filter(({ silent }) => !silent).map(({ outcome, elapsedMs }) => [outcome, elapsedMs])).toEqual([
      ['timeout-callback', 6 * H],
      ['crash-did-not-stop', 6 * H + 10_000],
    ]);
    expect([asked, whatIf.done]).toEqual([[1], 1]);
  });

  it('stops when nobody listens any more', async () => {
    const whatIf = ask(worldOf, [android15], axis('dataSyncLimit=1h..5h:1h'));
    await whatIf.base(replayIn);
    let wasEnded = false;
    const watched = (world: World): ReplayPolicies =>
      async function* (list) {
        try {
          yield* replayIn(world)(list);
        } finally {
          wasEnded = true;
        }
      };
    for await (const done of whatIf.run(watched)) if (done === 3) break;
    expect([whatIf.done, wasEnded]).toEqual([3, true]);
  });

  it('says under which policies app and system answer each other without end', async () => {
    const scenario = interpret(
      {
        curfew: 'scenario/1',
        services: [{ name: 'A', declared: ['shortService', 'dataSync'] }],
        steps: [
          { at: '0s', do: 'startForegroundService', service: 'A' },
          { at: '0s', do: 'startForeground', service: 'A', types: ['shortService'] },
        ],
        onTimeout: { A: 'startForegroundAgain' },
      },
      'endless',
    );
    if (!scenario.ok) throw new Error('the scenario is wrong');
    const whatIf = await finish(
      ask(worldOfScenario(scenario.value), [android15], axis('short_fgs_timeout_duration=0s')),
    );
    expect([...whatIf.cutShort]).toEqual([1]);
  });
});

describe('outcomes that are followed', () => {
  const outcome = (elapsedMs: number, some: Partial<AnsweredOutcome> = {}): AnsweredOutcome => ({
    outcome: 'timeout-callback',
    silent: false,
    packageName: 'p',
    component: 'p/.A',
    uid: 1,
    type: 'dataSync',
    elapsedMs,
    latestElapsedMs: elapsedMs,
    ...some,
  });

  it('are paired by service, type, kind and order', () => {
    const followed = new FollowedOutcomes(2);
    followed.add(0, [outcome(5), outcome(9), outcome(7, { component: 'p/.B' })]);
    followed.add(1, [outcome(6), outcome(8, { type: 'mediaProcessing' })]);
    expect(followed.rows().map(({ component, type, nth, elapsed }) => [component, type, nth, ...elapsed])).toEqual([
      ['p/.A', 'dataSync', 1, 5, 6],
      ['p/.B', 'dataSync', 1, 7, Number.NaN],
      ['p/.A', 'dataSync', 2, 9, Number.NaN],
      ['p/.A', 'mediaProcessing', 1, Number.NaN, 8],
    ]);
  });

  it('have the latest moment where sleep hides it, and none elsewhere', () => {
    const followed = new FollowedOutcomes(2);
    followed.add(0, [outcome(5)]);
    followed.add(1, [outcome(5, { latestElapsedMs: Number.POSITIVE_INFINITY })]);
    expect(followed.rows()[0]?.latest).toEqual(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY));
    const certain = new FollowedOutcomes(1);
    certain.add(0, [outcome(5)]);
    expect(certain.rows()[0]?.latest).toBeNull();
  });

  it('beyond the room that there is are counted', () => {
    const followed = new FollowedOutcomes(2, 4);
    followed.add(0, [outcome(1), outcome(2), outcome(3)]);
    followed.add(1, [outcome(1), outcome(2), outcome(3), outcome(4)]);
    expect([followed.rows().length, followed.untold]).toEqual([2, 3]);
  });
});
