/** The worked examples of spec/fgs-limits.md 2.10: prediction and reasons as text. Limit 6 h, grace 10 s, boot 100 h before. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { documented } from '../policy/documented.js';
import { android15 } from '../policy/shipped.js';
import { Script } from '../testing/script.js';
import { hours, MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';

const H = MS_PER_HOUR;

describe('worked examples of the specification, variant V3', () => {
  it('E1: a background start that never stops times out after 6 h and crashes 10 s later', () => {
    expect(new Script().start(0).predict()).toMatchInlineSnapshot(`
      "+6:00:00 timeout-callback com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +6:00:10 crash-did-not-stop com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +6:00:10 the service had not stopped 10 s after onTimeout: crash"
    `);
  });

  it('E2: one hour every 12 h, never opened: the sixth run times out at its end and later starts are denied', () => {
    const script = new Script();
    for (let run = 0; run < 6; run++) script.start(run * 12 * H).stop(run * 12 * H + H);
    // The sixth run reaches the limit in the very instant of its stop: the timer was there first.
    script
      .start(6 * 12 * H)
      .start(5 * 12 * H + 24 * H)
      .start(5 * 12 * H + 24 * H + 1);
    expect(script.predict()).toMatchInlineSnapshot(`
      "+12:00:00 window-re-anchored com.example.sync/.A dataSync (silent)
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +12:00:00 the 24 h window moved: it counts from here now
      +24:00:00 window-re-anchored com.example.sync/.A dataSync (silent)
          1 h of dataSync had been charged before, in 1 stretch
          +12:00:00 in the foreground with 5 h of the budget left: deadline +17:00:00
          +24:00:00 the 24 h window moved: it counts from here now
      +36:00:00 window-re-anchored com.example.sync/.A dataSync (silent)
          2 h of dataSync had been charged before, in 2 stretches
          +24:00:00 in the foreground with 4 h of the budget left: deadline +28:00:00
          +36:00:00 the 24 h window moved: it counts from here now
      +48:00:00 window-re-anchored com.example.sync/.A dataSync (silent)
          3 h of dataSync had been charged before, in 3 stretches
          +36:00:00 in the foreground with 3 h of the budget left: deadline +39:00:00
          +48:00:00 the 24 h window moved: it counts from here now
      +60:00:00 window-re-anchored com.example.sync/.A dataSync (silent)
          4 h of dataSync had been charged before, in 4 stretches
          +48:00:00 in the foreground with 2 h of the budget left: deadline +50:00:00
          +60:00:00 the 24 h window moved: it counts from here now
      +61:00:00 timeout-callback com.example.sync/.A dataSync
          5 h of dataSync had been charged before, in 5 stretches
          +60:00:00 in the foreground with 1 h of the budget left: deadline +61:00:00
          +61:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +72:00:00 start-denied-exhausted com.example.sync/.A dataSync
          5 h of dataSync had been charged before, in 5 stretches
          +60:00:00 in the foreground with 1 h of the budget left: deadline +61:00:00
          +61:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +72:00:00 refused: onTimeout was called at +61:00:00, the process has not been on screen since, and the 24 h window began not more than 24 h ago
      +84:00:00 start-denied-exhausted com.example.sync/.A dataSync
          5 h of dataSync had been charged before, in 5 stretches
          +60:00:00 in the foreground with 1 h of the budget left: deadline +61:00:00
          +61:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +84:00:00 refused: onTimeout was called at +61:00:00, the process has not been on screen since, and the 24 h window began not more than 24 h ago
      +84:00:00.001 budget-reset com.example.sync/.A dataSync (silent)
          +60:00:00 in the foreground with 1 h of the budget left: deadline +61:00:00
          +61:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +84:00:00.001 the budget was set back to full: the 24 h window began more than 24 h ago
      +90:00:00.001 timeout-callback com.example.sync/.A dataSync
          +84:00:00.001 the budget was set back to full: the 24 h window began more than 24 h ago
          +84:00:00.001 in the foreground with 6 h of the budget left: deadline +90:00:00.001
          +90:00:00.001 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +90:00:10.001 crash-did-not-stop com.example.sync/.A dataSync
          +84:00:00.001 the budget was set back to full: the 24 h window began more than 24 h ago
          +84:00:00.001 in the foreground with 6 h of the budget left: deadline +90:00:00.001
          +90:00:00.001 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +90:00:10.001 the service had not stopped 10 s after onTimeout: crash"
    `);
  });

  it('E3: a second service started in parallel: two hours of the first are never charged', () => {
    const script = new Script()
      .start(0, 'A')
      .start(2 * H, 'B')
      .stop(4 * H, 'A');
    expect(script.predict(android15, 5 * H)).toMatchInlineSnapshot(`
      "+8:00:00 timeout-callback com.example.sync/.B dataSync
          +2:00:00 2 h were never charged: a service was started while another of its type was running
          +2:00:00 in the foreground with 6 h of the budget left: deadline +8:00:00
          +4:00:00 2 h were charged (com.example.sync/.A)
          +8:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +8:00:10 crash-did-not-stop com.example.sync/.B dataSync
          +2:00:00 2 h were never charged: a service was started while another of its type was running
          +2:00:00 in the foreground with 6 h of the budget left: deadline +8:00:00
          +4:00:00 2 h were charged (com.example.sync/.A)
          +8:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +8:00:10 the service had not stopped 10 s after onTimeout: crash"
    `);
  });

  it('E4: startForeground called again while on screen, then a new process: onTimeout at once', () => {
    const minute = MS_PER_MINUTE;
    const script = new Script()
      .state(-1_000, ProcessState.TOP)
      .start(0)
      .startForeground(minute)
      .state(1.5 * minute, ProcessState.FOREGROUND_SERVICE)
      .dies(2 * minute)
      .start(3 * minute);
    expect(script.predict()).toMatchInlineSnapshot(`
      "+0:01:00 budget-poisoned com.example.sync/.A dataSync (silent)
          +0:01:00 the budget was set back to full: the process was on screen
          +0:01:00 the budget was charged with the whole device uptime, 4 d 4 h 1 m, because startForeground was called again while the app was on top (bug P)
      +0:01:00 deadline-moved com.example.sync/.A dataSync (silent)
          +0:01:00 the budget was charged with the whole device uptime, 4 d 4 h 1 m, because startForeground was called again while the app was on top (bug P)
          +0:01:00 in the foreground with nothing of the budget left: deadline +0:01:00
          +0:01:00 the timer fired, but the process was on screen then: deadline moved to +6:01:00
      +0:03:00 timeout-callback com.example.sync/.A dataSync
          +0:01:00 the budget was set back to full: the process was on screen
          +0:01:00 the budget was charged with the whole device uptime, 4 d 4 h 1 m, because startForeground was called again while the app was on top (bug P)
          +0:01:00 in the foreground with nothing of the budget left: deadline +0:01:00
          +0:01:00 the timer fired, but the process was on screen then: deadline moved to +6:01:00
          +0:01:30 the process left the screen
          +0:02:00 the process died, and with it the knowledge that it was on screen until +0:01:30
          +0:02:00 1 m were never charged: the process died
          +0:03:00 in the foreground with nothing of the budget left: deadline +0:03:00
          +0:03:00 the deadline came with 4 d 4 h 1 m charged: onTimeout; nothing had stopped the service or reset the budget
      +0:03:10 crash-did-not-stop com.example.sync/.A dataSync
          +0:01:00 the budget was set back to full: the process was on screen
          +0:01:00 the budget was charged with the whole device uptime, 4 d 4 h 1 m, because startForeground was called again while the app was on top (bug P)
          +0:01:00 in the foreground with nothing of the budget left: deadline +0:01:00
          +0:01:00 the timer fired, but the process was on screen then: deadline moved to +6:01:00
          +0:01:30 the process left the screen
          +0:02:00 the process died, and with it the knowledge that it was on screen until +0:01:30
          +0:02:00 1 m were never charged: the process died
          +0:03:00 in the foreground with nothing of the budget left: deadline +0:03:00
          +0:03:00 the deadline came with 4 d 4 h 1 m charged: onTimeout; nothing had stopped the service or reset the budget
          +0:03:10 the service had not stopped 10 s after onTimeout: crash
      +6:01:00 stale-timer-ignored com.example.sync/.A dataSync (silent)
          +6:01:00 the timer of a run fired whose process went at +0:02:00: nothing happens"
    `);
  });

  it('E7: exhausted, denied, then the user opens the app and leaves: the full limit again', () => {
    const script = new Script()
      .start(0)
      .stop(6 * H + 5_000)
      .start(7 * H)
      .state(8 * H, ProcessState.TOP)
      .state(8.1 * H, ProcessState.SERVICE)
      .start(9 * H);
    expect(script.predict()).toMatchInlineSnapshot(`
      "+6:00:00 timeout-callback com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +7:00:00 start-denied-exhausted com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +7:00:00 refused: onTimeout was called at +6:00:00, the process has not been on screen since, and the 24 h window began not more than 24 h ago
      +9:00:00 budget-reset com.example.sync/.A dataSync (silent)
          +8:00:00 the process came on screen
          +8:06:00 the process left the screen
          +9:00:00 the budget was set back to full: the process was on screen after the limit had been reached
      +15:00:00 timeout-callback com.example.sync/.A dataSync
          +9:00:00 the budget was set back to full: the process was on screen after the limit had been reached
          +9:00:00 in the foreground with 6 h of the budget left: deadline +15:00:00
          +15:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +15:00:10 crash-did-not-stop com.example.sync/.A dataSync
          +9:00:00 the budget was set back to full: the process was on screen after the limit had been reached
          +9:00:00 in the foreground with 6 h of the budget left: deadline +15:00:00
          +15:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +15:00:10 the service had not stopped 10 s after onTimeout: crash"
    `);
  });

  it('E12: 1 h, 20 h of deep sleep, then awake: onTimeout after 6 h of uptime, 26 h on the wall clock', () => {
    const script = new Script().start(0).sleep(H, 21 * H);
    expect(script.predict(android15, 6 * H)).toMatchInlineSnapshot(`
      "+26:00:00 timeout-callback com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +26:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +26:00:10 crash-did-not-stop com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +26:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +26:00:10 the service had not stopped 10 s after onTimeout: crash"
    `);
  });

  it('E13: exhausted: a start exactly 24 h after the first start is denied, one millisecond later it is allowed', () => {
    const script = new Script()
      .start(0)
      .stop(6 * H + 5_000)
      .start(24 * H)
      .start(24 * H + 1);
    expect(script.predict(android15, hours(7))).toMatchInlineSnapshot(`
      "+6:00:00 timeout-callback com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +24:00:00 start-denied-exhausted com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +24:00:00 refused: onTimeout was called at +6:00:00, the process has not been on screen since, and the 24 h window began not more than 24 h ago
      +24:00:00.001 budget-reset com.example.sync/.A dataSync (silent)
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +24:00:00.001 the budget was set back to full: the 24 h window began more than 24 h ago
      +30:00:00.001 timeout-callback com.example.sync/.A dataSync
          +24:00:00.001 the budget was set back to full: the 24 h window began more than 24 h ago
          +24:00:00.001 in the foreground with 6 h of the budget left: deadline +30:00:00.001
          +30:00:00.001 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +30:00:10.001 crash-did-not-stop com.example.sync/.A dataSync
          +24:00:00.001 the budget was set back to full: the 24 h window began more than 24 h ago
          +24:00:00.001 in the foreground with 6 h of the budget left: deadline +30:00:00.001
          +30:00:00.001 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +30:00:10.001 the service had not stopped 10 s after onTimeout: crash"
    `);
  });
});

describe('the same examples under the guide read literally', () => {
  it('E1 under documented: the same instants', () => {
    expect(new Script().start(0).predict(documented, 7 * H)).toMatchInlineSnapshot(`
      "+6:00:00 timeout-callback com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +6:00:10 crash-did-not-stop com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +6:00:10 the service had not stopped 10 s after onTimeout: crash"
    `);
  });

  it('E3 under documented: the overlap counts once, so that both end after 6 h', () => {
    const script = new Script()
      .start(0, 'A')
      .start(2 * H, 'B')
      .stop(4 * H, 'A');
    expect(script.predict(documented, 3 * H)).toMatchInlineSnapshot(`
      "+6:00:00 timeout-callback com.example.sync/.B dataSync
          +2:00:00 in the foreground with 4 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +6:00:10 crash-did-not-stop com.example.sync/.B dataSync
          +2:00:00 in the foreground with 4 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +6:00:10 the service had not stopped 10 s after onTimeout: crash"
    `);
  });

  it('E12 under documented: sleep counts', () => {
    expect(
      new Script()
        .start(0)
        .sleep(H, 21 * H)
        .predict(documented, 6 * H),
    ).toMatchInlineSnapshot(`
      "+6:00:00 timeout-callback com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
      +6:00:10 crash-did-not-stop com.example.sync/.A dataSync
          +0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00
          +6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget
          +6:00:10 the service had not stopped 10 s after onTimeout: crash"
    `);
  });
});
