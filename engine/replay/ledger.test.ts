/** The ledger keeps what it is given, and each entry of a replay holds the numbers that `LedgerCode` promises. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { documented } from '../policy/documented.js';
import { android15 } from '../policy/shipped.js';
import type { Policy } from '../policy/policy.js';
import { BOOTED_BEFORE, Script } from '../testing/script.js';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../time.js';
import { Ledger, LedgerCode, LossReason, ResetReason, StaleReason } from './ledger.js';
import { Moment } from './moment.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const S = MS_PER_SECOND;
const { TOP, SERVICE } = ProcessState;

describe('a ledger', () => {
  const written = (count: number, isKept = true): Ledger => {
    const now = new Moment();
    const ledger = new Ledger(now, isKept);
    for (let at = 0; at < count; at++) {
      now.set(at + 0.25, at + 0.5, at + 0.75, at);
      ledger.write(at % 30, at + 1, at % 3, at + 2, at + 3, at % 7);
    }
    return ledger;
  };

  it.each([1, 8, 9, 500])('of %i entries gives them back as they were written', (count) => {
    const ledger = written(count);
    expect([ledger.length, ledger.written]).toEqual([count, count]);
    expect([...ledger.entries()]).toEqual(
      Array.from({ length: count }, (_, at) => ({
        code: at % 30,
        uptime: at + 0.25,
        elapsed: at + 0.5,
        row: at,
        service: at + 1,
        budget: at % 3,
        first: at + 2,
        second: at + 3,
        detail: at % 7,
      })),
    );
  });

  it('gives the entries of one budget in their order, and none for a budget that it does not know', () => {
    const ledger = written(100);
    expect([...ledger.entriesOfBudget(1)]).toEqual([...ledger.entries()].filter(({ budget }) => budget === 1));
    expect([...ledger.entriesOfBudget(7)]).toEqual([]);
  });

  it('that nobody reads keeps nothing, and still counts', () => {
    const ledger = written(100, false);
    expect([ledger.length, ledger.written]).toEqual([0, 100]);
  });
});

describe('an entry of a replay', () => {
  /** `[first, second]` of the entries with a code. */
  const valuesOf = (code: number, script: Script, policy: Policy = android15): [number, number][] =>
    [...script.replay(policy).ledger.entries()]
      .filter((entry) => entry.code === code)
      .map(({ first, second }) => [first, second]);
  const run = (): Script => new Script().start(0).stop(H);

  it('charging: services that run after it, and the total so far', () => {
    const script = run()
      .start(2 * H)
      .start(3 * H, 'B');
    expect(valuesOf(LedgerCode.charging, script)).toEqual([
      [1, 0],
      [1, H],
      [2, H],
    ]);
  });

  it('charged: what was charged, and the total after it', () => {
    const script = run()
      .start(2 * H)
      .stop(5 * H);
    expect(valuesOf(LedgerCode.charged, script)).toEqual([
      [H, H],
      [3 * H, 4 * H],
    ]);
  });

  it('poisoned: the whole uptime of the device, and the total after it', () => {
    const script = new Script().state(-1, TOP).start(0).startForeground(M).stop(H);
    expect(valuesOf(LedgerCode.poisoned, script)).toEqual([[BOOTED_BEFORE + M, BOOTED_BEFORE + M]]);
  });

  it('released: services that run after it', () => {
    const script = new Script()
      .start(0)
      .start(0, 'B')
      .stop(H)
      .stop(2 * H, 'B');
    expect(valuesOf(LedgerCode.released, script).map(([first]) => first)).toEqual([1, 0]);
  });

  it('reset: why, and the total before it', () => {
    const script = run()
      .state(2 * H, TOP)
      .start(2 * H);
    expect(valuesOf(LedgerCode.reset, script)).toEqual([[ResetReason.top, H]]);
  });

  it('reAnchored: the old and the new anchor, elapsed since the boot', () => {
    const script = run().start(2 * H);
    expect(valuesOf(LedgerCode.reAnchored, script)).toEqual([[BOOTED_BEFORE, BOOTED_BEFORE + 2 * H]]);
  });

  it('armed: the uptime of the deadline, and what was left', () => {
    const script = run()
      .start(2 * H)
      .stop(3 * H);
    expect(valuesOf(LedgerCode.armed, script)).toEqual([
      [6 * H, 6 * H],
      [7 * H, 5 * H],
    ]);
  });

  it('moved: when the process was on screen last, and the new deadline', () => {
    const script = new Script()
      .start(0)
      .state(H, TOP)
      .state(2 * H, SERVICE)
      .stop(7 * H);
    expect(valuesOf(LedgerCode.moved, script)).toEqual([[2 * H, 8 * H]]);
  });

  it('expired: the total, and the uptime of the first start', () => {
    const script = run()
      .start(2 * H)
      .stop(8 * H);
    expect(valuesOf(LedgerCode.expired, script)).toEqual([[6 * H, 2 * H]]);
  });

  it('graceEnded: the grace that ended', () => {
    expect(valuesOf(LedgerCode.graceEnded, new Script().start(0))).toEqual([[10 * S, 0]]);
  });

  it('denied: when the limit was exceeded; under the guide also what was used', () => {
    const script = (): Script =>
      new Script()
        .start(0)
        .stopSelf(6 * H + 1)
        .start(7 * H);
    expect(valuesOf(LedgerCode.denied, script())).toEqual([[6 * H, 0]]);
    expect(valuesOf(LedgerCode.denied, script(), documented)).toEqual([[6 * H, 6 * H]]);
  });

  it('uncharged: what nobody charges, and why', () => {
    const parallel = new Script()
      .start(0)
      .start(H, 'B')
      .stop(2 * H)
      .stop(2 * H, 'B');
    expect(valuesOf(LedgerCode.uncharged, parallel)).toEqual([[H, LossReason.parallelStart]]);
    expect(valuesOf(LedgerCode.uncharged, new Script().start(0).dies(H))).toEqual([[H, LossReason.processDeath]]);
  });

  it('stale: why the timer found nothing to do, and when the process went', () => {
    const gone = [StaleReason.processGone, H];
    expect(valuesOf(LedgerCode.stale, new Script().start(0).dies(H))).toEqual([gone]);
    expect(valuesOf(LedgerCode.stale, new Script().start(0).sticky(0).dies(H))).toEqual([gone]);
  });

  it('processDied: when the process was on screen last; 0 for one that never was', () => {
    const seen = new Script()
      .start(0)
      .state(H, TOP)
      .state(2 * H, SERVICE)
      .dies(3 * H);
    const onScreen = new Script()
      .start(0)
      .state(H, TOP)
      .forceStop(2 * H);
    expect(valuesOf(LedgerCode.processDied, seen)).toEqual([[2 * H, 0]]);
    expect(valuesOf(LedgerCode.processDied, onScreen)).toEqual([[2 * H, 0]]);
    expect(valuesOf(LedgerCode.processDied, new Script().start(0).dies(H))).toEqual([[0, 0]]);
  });

  it('about a budget names it: twice the number of the app, and one more for mediaProcessing', () => {
    const script = new Script();
    for (const user of [0, 1, 2])
      script
        .app({ uid: 10_200 + user, packageName: `com.example.app${user}` })
        .start(user)
        .start(user, 'B', ServiceType.mediaProcessing);
    const { ledger, program } = script.replay();
    const budgets = [...ledger.entries()]
      .filter(({ code }) => code === LedgerCode.charging)
      .map(({ budget, service }) => [
        budget >> 1,
        program.apps[program.services[service]!.app]!.packageName,
        budget & 1,
      ]);
    const first = program.apps.findIndex(({ packageName }) => packageName === 'com.example.app0');
    expect(budgets).toEqual(
      [0, 1, 2].flatMap((user) => [
        [first + user, `com.example.app${user}`, 0],
        [first + user, `com.example.app${user}`, 1],
      ]),
    );
  });
});
