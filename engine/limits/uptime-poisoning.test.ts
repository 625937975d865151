/**
 * Bug P (spec/fgs-limits.md 2.9): a charge with no start to count from adds the whole uptime of the device. The five ways
 * into it, P1 to P5, on a device that booted 100 h before.
 */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { android15, android15v2 } from '../policy/shipped.js';
import { BOOTED_BEFORE, Script } from '../testing/script.js';
import { LedgerCode, PoisonCause } from '../replay/ledger.js';
import { hours, MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const { TOP, SERVICE } = ProcessState;

function poisonedAt(script: Script): string[] {
  return script.allOutcomes().filter((line) => line.includes('budget-poisoned'));
}

/** The words of the reason: "…, because …". */
function causeOf(script: Script): string | undefined {
  const reason = script.reasons('budget-poisoned').at(-1);
  return reason?.slice(reason.indexOf('because ') + 'because '.length).replace(/(?: \([^)]*\))* \(bug P\)$/, '');
}

describe('bug P: the uptime of the device is charged', () => {
  it('P1: startForeground of a running service while on screen', () => {
    const script = new Script()
      .state(-1, TOP)
      .start(0)
      .startForeground(M)
      .state(2 * M, SERVICE)
      .stop(3 * M);
    expect(poisonedAt(script)).toEqual(['+0:01:00 budget-poisoned A dataSync']);
    expect(script.replay().budgets[0]?.totalMs).toBe(BOOTED_BEFORE + M + 2 * M);
    expect(causeOf(script)).toBe('startForeground was called again while the app was on top');
  });

  it('P1: startForeground of a running service more than 24 h after its first start', () => {
    // On screen long enough that the deadline is pushed beyond 24 h, then in the background.
    const script = new Script()
      .state(-1, TOP)
      .start(0)
      .state(23 * H, SERVICE)
      .startForeground(24 * H + 1);
    expect(poisonedAt(script)).toEqual(['+24:00:00.001 budget-poisoned A dataSync']);
    // The process left the screen lately: the deadline counts from there.
    expect(script.outcomes()[0]).toBe('+29:00:00 timeout-callback A dataSync');
    expect(causeOf(script)).toBe(
      'startForeground was called again and set the budget back to full: the 24 h window began more than 24 h ago',
    );
  });

  it('P1: startForeground of a running service after exhaustion, on screen since', () => {
    const script = new Script()
      .start(0)
      .state(6 * H + 1_000, TOP)
      .state(6 * H + 2_000, SERVICE)
      .startForeground(6 * H + 3_000);
    expect(poisonedAt(script)).toEqual(['+6:00:03 budget-poisoned A dataSync']);
    expect(script.outcomes()[1]).toBe('+12:00:02 timeout-callback A dataSync');
    expect(causeOf(script)).toBe(
      'startForeground was called again and set the budget back to full: the process was on screen after the limit had been reached',
    );
  });

  it('P1 on V2 calls onTimeout at once on an app that is on screen', () => {
    const script = new Script().state(-1, TOP).start(0).startForeground(M);
    expect(script.outcomes(android15v2)[0]).toBe('+0:01:00 timeout-callback A dataSync');
    expect(script.outcomes(android15, { horizon: hours(1) })).toEqual([]);
  });

  it('P1 on V2 spares a process that left the screen less than the limit ago', () => {
    const script = new Script().state(-3, TOP).state(-2, SERVICE).state(-1, TOP).start(0).startForeground(M);
    expect(script.outcomes(android15v2)[0]).toBe('+5:59:59.998 timeout-callback A dataSync');
  });

  it('P2: stopService twice while bound', () => {
    const script = new Script()
      .start(0)
      .bind(0)
      .stop(M)
      .stop(2 * M);
    expect(poisonedAt(script)).toEqual(['+0:02:00 budget-poisoned A dataSync']);
    expect(script.replay().budgets[0]?.totalMs).toBe(M + BOOTED_BEFORE + 2 * M);
    expect(causeOf(script)).toBe('the service ended when nothing was being charged for it any more');
  });

  it('P2 does not happen after stopForeground, which takes the type away', () => {
    expect(
      poisonedAt(
        new Script()
          .start(0)
          .bind(0)
          .stopForeground(M)
          .stop(2 * M)
          .stop(3 * M),
      ),
    ).toEqual([]);
  });

  it('P3: a reset while another service of the type runs, when that one stops', () => {
    const script = new Script()
      .start(0, 'A')
      .start(M, 'B')
      .state(2 * M, TOP)
      .start(3 * M, 'C')
      .stop(4 * M, 'C')
      .stop(5 * M, 'B');
    expect(poisonedAt(script)).toEqual(['+0:05:00 budget-poisoned B dataSync']);
    expect(causeOf(script)).toBe('the budget had been set back to full while the service was running');
  });

  it('P4: stopSelf after the crash was sent and before the process dies', () => {
    const script = new Script()
      .start(0)
      .stopSelf(6 * H + 11_000)
      .dies(6 * H + 11_500);
    const lines = script.allOutcomes(android15, { consequences: 'recorded' });
    expect(lines).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 crash-did-not-stop A dataSync',
      '+6:00:11 budget-poisoned A dataSync',
    ]);
    const poisoned = [...script.replay(android15, { consequences: 'recorded' }).ledger.entries()].filter(
      ({ code }) => code === LedgerCode.poisoned,
    );
    expect(poisoned.map(({ detail }) => detail)).toEqual([PoisonCause.notCharged]);
  });

  it('P5: bound and in the foreground, then started, when another service has used the budget', () => {
    const script = new Script()
      .start(0, 'B')
      .stop(H, 'B')
      .bind(2 * H)
      .startForeground(2 * H)
      .startService(3 * H)
      .startForeground(3 * H);
    expect(poisonedAt(script)).toEqual(['+3:00:00 budget-poisoned A dataSync']);
    expect(script.outcomes()[0]).toBe('+3:00:00 timeout-callback A dataSync');
    expect(causeOf(script)).toBe('the service had been in the foreground without being started, and was started now');
  });

  it('a service that is only bound poisons an existing budget when it leaves the foreground', () => {
    const script = new Script()
      .start(0, 'B')
      .stop(H, 'B')
      .bind(2 * H)
      .startForeground(2 * H)
      .stopForeground(3 * H);
    expect(poisonedAt(script)).toEqual(['+3:00:00 budget-poisoned A dataSync']);
  });

  it('a service that is only bound is never limited, but refused while the budget is exhausted', () => {
    const bound = new Script().bind(0).startForeground(0);
    expect(bound.allOutcomes()).toEqual([]);
    const refused = new Script()
      .start(0, 'B')
      .stop(6 * H + 1, 'B')
      .bind(7 * H)
      .startForeground(7 * H);
    expect(refused.outcomes().at(-1)).toBe('+7:00:00 start-denied-exhausted A dataSync');
  });

  it('adds less than the limit on a device that booted lately, so that only a part is lost', () => {
    const script = new Script({ hasBoot: false })
      .boot(-H)
      .state(-1, TOP)
      .start(0)
      .startForeground(M)
      .state(2 * M, SERVICE)
      .stop(3 * M)
      .dies(4 * M)
      .start(5 * M);
    // 1 h 1 m of uptime at the second call, 2 m after it.
    expect(script.outcomes()[0]).toBe('+5:02:00 timeout-callback A dataSync');
  });

  it('where no source tells the boot, the prediction says what it takes for the uptime', () => {
    const script = (hasBoot: boolean): Script =>
      new Script({ hasBoot })
        .state(-1, TOP)
        .start(0)
        .startForeground(M)
        .state(2 * M, SERVICE);
    expect(script(true).replay().assumptions).toEqual([]);
    expect(script(false).replay().assumptions).toEqual([
      'No source tells when the device booted; taken as 7 days before the trace begins, which decides how much bug P adds.',
    ]);
    expect(new Script({ hasBoot: false }).start(0).replay().assumptions).toEqual([]);
  });
});

describe('what looks like bug P and is not', () => {
  it('a notification refresh in the background keeps the total and the deadline, and moves the window', () => {
    const script = new Script()
      .start(0)
      .startForeground(H)
      .startForeground(2 * H);
    expect(script.allOutcomes()).toEqual([
      '+1:00:00 window-re-anchored A dataSync',
      '+2:00:00 window-re-anchored A dataSync',
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 crash-did-not-stop A dataSync',
    ]);
  });

  it('a refresh with another service running leaves the window where it is', () => {
    const script = new Script()
      .start(0)
      .start(H, 'B')
      .startForeground(2 * H, 'B');
    expect(script.allOutcomes().join()).not.toContain('re-anchored');
  });

  it('the change to a type without limit charges and ends the timer; back again the rest is left', () => {
    const script = new Script()
      .start(0)
      .startForeground(2 * H, 'A', ServiceType.specialUse)
      .startForeground(10 * H);
    expect(script.outcomes()[0]).toBe('+14:00:00 timeout-callback A dataSync');
    expect(poisonedAt(script)).toEqual([]);
  });

  it('the change to the other limited type charges the one and starts the other', () => {
    const script = new Script().start(0).startForeground(2 * H, 'A', ServiceType.mediaProcessing);
    expect(script.outcomes()[0]).toBe('+8:00:00 timeout-callback A mediaProcessing');
    expect(script.replay().budgets).toMatchObject([
      { type: 'dataSync', totalMs: 2 * H, running: 0 },
      { type: 'mediaProcessing', totalMs: 6 * H },
    ]);
  });
});
