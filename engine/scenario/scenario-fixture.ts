/** Random scenarios that are valid, for property tests: documents as a person could have written them. */
import fc from 'fast-check';
import { writeDuration } from './parse-duration.js';

const typeWords = ['dataSync', 'mediaProcessing', 'shortService', 'specialUse', 'location'] as const;
const serviceWords = ['A', 'B', 'C'] as const;
const processWords = ['main', 'other'] as const;

const types = fc.uniqueArray(fc.constantFrom(...typeWords), { minLength: 1, maxLength: 3 });
const service = fc.constantFrom(...serviceWords);
const process = fc.constantFrom(...processWords);
const background = fc.constantFrom({}, { backgroundStart: 'allowed' }, { backgroundStart: 'denied' });
/** Whole milliseconds, often none at all and often around the limits. */
const wait = fc.oneof(
  fc.constantFrom(0, 0, 1, 1_000, 10_000, 60_000, 3_600_000, 21_600_000, 86_400_000),
  fc.integer({ min: 0, max: 30_000_000 }),
);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('startForeground'), service, types }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('startForegroundService', 'startService', 'bind'), service }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('stopService', 'stopSelf', 'stopForeground', 'unbind'), service }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('appToTop', 'appToHome', 'processDies'), process }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sleep'), for: wait.map((ms) => writeDuration(ms + 1)) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'forceStop',
        'reboot',
        'screenOn',
        'screenOff',
        'idleUid',
        'bootCompleted',
        'grantBackgroundStart',
        'revokeBackgroundStart',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('setConfig'),
      key: fc.constantFrom('data_sync_fgs_timeout_duration', 'fgs_crash_extra_wait_duration'),
      value: fc.integer({ min: 0, max: 40_000_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('setCompat'),
      change: fc.constant('FGS_INTRODUCE_TIME_LIMITS'),
      enabled: fc.boolean(),
    }),
  },
);

type Written = Readonly<Record<string, unknown>>;

/** `after` counts from the beginning of a sleep, so that the wait must outlast it. */
function laidOut(steps: readonly (readonly [number, Written, Written])[]): Written[] {
  let sleepMs = 0;
  return steps.map(([waitMs, written, said]) => {
    const after = writeDuration(waitMs + sleepMs);
    sleepMs = written['do'] === 'sleep' ? sleepLength(written) : 0;
    const isStart = String(written['do']).startsWith('start') || written['do'] === 'bind';
    return { after, ...written, ...(isStart ? said : {}) };
  });
}

function sleepLength(written: Written): number {
  return [...String(written['for']).matchAll(/(\d+)(ms|h|m|s)/g)].reduce(
    (total, [, digits, unit]) => total + Number(digits) * { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }[unit as 'h'],
    0,
  );
}

/** Documents for `interpret`, `JSON.stringify` and YAML. */
export const scenarioDocument: fc.Arbitrary<Written> = fc
  .record({
    device: fc.constantFrom(
      { release: 14 },
      { release: 15, variant: 'V1' },
      { release: 15, variant: 'V2' },
      { release: 15 },
      { release: 16, flags: { enable_fgs_timeout_crash_behavior: false } },
      { release: 17, bootUptime: '1h', config: { data_sync_fgs_timeout_duration: '60s' } },
    ),
    targetSdk: fc.constantFrom(33, 34, 35, 36),
    sticky: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    places: fc.array(process, { minLength: 3, maxLength: 3 }),
    steps: fc.array(fc.tuple(wait, step, background), { maxLength: 20 }),
    reaction: fc.constantFrom(
      'ignore',
      'stopSelf',
      'hang',
      { do: 'stopForeground', after: '640ms' },
      { do: 'switchType', types: ['location'] },
      // Not at once: with a poisoned budget the callback comes at once too, and the two would follow each other for ever.
      { do: 'startForegroundAgain', after: '2h' },
    ),
  })
  .map(({ device, targetSdk, sticky, places, steps, reaction }) => ({
    curfew: 'scenario/1',
    name: 'random',
    app: { targetSdk },
    device,
    processes: [...processWords],
    services: serviceWords.map((name, index) => ({ name, process: places[index], sticky: sticky[index] })),
    steps: laidOut(steps),
    onTimeout: { A: reaction },
  }));
