/** What holds for every trace, found by trying many: determinism, apps apart from each other, no negative time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { documented } from '../policy/documented.js';
import { policies } from '../policy/policies.js';
import { CRASH_GRACE_KEY, DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY, type Policy } from '../policy/policy.js';
import { mainApp, outcomeLine, Script, traceOf, type ScriptApp } from '../testing/script.js';
import { hours } from '../time.js';
import type { NewEvent } from '../trace/trace-builder.js';
import { LedgerCode } from './ledger.js';
import { compile } from './compile.js';
import { replay } from './replay.js';

const { TOP, SERVICE } = ProcessState;
const otherApp: ScriptApp = { uid: 10200, packageName: 'com.example.other' };

/** Small worlds: two apps, three services each, every step that the rules know, on a grid of times with many ties. */
const step = fc.record({
  at: fc.integer({ min: 0, max: 60 }),
  service: fc.constantFrom('A', 'B', 'C'),
  types: fc.constantFrom(1, 8192, 8193, 9, 1 << 30, 2048),
  what: fc.constantFrom(
    'start',
    'startForeground',
    'stop',
    'stopSelf',
    'stopForeground',
    'bind',
    'unbind',
    'sticky',
    'top',
    'away',
    'dies',
    'processStarts',
    'forceStop',
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function act(script: Script, { at, service, types, what }: Step): void {
  const ms = at * 1_000;
  const process = service === 'C' ? ':remote' : '';
  script.runsIn('C', ':remote');
  if (what === 'top') script.state(ms, TOP, process);
  else if (what === 'away') script.state(ms, SERVICE, process);
  else if (what === 'dies') script.dies(ms, process);
  else if (what === 'processStarts') script.processStarts(ms, process);
  else if (what === 'forceStop') script.forceStop(ms);
  else if (what === 'start' || what === 'startForeground') script[what](ms, service, types);
  else script[what](ms, service);
}

/** Limits of 10 and 12 s, grace 3 s. */
function worldOf(app: ScriptApp, steps: readonly Step[]): readonly NewEvent[] {
  const script = new Script({ hasBoot: false, targetSdk: null })
    .setConfig(-3, DATA_SYNC_LIMIT_KEY, 10_000)
    .setConfig(-3, MEDIA_PROCESSING_LIMIT_KEY, 12_000)
    .setConfig(-3, CRASH_GRACE_KEY, 3_000)
    .app(app);
  const setup = script.events.length;
  for (const each of [...steps].sort((a, b) => a.at - b.at)) act(script, each);
  // A last row that says nothing, so that the horizon is the same whoever else is in the trace.
  return app === mainApp ? script.setConfig(61_000, 'no_rule_reads_this', 1).events : script.events.slice(setup - 1);
}

const predict = (events: readonly NewEvent[], policy: Policy): ReturnType<typeof replay> =>
  replay(compile(traceOf(events)), policy, { consequences: 'simulated', horizon: hours(1) });
const world = fc.array(step, { maxLength: 40 });

describe('whatever happens', () => {
  it('the same trace gives the same prediction', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...policies), (steps, policy) => {
        const once = predict(worldOf(mainApp, steps), policy);
        const again = predict(worldOf(mainApp, steps), policy);
        expect(again.outcomes).toEqual(once.outcomes);
        expect([...again.ledger.entries()]).toEqual([...once.ledger.entries()]);
      }),
      { numRuns: 60 },
    );
  });

  it('an app is judged the same whatever another app does in the same instants, in whatever order they are told', () => {
    fc.assert(
      fc.property(world, world, fc.constantFrom(...policies), fc.boolean(), (mine, others, policy, otherFirst) => {
        const first = worldOf(mainApp, mine);
        const second = worldOf(otherApp, others);
        const alone = predict(first, policy).outcomes.map(outcomeLine);
        const mixed = predict(otherFirst ? [...second, ...first] : [...first, ...second], policy);
        expect(mixed.outcomes.filter(({ uid }) => uid === mainApp.uid).map(outcomeLine)).toEqual(alone);
      }),
      { numRuns: 150 },
    );
  });

  it('no charge is negative, no total either, and time never runs backwards', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...policies), (steps, policy) => {
        const { ledger, budgets, outcomes } = predict(worldOf(mainApp, steps), policy);
        for (const { code, first, second } of ledger.entries()) {
          if (code === LedgerCode.charged || code === LedgerCode.poisoned)
            expect(Math.min(first, second)).toBeGreaterThanOrEqual(0);
          if (code === LedgerCode.uncharged) expect(first).toBeGreaterThan(0);
        }
        for (const { totalMs, running } of budgets) expect(Math.min(totalMs, running)).toBeGreaterThanOrEqual(0);
        const times = outcomes.map(({ elapsedMs }) => elapsedMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { numRuns: 150 },
    );
  });

  it('under the guide no more than the time that passed is charged, and no more than the limit', () => {
    fc.assert(
      fc.property(world, (steps) => {
        for (const { totalMs, limitMs } of predict(worldOf(mainApp, steps), documented).budgets)
          expect(totalMs).toBeLessThanOrEqual(limitMs);
      }),
      { numRuns: 60 },
    );
  });
});
