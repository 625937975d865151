/** The entries behind an outcome, found by index: as many reasons as before, in time that does not grow with the ledger. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { DATA_SYNC_LIMIT_KEY } from '../policy/policy.js';
import { Script } from '../testing/script.js';
import { MS_PER_MINUTE } from '../time.js';
import { LedgerCode, type Ledger, type LedgerEntry } from './ledger.js';
import { ReasonChains } from './reason-chains.js';
import { reasonsFor, sinceZero } from './reasons.js';

const M = MS_PER_MINUTE;

/** A service that runs for a minute every ten, `times` over, under a limit that it never reaches; then one that does. */
const busy = (times: number): Script => {
  const script = new Script().setConfig(0, DATA_SYNC_LIMIT_KEY, (times + 1) * M);
  for (let run = 0; run < times; run++) script.start(run * 10 * M + 1).stop(run * 10 * M + M + 1);
  return script.start(times * 10 * M + 1);
};

describe('the chain of a long ledger', () => {
  it('tells all earlier runs as one sum and the last run step by step', () => {
    const prediction = busy(100).replay();
    const event = prediction.outcomes.find(({ outcome }) => outcome === 'timeout-callback')!;
    const reasons = reasonsFor(prediction, event, sinceZero);
    expect(reasons[0]).toBe('1 h 40 m of dataSync had been charged before, in 100 stretches');
    expect(reasons[1]).toContain('in the foreground with 1 m of the budget left');
    expect(reasons.at(-1)).toContain('came with 1 h 41 m charged: onTimeout');
  });

  it('reads each entry once to sort them, and then a few for each outcome, however many there are', () => {
    const readsOf = (times: number): number => {
      const prediction = busy(times).replay();
      let reads = 0;
      const { ledger } = prediction;
      const counting = new Proxy(ledger, {
        get: (target: Ledger, name: string | symbol): unknown => {
          if (name === 'length') return target.length;
          if (name === 'entry')
            return (at: number): LedgerEntry => {
              reads++;
              return target.entry(at);
            };
          return undefined;
        },
      });
      const chains = new ReasonChains(counting);
      reads = 0;
      for (const { service, ledgerEnd } of prediction.outcomes) {
        const entries = chains.of(service, ledgerEnd).backwards();
        for (let seen = 0; seen < 14 && entries.next().done !== true;) seen++;
      }
      return reads / prediction.outcomes.length;
    };
    expect(readsOf(400)).toBeLessThanOrEqual(readsOf(40) * 1.5);
  });

  it('knows how many sentences it makes without telling them', () => {
    const prediction = busy(30).replay();
    const chains = new ReasonChains(prediction.ledger);
    for (const { service, ledgerEnd } of prediction.outcomes) {
      const chain = chains.of(service, ledgerEnd);
      const untold: ReadonlySet<number> = new Set([
        LedgerCode.charging,
        LedgerCode.released,
        LedgerCode.disarmed,
        LedgerCode.charged,
      ]);
      expect([...chain.forwards()].filter(({ code }) => !untold.has(code))).toHaveLength(chain.length);
      expect([...chain.backwards()].reverse()).toEqual([...chain.forwards()]);
    }
  });
});

describe('the chain of any ledger', () => {
  const step = fc.record({
    at: fc.integer({ min: 0, max: 40 }),
    service: fc.constantFrom('A', 'B'),
    what: fc.constantFrom('start', 'start', 'startForeground', 'stop', 'stopSelf', 'sticky', 'top', 'away', 'dies'),
  });

  it('is the same from the front and from the back, in the order of the ledger, and about its outcome alone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const script = new Script().setConfig(-1, DATA_SYNC_LIMIT_KEY, 10 * M);
        for (const { at, service, what } of [...steps].sort((a, b) => a.at - b.at)) {
          const ms = at * M;
          if (what === 'top') script.state(ms, ProcessState.TOP);
          else if (what === 'away') script.state(ms, ProcessState.SERVICE);
          else if (what === 'dies') script.dies(ms);
          else script[what](ms, service);
        }
        const { ledger, outcomes } = script.replay();
        const chains = new ReasonChains(ledger);
        const all = [...ledger.entries()].map((entry) => JSON.stringify(entry));
        for (const { service, ledgerEnd } of outcomes) {
          const forwards = [...chains.of(service, ledgerEnd).forwards()];
          expect([...chains.of(service, ledgerEnd).backwards()].reverse()).toEqual(forwards);
          expect(forwards.at(-1)).toEqual(ledger.entry(ledgerEnd - 1));
          let place = -1;
          for (const entry of forwards) {
            place = all.indexOf(JSON.stringify(entry), place + 1);
            expect(place).toBeGreaterThanOrEqual(0);
          }
          const { budget } = ledger.entry(ledgerEnd - 1);
          for (const entry of forwards)
            expect(entry.budget === budget || (entry.budget < 0 && entry.service === service)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
