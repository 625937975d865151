import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrashCollector } from './crash-collector.js';
import { recognise, wantedTags } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const timedOut = 'FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 com.foo/.Sync}';

describe('the tag decides who reads a line', () => {
  it('so the words of the system under an app’s own tag say nothing', () => {
    expect(recognise(sampleRecord('MyApp', timedOut))).toEqual([]);
    expect(recognise(sampleRecord('flutter', timedOut))).toEqual([]);
    expect(recognise(sampleRecord('ActivityManager', timedOut))).toHaveLength(1);
  });

  it('and may be padded', () => {
    expect(recognise(sampleRecord('am_kill ', '[0,1,com.foo,905,empty #17]'))).toHaveLength(1);
  });

  it('and is among those the reader is asked for', () => {
    const { exact, prefixes } = wantedTags;
    expect(exact).toEqual(
      expect.arrayContaining(['ActivityManager', 'AndroidRuntime', 'am_kill', 'wm_resume_activity']),
    );
    expect(new Set(exact).size).toBe(exact.length);
    expect(prefixes).toEqual([]);
  });

  it('and noisy neighbours are not asked for', () => {
    for (const tag of ['am_pss', 'am_wtf', 'WM-GreedyScheduler', 'JobScheduler', '']) {
      expect(wantedTags.exact, tag).not.toContain(tag);
    }
  });
});

describe('lines that were damaged on their way', () => {
  it('are read where a chat program made links of numbers', () => {
    const message = 'FGS (dataSync) timed out: ServiceRecord{d0a[4233](tel:4233) u0 com.foo/.Sync}';
    expect(recognise(sampleRecord('ActivityManager', message))).toMatchObject([{ service: { hash: 'd0a4233' } }]);
  });

  it('are cut when they are longer than any real line', () => {
    const facts = recognise(sampleRecord('am_kill', `[0,1,com.foo,905,${'x'.repeat(1 << 20)}]`));
    expect(JSON.stringify(facts).length).toBeLessThan(9_000);
  });
});

/** Real shapes, to be torn and mixed. */
const seeds: readonly (readonly [string, string])[] = [
  ['ActivityManager', timedOut],
  [
    'ActivityManager',
    'Background started FGS: Allowed [callingPackage: com.foo; callingUid: 10578; uidState: TOP ; uidBFSL: [BFSL]; ' +
      'intent: Intent { act=a xflg=0x4 cmp=com.foo/.Svc }; code:PROC_STATE_TOP; tempAllowListReason:<null>; allowWiu:12; ' +
      'targetSdkVersion:35; callerTargetSdkVersion:35; startForegroundCount:0; bindFromPackage:null: isBindService:false]',
  ],
  [
    'ActivityManager',
    'Start proc 32127:com.foo/u0a251 for pre-top-activity {com.foo/com.foo.Main} caller=com.miui.home',
  ],
  ['ActivityManager', 'Start proc com.foo for service com.foo/.Svc: pid=32676 uid=10037 gids={50037, 3003}'],
  ['ActivityManager', 'Process com.foo (pid 31559) has died: fg +50 FGS '],
  ['ActivityManager', 'Killing 18535:com.foo/u0a85 (adj 0): user request after error'],
  ['ActivityManager', 'Stopping service due to app idle: u0a155 -1m17s758ms com.foo/.Svc'],
  [
    'ActivityManager',
    'Background start not allowed: service Intent { cmp=a/b } to a/b from pid=1 uid=2 pkg=a startFg?=false',
  ],
  ['ActivityManager', 'Service.startForeground() not allowed due to mAllowStartForeground false: service com.foo/.Svc'],
  ['ActivityManager', 'ANR in com.foo (com.foo/.Main)'],
  ['ActivityManager', 'Reason: Input dispatching timed out'],
  ['AndroidRuntime', 'Process: com.foo, PID: 1234'],
  [
    'AndroidRuntime',
    'java.lang.RuntimeException: Unable to start service com.foo.Svc@1 with null: ' +
      'android.app.ForegroundServiceStartNotAllowedException: Time limit already exhausted for foreground service type dataSync',
  ],
  ['am_foreground_service_stop', '[0,com.x/.Sync,1,DENIED,35,35,0,1,27899,1,STOP_FOREGROUND,2]'],
  ['am_crash', '[0,9,com.foo,1,a.B,open /x/y: no such file, or directory,Main.java,12,0]'],
  ['wm_on_paused_called', '[Token=255600734,Component Name=com.bar.Main,Reason=performPause,time=1ms]'],
  ['JobServiceContext', 'No response to onStopJob for 9821ebb {ns} #u10a5/-3 com.foo/.Job'],
  ['WM-WorkerWrapper', 'Worker result SUCCESS for Work [ id=e40474c3-4de4, tags={ com.foo.FlushWork,app_scope } ]'],
  ['chatty', 'uid=1000(system) android.bg expire 25 lines'],
  ['PM', 'suspend entry 2015-08-11 22:01:12.123456789 UTC'],
];

const mutations = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(12),
    insert: fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '',
        '[',
        ']',
        '{',
        '}',
        ',',
        '\0',
        '\n',
        '](tel:1)',
        ' cmp=',
        '; code:',
        '9'.repeat(20),
        '\ud800',
      ),
    ),
  }),
  { maxLength: 6 },
);

function mutate(text: string, steps: readonly { at: number; remove: number; insert: string }[]): string {
  return steps.reduce((current, { at, remove, insert }) => {
    const index = Math.floor(at * current.length);
    return current.slice(0, index) + insert + current.slice(index + remove);
  }, text);
}

/** A fact must survive JSON without becoming null: no NaN, no infinity, no unsafe whole numbers. */
function expectSound(value: unknown): void {
  if (typeof value === 'number')
    expect(Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER).toBe(true);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(expectSound);
}

describe('recognising is total', () => {
  const tag = fc.constantFrom(...wantedTags.exact);

  it('for any text under any tag', () => {
    fc.assert(
      fc.property(tag, fc.string({ unit: 'binary', maxLength: 200 }), (name, message) => {
        recognise(sampleRecord(name, message)).forEach(expectSound);
      }),
      { numRuns: 2_000 },
    );
  });

  it('for any torn or mixed real line under any tag', () => {
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.option(tag), mutations, (seed, otherTag, steps) => {
        recognise(sampleRecord(otherTag ?? seed[0], mutate(seed[1], steps))).forEach(expectSound);
      }),
      { numRuns: 5_000 },
    );
  });

  it('for any order of torn lines in the crash collector', () => {
    const step = fc.tuple(fc.constantFrom(...seeds), mutations, fc.nat(3));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const collector = new CrashCollector();
        for (const [seed, changes, pid] of steps) {
          const message = mutate(seed[1], changes);
          collector.feed(sampleRecord(seed[0], message, pid === 0 ? {} : { pid })).forEach(expectSound);
          collector.continuation(message).forEach(expectSound);
        }
        collector.finish().forEach(({ body }) => expectSound(body));
      }),
      { numRuns: 1_000 },
    );
  });

  it('in linear time for hostile repetitions', () => {
    const pieces = [
      'a.',
      '[',
      '(',
      '{',
      'a/',
      ' cmp=',
      '; code:',
      'Intent { ',
      'ServiceRecord{',
      '](tel:',
      ' to ',
      '1m',
      ',',
    ];
    const before = performance.now();
    for (const [name, message] of seeds) {
      for (const piece of pieces) {
        const hostile = message.slice(0, message.indexOf(' ') + 1) + piece.repeat(200_000);
        recognise(sampleRecord(name, hostile));
        new CrashCollector().feed(sampleRecord(name, hostile));
        recognise(sampleRecord(name, message + piece.repeat(200_000)));
      }
    }
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
