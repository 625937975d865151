import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../engine/android/service-types.js';
import { hours, minutes, service, step } from './script-fixture.js';
import type { Script, Step } from './script.js';
import { simulate } from './simulate.js';

const { dataSync, mediaProcessing, location, shortService, specialUse } = ServiceType;

const serviceWords = [
  'startService',
  'startForegroundService',
  'startForeground',
  'startForeground',
  'stopForeground',
  'stopService',
  'bind',
  'unbind',
] as const;
const processWords = ['appToTop', 'appToHome', 'processDies'] as const;
const deviceWords = ['forceStop', 'reboot', 'idleUid', 'bootCompleted', 'revokeBackgroundStart'] as const;
const masks = [dataSync, mediaProcessing, dataSync | mediaProcessing, location, shortService, specialUse, -1];
const pauses = [0, 0, 1, 1_000, 10_000, minutes(1), minutes(3), hours(1), hours(6), hours(12)];
const word = fc.constantFrom('allowed', 'denied', undefined);

const move: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      word: fc.constantFrom(...serviceWords),
      name: fc.constantFrom('A', 'B'),
      types: fc.constantFrom(...masks),
      background: word,
    })
    .map(({ word: what, name, types, background }) =>
      step(0, what, name, background === undefined ? { types } : { types, backgroundStart: background }),
    ),
  fc
    .record({ word: fc.constantFrom(...processWords), process: fc.constantFrom('main', 'other') })
    .map(({ word: what, process }) => step(0, what, undefined, { process })),
  fc.constantFrom(...deviceWords).map((what) => step(0, what)),
);

const scripts: fc.Arbitrary<Script> = fc
  .record({
    variant: fc.constantFrom('V1', 'V2', 'V3', 'V4'),
    targetSdk: fc.constantFrom(30, 34, 35),
    sticky: fc.boolean(),
    reaction: fc.constantFrom('ignore', 'stopSelf', 'stopForeground', 'startForegroundAgain', 'switchType', 'hang'),
    afterMs: fc.constantFrom(0, 1, 10_000),
    limit: fc.constantFrom(minutes(1), hours(6)),
    moves: fc.array(fc.tuple(fc.constantFrom(...pauses), move), { minLength: 1, maxLength: 14 }),
  })
  .map(({ variant, targetSdk, sticky, reaction, afterMs, limit, moves }): Script => {
    let atMs = 0;
    const steps = moves.map(([pause, one]) => ({ ...one, atMs: (atMs += pause) }));
    const onTimeout = { do: reaction, afterMs };
    return {
      release: 15,
      variant,
      targetSdk,
      bootUptimeMs: hours(10),
      config: { data_sync_fgs_timeout_duration: limit },
      processes: ['main', 'other'],
      services: [service('A', { sticky, onTimeout }), service('B', { process: 'other', onTimeout })],
      steps,
      endMs: atMs + hours(24),
    };
  });

const runs = { numRuns: 400 };

describe('any script', () => {
  it('tells its outcomes in order of time, and keeps sane budgets', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const { outcomes, budgets } = simulate(script);
        outcomes.forEach((outcome, index) => {
          expect(outcome.elapsedMs).toBeGreaterThanOrEqual(outcomes[index - 1]?.elapsedMs ?? 0);
          expect(outcome.elapsedMs).toBeLessThanOrEqual(script.endMs);
        });
        for (const budget of budgets) {
          expect(budget.totalMs).toBeGreaterThanOrEqual(0);
          expect(budget.running).toBeGreaterThanOrEqual(0);
        }
      }),
      runs,
    );
  });

  it('is not disturbed by steps that do nothing, whenever they come', () => {
    fc.assert(
      fc.property(scripts, fc.array(fc.nat(hours(30))), (script, times) => {
        const idle = times.map((time) => step(Math.min(time, script.endMs), 'screenOn'));
        expect(simulate({ ...script, steps: [...script.steps, ...idle] })).toEqual(simulate(script));
      }),
      runs,
    );
  });

  it('gives the same when it begins later on a device that booted as long ago', () => {
    fc.assert(
      fc.property(scripts, fc.integer({ min: 0, max: hours(10) }), (script, shift) => {
        const steps = script.steps.map((one) => ({ ...one, atMs: one.atMs + shift }));
        const later = simulate({
          ...script,
          steps,
          bootUptimeMs: script.bootUptimeMs - shift,
          endMs: script.endMs + shift,
        });
        const { outcomes, ...rest } = simulate(script);
        const moved = outcomes.map((outcome) => ({ ...outcome, elapsedMs: outcome.elapsedMs + shift }));
        const cutShortAtMs = rest.cutShortAtMs === null ? null : rest.cutShortAtMs + shift;
        expect(later).toEqual({ ...rest, outcomes: moved, cutShortAtMs });
      }),
      runs,
    );
  });

  it('acts at the same uptimes when the device sleeps after the last step, as long as the app makes no new start', () => {
    fc.assert(
      fc.property(scripts, (any) => {
        // A new start would look at the 24 h window, which runs on in the sleep.
        const stop = any.services.map((one) =>
          service(one.name, { ...one, onTimeout: { do: 'stopSelf', afterMs: 640 } }),
        );
        // The idle minute is over by elapsed time, which runs on in the sleep too (K-11).
        const config = { ...any.config, background_settle_time: hours(1_000) };
        const script = { ...any, services: stop, config };
        const last = script.steps.at(-1)?.atMs ?? 0;
        const slept = minutes(7);
        const asleep = simulate({
          ...script,
          steps: [...script.steps, step(last, 'sleep', undefined, { forMs: slept })],
          endMs: last + hours(3) + slept,
        });
        const awake = simulate({ ...script, endMs: last + hours(3) });
        // What acts at the instant of the last step itself acts before the sleep.
        const uptimes = (result: typeof awake): number[] => result.outcomes.map((outcome) => outcome.uptimeMs);
        expect(uptimes(asleep)).toEqual(uptimes(awake));
      }),
      runs,
    );
  });
});
