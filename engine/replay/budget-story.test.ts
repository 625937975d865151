/** The story of a budget: every step in words, with what was charged and what was left. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { documented } from '../policy/documented.js';
import type { Policy, ShippedPolicy } from '../policy/policy.js';
import { android15, android15v2 } from '../policy/shipped.js';
import { mainApp, Script } from '../testing/script.js';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../time.js';
import { explainBudget, type BudgetStory } from './budget-story.js';
import { sinceZero } from './reasons.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const S = MS_PER_SECOND;
const { TOP, SERVICE } = ProcessState;
const { dataSync, mediaProcessing, specialUse } = ServiceType;
const A = 'com.example.sync/.A';
const B = 'com.example.sync/.B';

const storiesOf = (script: Script, component = A, policy: Policy = android15): BudgetStory[] =>
  explainBudget(script.replay(policy), component);

/** `+1:00:00 charged for …` */
function told(script: Script, policy: Policy = android15, component = A): string[] {
  const [story] = storiesOf(script, component, policy);
  return story?.steps.map((step) => `${sinceZero(step)} ${step.what(sinceZero)}`) ?? [];
}

describe('the story of a budget', () => {
  it('tells a run that ends in a crash', () => {
    expect(told(new Script().start(0))).toEqual([
      `+0:00:00 ${A} is charged from here`,
      '+0:00:00 deadline +6:00:00',
      `+6:00:00 charged for ${A}`,
      '+6:00:00 deadline reached: onTimeout',
      '+6:00:10 not stopped within 10 s: crash',
      `+6:00:10 the process of ${A} died`,
    ]);
  });

  it('counts the services that run at once', () => {
    const script = new Script()
      .start(0)
      .start(H, 'B')
      .stop(2 * H)
      .stop(3 * H, 'B');
    const lines = told(script);
    expect(lines).toContain(
      '+1:00:00 1 h were never charged: a service was started while another of its type was running',
    );
    expect(lines).toContain(`+1:00:00 ${B} is charged from here (2 services run)`);
    expect(lines).toContain(`+2:00:00 ${A} is charged no more; 1 still run`);
    expect(lines).toContain('+2:00:00 deadline taken away');
    expect(lines).toContain(`+3:00:00 ${B} is charged no more; nothing runs`);
    expect(told(script, android15, B)).toEqual(lines);
  });

  it('tells a deadline that moves, and the time on screen behind it', () => {
    const script = new Script()
      .start(0)
      .state(H, TOP)
      .state(2 * H, SERVICE)
      .stop(7 * H);
    const lines = told(script);
    expect(lines.slice(2, 5)).toEqual([
      '+1:00:00 the process came on screen',
      '+2:00:00 the process left the screen',
      '+6:00:00 the timer fired, the process was on screen lately: deadline moved to +8:00:00',
    ]);
  });

  it('tells of a refusal since when the budget is exhausted', () => {
    const script = new Script()
      .start(0)
      .stop(6 * H + S)
      .start(7 * H);
    expect(told(script).at(-1)).toBe(`+7:00:00 start of ${A} refused: exhausted since +6:00:00`);
  });

  it('tells a refusal from the background', () => {
    const script = new Script()
      .start(0)
      .stop(H)
      .startForegroundServiceInBackground(2 * H);
    expect(told(script).at(-1)).toBe(`+2:00:00 start of ${A} refused: from the background`);
  });

  it('tells that the window moved', () => {
    const script = new Script()
      .start(0)
      .stop(H)
      .start(2 * H)
      .stop(3 * H);
    expect(told(script)).toContain('+2:00:00 the 24 h window counts from here now');
  });

  it('tells bug P', () => {
    const script = new Script().state(-1, TOP).start(0).startForeground(M).stop(H);
    expect(told(script)).toContain(
      '+0:01:00 the whole uptime of the device is charged, because startForeground was called again while the app was on top (bug P)',
    );
  });

  it('tells a timer whose process is gone', () => {
    const script = new Script().start(0).dies(H);
    expect(told(script)).toContain(`+6:00:00 a timer of ${A} fired for a process that is gone: nothing happens`);
  });

  it('tells a timer of types that are limited no more', () => {
    const script = new Script()
      .start(0)
      .timeLimits(H, false)
      .startForeground(2 * H, 'A', specialUse);
    expect(told(script)).toContain(
      `+6:00:00 a timer of ${A} fired, but its types are not limited any more: nothing happens`,
    );
  });

  it('has no deadline while the app is on screen, under the guide', () => {
    const script = new Script().state(-1, TOP).start(0).stop(H);
    expect(told(script, documented)).toContain('+0:00:00 no deadline for now');
  });

  it('gives nothing for a service that no budget is charged for', () => {
    expect(storiesOf(new Script().start(0, 'A', specialUse).start(0, 'B'))).toEqual([]);
  });
});

describe('why a budget is full again', () => {
  const ran = (): Script => new Script().start(0).stop(6 * H + S);
  const withoutCrash: ShippedPolicy = {
    ...android15,
    timeLimitedTypes: android15.timeLimitedTypes && {
      ...android15.timeLimitedTypes,
      flags: { ...android15.timeLimitedTypes.flags, enableFgsTimeoutCrashBehavior: false },
    },
  };

  it.each([
    ['the process was on screen', (script: Script): Script => script.state(7 * H, TOP).start(7 * H), android15],
    [
      'the process was on screen after the limit had been reached',
      (script: Script): Script =>
        script
          .state(7 * H, TOP)
          .state(8 * H, SERVICE)
          .start(9 * H),
      android15,
    ],
    ['the 24 h window began more than 24 h ago', (script: Script): Script => script.start(24 * H + 1), android15],
    [
      'the crash flag is off, so that exhaustion is only logged',
      (script: Script): Script => script.start(7 * H),
      withoutCrash,
    ],
    ['the app came on screen', (script: Script): Script => script.state(7 * H, TOP), documented],
  ])('%s', (words, then, policy) => {
    const reset = told(then(ran()), policy).filter((line) => line.includes('back to full'));
    expect(reset.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual([`back to full: ${words}`]);
  });
});

describe('the numbers of a story', () => {
  it('are what was charged in a step and what was left after it, never less than nothing', () => {
    const script = new Script()
      .state(-1, TOP)
      .start(0)
      .startForeground(M)
      .stop(2 * M);
    const [story] = storiesOf(script);
    const numbers = story?.steps.filter(({ chargedMs }) => chargedMs !== null);
    // Bug P: 100 h before the script began, and its first minute.
    expect(numbers?.map(({ chargedMs, leftMs }) => [chargedMs, leftMs])).toEqual([
      [100 * H + M, 0],
      [M, 0],
    ]);
  });

  it('are full again after a reset', () => {
    const script = new Script()
      .start(0)
      .stop(H)
      .state(2 * H, TOP)
      .start(2 * H);
    const [story] = storiesOf(script);
    const reset = story?.steps.find((step) => step.what(sinceZero).includes('back to full'));
    expect(reset).toMatchObject({ chargedMs: null, leftMs: 6 * H });
  });

  it('say nothing of what was left where a step concerns the process', () => {
    const [story] = storiesOf(new Script().start(0).state(H, TOP));
    const came = story?.steps.find((step) => step.what(sinceZero).includes('came on screen'));
    expect(came).toMatchObject({ elapsed: H, chargedMs: null, leftMs: null });
  });

  it('name the row of the trace behind a step, and none where a timer acted', () => {
    const script = new Script().start(0).stop(7 * H);
    const { program } = script.replay();
    const [story] = storiesOf(script);
    const elapsedOf = (row: number): number | string => (row < 0 ? 'timer' : program.trace.event(row).elapsed);
    const rows = story?.steps.map((step) => [step.what(sinceZero), elapsedOf(step.row)]);
    expect(rows?.slice(0, 4)).toEqual([
      [`${A} is charged from here`, 0],
      ['deadline +6:00:00', 0],
      [`charged for ${A}`, 'timer'],
      ['deadline reached: onTimeout', 'timer'],
    ]);
  });
});

describe('budgets of their own', () => {
  it('have a type and a limit of their own each, and only their own steps', () => {
    const script = new Script()
      .setConfig(-1, 'media_processing_fgs_timeout_duration', 3 * H)
      .start(0, 'A', mediaProcessing)
      .startForeground(H, 'A', dataSync)
      .stop(3 * H);
    const stories = storiesOf(script);
    expect(stories.map(({ type, limitMs }) => [type, limitMs])).toEqual([
      ['mediaProcessing', 3 * H],
      ['dataSync', 6 * H],
    ]);
    const charges = stories.map(({ steps }) => steps.flatMap(({ chargedMs }) => chargedMs ?? []));
    expect(charges).toEqual([[H], [2 * H]]);
  });

  it('of one app are not those of another', () => {
    const script = new Script()
      .start(0)
      .stop(H)
      .app({ uid: 10200, packageName: 'com.example.other' })
      .start(2 * H)
      .stop(5 * H);
    const [first] = storiesOf(script, `${mainApp.packageName}/.A`);
    const [second] = storiesOf(script, 'com.example.other/.A');
    expect(first?.steps.at(-1)?.elapsed).toBe(H);
    expect(second?.steps.flatMap(({ chargedMs }) => chargedMs ?? [])).toEqual([3 * H]);
    expect(second?.steps.at(-1)?.leftMs).toBe(3 * H);
  });

  it('of another app have a limit of their own, and what happens there is no step of this one', () => {
    const script = new Script()
      .app({ uid: 10200, packageName: 'com.example.other' })
      .start(0)
      .app(mainApp)
      .start(0)
      .state(H, TOP)
      .stop(2 * H);
    const [other] = storiesOf(script, 'com.example.other/.A');
    expect(other?.limitMs).toBe(6 * H);
    expect(other?.steps.map((step) => step.what(sinceZero)).join()).not.toContain('on screen');
  });

  it('tell the death of the process of any service that ran on them', () => {
    const script = new Script()
      .runsIn('B', ':remote')
      .start(0)
      .stop(H)
      .start(2 * H, 'B')
      .dies(3 * H, ':remote');
    expect(told(script)).toContain(`+3:00:00 the process of ${B} died`);
  });

  it('on early code of Android 15 are told the same way', () => {
    expect(told(new Script().start(0), android15v2)).toEqual(told(new Script().start(0)));
  });
});
