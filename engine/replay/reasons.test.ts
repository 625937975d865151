/** Reasons are sentences for people: true in every scenario, and no claim of something that did not happen. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { DATA_SYNC_LIMIT_KEY } from '../policy/policy.js';
import { android15 } from '../policy/shipped.js';
import { withConfigValue } from '../policy/with-limits.js';
import { Script } from '../testing/script.js';
import { hours, MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';
import { budgetCurve } from './budget-curve.js';
import { explainBudget } from './budget-story.js';
import { plannedOutcomes } from './plan-fixture.js';
import { sinceZero } from './reasons.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const { TOP, SERVICE } = ProcessState;
const expired = (at: string, charged = '6 h'): string =>
  `${at} the deadline came with ${charged} charged: onTimeout; nothing had stopped the service or reset the budget`;

const run = (at: string): string[] => [
  `at: ${at}, do: startForegroundService, service: B`,
  `at: ${at}, do: startForeground, service: B, types: [dataSync]`,
];

describe('what was never charged', () => {
  it('a parallel start: says that another service of the type was running, and which', () => {
    const script = new Script().start(0).start(2 * H, 'B');
    expect(script.reasons('timeout-callback', android15, { consequences: 'recorded' })[0]).toBe(
      '+2:00:00 2 h were never charged: a service was started while another of its type was running',
    );
    const first = script.outcomes(android15, { consequences: 'recorded' })[0];
    expect(first).toBe('+6:00:00 timeout-callback A dataSync');
  });

  it('a death and a later start: says that the process died, and nothing of another service', () => {
    const sentences = new Script()
      .start(0)
      .dies(H)
      .start(5 * H)
      .reasons('timeout-callback');
    expect(sentences).toEqual([
      '+1:00:00 1 h were never charged: the process died',
      '+5:00:00 in the foreground with 6 h of the budget left: deadline +11:00:00',
      '+6:00:00 the timer of a run fired whose process went at +1:00:00: nothing happens',
      expired('+11:00:00'),
    ]);
  });

  it('a death in the very instant of the start: nothing was lost, and nothing is said of it', () => {
    const sentences = new Script()
      .start(0)
      .dies(0)
      .start(5 * H)
      .reasons('timeout-callback');
    expect(sentences.join()).not.toContain('never charged');
  });

  it('a service that was exempt for a while is no other service', () => {
    const sentences = new Script()
      .start(0)
      .timeLimits(H, false)
      .startForeground(2 * H, 'A', ServiceType.specialUse)
      .timeLimits(3 * H, true)
      .startForeground(4 * H)
      .reasons('timeout-callback');
    expect(sentences.join('\n')).not.toContain('another of its type was running');
  });

  it('a leaked count of an old death is no running service', () => {
    // A dies with B; B starts again and stops, so that the count stays at 1 and the next start finds `last` set.
    const sentences = new Script()
      .start(0, 'A')
      .dies(H)
      .start(2 * H, 'B')
      .stop(3 * H, 'B')
      .start(10 * H, 'C')
      .reasons('timeout-callback');
    expect(sentences.join('\n')).not.toContain('another of its type was running');
    expect(sentences).toContain('+10:00:00 in the foreground with 5 h of the budget left: deadline +15:00:00');
  });

  it('two services of the type in one process: the loss at its death is told once', () => {
    const prediction = new Script()
      .start(0)
      .start(H, 'B')
      .dies(3 * H)
      .start(4 * H)
      .replay(android15, { horizon: hours(1) });
    const told = explainBudget(prediction, 'com.example.sync/.A')[0]?.steps.map((step) => step.what(sinceZero)) ?? [];
    expect(told.filter((text) => text.includes('never charged'))).toEqual([
      '1 h were never charged: a service was started while another of its type was running',
      '2 h were never charged: the process died',
    ]);
  });

  it('a death while another process runs a service of the type loses nothing: its stop charges the time', () => {
    const script = new Script()
      .runsIn('B', ':remote')
      .start(0)
      .start(2 * H, 'B')
      .dies(3 * H)
      .stop(4 * H, 'B')
      .start(5 * H);
    const sentences = script.reasons('timeout-callback');
    expect(sentences.join('\n')).not.toContain('the process died');
    expect(script.outcomes()[0]).toBe('+9:00:00 timeout-callback A dataSync');
  });

  it('a sticky service that waits for its process and is force-stopped lost what ran until the death', () => {
    const script = new Script()
      .start(0)
      .sticky(0)
      .dies(H)
      .forceStop(3 * H)
      .start(4 * H);
    expect(script.reasons('timeout-callback')).toContain('+3:00:00 1 h were never charged: the process died');
  });
});

describe('the chain', () => {
  it('sums up what was charged before this run', () => {
    const script = new Script()
      .start(0)
      .stop(H)
      .start(2 * H)
      .stop(4 * H)
      .start(10 * H);
    expect(script.reasons('timeout-callback')).toEqual([
      '3 h of dataSync had been charged before, in 2 stretches',
      '+10:00:00 in the foreground with 3 h of the budget left: deadline +13:00:00',
      expired('+13:00:00'),
    ]);
  });

  it('begins with the reset after which everything counts', () => {
    const script = new Script()
      .start(0)
      .stop(4 * H)
      .state(5 * H, TOP)
      .start(5 * H)
      .state(5 * H + 1, SERVICE);
    expect(script.reasons('timeout-callback')).toEqual([
      '+5:00:00 the budget was set back to full: the process was on screen',
      '+5:00:00 in the foreground with 6 h of the budget left: deadline +11:00:00',
      '+5:00:00.001 the process left the screen',
      '+11:00:00 the timer fired, but the process was on screen until +5:00:00.001: deadline moved to +11:00:00.001',
      expired('+11:00:00.001', '6 h 0.001 s'),
    ]);
  });

  it('sums up only what was charged since the reset', () => {
    const script = new Script()
      .start(0)
      .stop(2 * H)
      .state(3 * H, TOP)
      .start(3 * H)
      .state(3 * H + 1, SERVICE)
      .stop(4 * H)
      .start(5 * H)
      .stop(6 * H)
      .start(10 * H);
    expect(script.reasons('timeout-callback')).toEqual([
      '2 h of dataSync had been charged before, in 2 stretches',
      '+10:00:00 in the foreground with 4 h of the budget left: deadline +14:00:00',
      expired('+14:00:00'),
    ]);
  });

  it('counts no stretch in which nothing was charged', () => {
    const script = new Script()
      .start(0)
      .stop(0)
      .start(H)
      .stop(H)
      .start(2 * H)
      .stop(3 * H)
      .start(4 * H);
    expect(script.reasons('timeout-callback')[0]).toBe('1 h of dataSync had been charged before, in 1 stretch');
  });

  it('tells what was lost before this run, in its order, however long ago it was', () => {
    const script = new Script()
      .start(0)
      .dies(H)
      .start(2 * H)
      .dies(4 * H)
      .start(5 * H)
      .stop(6 * H)
      .start(10 * H);
    expect(script.reasons('timeout-callback')).toEqual([
      '1 h of dataSync had been charged before, in 1 stretch',
      '+1:00:00 1 h were never charged: the process died',
      '+4:00:00 2 h were never charged: the process died',
      '+10:00:00 in the foreground with 5 h of the budget left: deadline +15:00:00',
      expired('+15:00:00'),
    ]);
  });

  it('goes on through a refreshed notification and begins anew after a stop', () => {
    const script = (): Script =>
      new Script()
        .start(0)
        .startForeground(H)
        .startForeground(2 * H);
    expect(script().reasons('timeout-callback')).toEqual([
      '+0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00',
      '+1:00:00 the 24 h window moved: it counts from here now',
      '+1:00:00 in the foreground with 5 h of the budget left: deadline +6:00:00',
      '+2:00:00 the 24 h window moved: it counts from here now',
      '+2:00:00 in the foreground with 4 h of the budget left: deadline +6:00:00',
      expired('+6:00:00'),
    ]);
    expect(
      script()
        .stop(3 * H)
        .start(4 * H)
        .reasons('timeout-callback'),
    ).toEqual([
      '3 h of dataSync had been charged before, in 3 stretches',
      '+4:00:00 in the foreground with 3 h of the budget left: deadline +7:00:00',
      expired('+7:00:00'),
    ]);
  });

  it('names the other service whose deadline came', () => {
    const script = new Script()
      .start(0)
      .start(H, 'B')
      .stop(6 * H + 1_000)
      .stop(6 * H + 2_000, 'B')
      .start(8 * H, 'C');
    expect(script.reasons('start-denied-exhausted')).toContain(
      '+6:00:00 the deadline (com.example.sync/.A) came with 5 h charged: onTimeout; nothing had stopped the service or reset the budget',
    );
  });

  it('claims no limit that was reached where the timer came before a limit that was raised', () => {
    const minute = withConfigValue(android15, DATA_SYNC_LIMIT_KEY, M);
    const script = new Script().start(0).setConfig(1_000, DATA_SYNC_LIMIT_KEY, H);
    expect(script.reasons('timeout-callback', minute).at(-1)).toBe(expired('+0:01:00', '1 m'));
  });

  it('of bug P says which call charged the uptime', () => {
    const script = new Script().state(-1, TOP).start(0).startForeground(M);
    expect(script.reasons('budget-poisoned').at(-1)).toBe(
      '+0:01:00 the budget was charged with the whole device uptime, 4 d 4 h 1 m, because startForeground was called again while the app was on top (bug P)',
    );
  });

  it('of a refusal says when onTimeout was called, and what did not happen since', () => {
    const script = new Script()
      .start(0)
      .stop(6 * H + 1)
      .start(7 * H)
      .start(8 * H);
    expect(script.reasons('start-denied-exhausted')).toEqual([
      '+0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00',
      expired('+6:00:00'),
      '+8:00:00 refused: onTimeout was called at +6:00:00, the process has not been on screen since, and the 24 h window began not more than 24 h ago',
    ]);
  });

  it('of a timer for a record that is gone says that its process is gone', () => {
    expect(new Script().start(0).dies(H).reasons('stale-timer-ignored').at(-1)).toBe(
      '+6:00:00 the timer of a run fired whose process went at +1:00:00: nothing happens',
    );
  });

  it('begins anew with a reboot, and says so; a promise that was kept is no part of it', () => {
    const again = ['at: 40s, do: reboot', ...run('50s'), 'at: 7h, do: end'];
    expect(plannedOutcomes([...run('0s'), ...again])[0]?.because).toEqual([
      '+0:00:40 the budget was set back to full: the device was rebooted, and budgets live in memory only',
      '+0:00:50 in the foreground with 6 h of the budget left: deadline +6:00:50',
      expired('+6:00:50'),
    ]);
  });

  it('of a timer that came too late says nothing of what happened to later runs', () => {
    const script = new Script()
      .start(0)
      .dies(H)
      .start(2 * H)
      .stop(3 * H);
    expect(script.reasons('stale-timer-ignored')).toEqual([
      '+6:00:00 the timer of a run fired whose process went at +1:00:00: nothing happens',
    ]);
  });

  it('is cut in its middle when it is long', () => {
    const script = new Script().start(0);
    for (let refresh = 1; refresh < 40; refresh++) script.startForeground(refresh * M);
    const sentences = script.reasons('timeout-callback');
    expect(sentences).toHaveLength(15);
    expect(sentences[4]).toMatch(/^… \d+ steps of the same kind …$/);
    expect(sentences.at(-1)).toBe(expired('+6:00:00'));
  });
});

describe('the budget step by step', () => {
  it('gives what was charged and what was left after each step', () => {
    const prediction = new Script()
      .start(0)
      .stop(H)
      .start(2 * H)
      .stop(3 * H)
      .replay();
    const [story] = explainBudget(prediction, 'com.example.sync/.A');
    const rows = story?.steps.map((step) => [sinceZero(step), step.what(sinceZero), step.chargedMs, step.leftMs]);
    expect(rows?.slice(0, 5)).toEqual([
      ['+0:00:00', 'com.example.sync/.A is charged from here', null, 6 * H],
      ['+0:00:00', 'deadline +6:00:00', null, 6 * H],
      ['+1:00:00', 'charged for com.example.sync/.A', H, 5 * H],
      ['+1:00:00', 'com.example.sync/.A is charged no more; nothing runs', null, 5 * H],
      ['+1:00:00', 'deadline taken away', null, 5 * H],
    ]);
  });

  it('the curve goes down while a service runs, and back up where time is forgotten', () => {
    const prediction = new Script()
      .start(0)
      .dies(H)
      .start(2 * H)
      .stop(3 * H)
      .replay();
    expect(budgetCurve(prediction, 0, 6 * H)).toEqual([
      { elapsedMs: 0, leftMs: 6 * H },
      { elapsedMs: H, leftMs: 5 * H },
      { elapsedMs: H, leftMs: 6 * H },
      { elapsedMs: 2 * H, leftMs: 6 * H },
      { elapsedMs: 3 * H, leftMs: 5 * H },
    ]);
  });
});

describe('the curve of a budget', () => {
  /** `[minute, minutes left]` */
  const curve = (script: Script, budget = 0): number[][] =>
    budgetCurve(script.replay(), budget, 6 * H).map(({ elapsedMs, leftMs }) => [elapsedMs / M, leftMs / M]);

  it('falls to nothing at once where bug P charges the uptime, and never below', () => {
    const script = new Script().state(-1, TOP).start(0).startForeground(M).stop(H);
    expect(curve(script)).toEqual([
      [0, 360],
      [1, 360],
      [1, 0],
      [60, 0],
    ]);
  });

  it('rises where the budget is reset', () => {
    const script = new Script()
      .start(0)
      .stop(2 * H)
      .state(3 * H, TOP)
      .start(3 * H)
      .stop(4 * H);
    expect(curve(script)).toEqual([
      [0, 360],
      [120, 240],
      [180, 240],
      [180, 360],
      [240, 300],
    ]);
  });

  it('has one point where a run ends and the next begins', () => {
    expect(
      curve(
        new Script()
          .start(0)
          .stop(H)
          .start(H)
          .stop(2 * H),
      ),
    ).toEqual([
      [0, 360],
      [60, 300],
      [120, 240],
    ]);
  });

  it('jumps back where a parallel start forgets what ran', () => {
    const script = new Script()
      .start(0)
      .start(H, 'B')
      .stop(2 * H)
      .stop(3 * H, 'B');
    expect(curve(script)).toEqual([
      [0, 360],
      [60, 300],
      [60, 360],
      [120, 300],
      [180, 240],
    ]);
  });

  it('is empty for a budget that nothing ran on', () => {
    expect(curve(new Script().start(0), 1)).toEqual([]);
  });
});

describe('moments since the beginning', () => {
  it.each([
    [0, '+0:00:00'],
    [61_500, '+0:01:01.500'],
    [90 * H, '+90:00:00'],
    [-1_000, '−0:00:01'],
  ])('%d ms is %s', (elapsed, text) => {
    expect(sinceZero({ uptime: 0, elapsed })).toBe(text);
  });
});
