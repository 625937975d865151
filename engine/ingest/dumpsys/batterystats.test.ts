import { describe, expect, it } from 'vitest';
import { describeWithRealData, realData } from '../../testing/real-data.js';
import type { FactBody } from '../fact.js';
import { jobComponent } from './battery-name.js';
import { countKinds, readDump } from './dump-fixture.js';
import { detectDumpKind } from './dump-kind.js';

const bodies = (kind: 'batterystats-history' | 'batterystats-checkin', text: string): [number, FactBody][] =>
  readDump(kind, text).facts.map(({ time, body }) => [time.at === 'since-history-start' ? time.elapsedMs : -1, body]);

const history = `Battery History (1% used, 67KB used of 4096KB, 278 strings using 12KB):
                    0 (14) RESET:TIME: 2026-01-31-12-04-13
                    0 (2) 100 status=discharging +running +wake_lock +screen +plugged
                    0 (2) 100 fg=u0a179:"com.milink.service"
                    0 (2) 100 job=u0a316:"@androidx.work.systemjobscheduler@com.y/com.y.work.Job"
                    0 (3) 100 -plugged stats=0:"get-stats"
             +5s187ms (2) 100 -top=u0a141:"com.miui.home"
             +5s187ms (2) 099 +top=u0a314:"tv.danmaku.bili" ca901a22
                 Details: cpu=5250u+8030s
       +1h00m00s000ms (2) 098 -screen -running +tmpwhitelist=u0a1:"a b -running c"
       +1h10m00s000ms (2) 098 +running wake_reason=0:"x +screen y"
       +4h10m05s325ms (12) SHUTDOWN
       +4h10m05s363ms (12) START
       +4h10m05s363ms (14) TIME: 2026-01-31-17-40-30
       +4h10m09s558ms (4) 036 +running +plugged
       +4h10m11s363ms (14) TIME: 2026-01-31-17-50-30

Per-PID Stats:
    0 (2) 100 +screen
`;

describe('the batterystats history as text', () => {
  it('says what was in force at the beginning, and what changed when', () => {
    expect(bodies('batterystats-history', history)).toEqual([
      [0, { kind: 'battery-level', percent: 100 }],
      [0, { kind: 'screen', on: true }],
      [0, { kind: 'power-plug', plugged: true }],
      [0, { kind: 'fgs-logger', transition: 'start', uid: 10_179, packageName: 'com.milink.service' }],
      [0, { kind: 'job-started', component: 'com.y/.work.Job', jobId: undefined, uid: 10_316 }],
      [0, { kind: 'power-plug', plugged: false }],
      [
        5_187,
        { kind: 'activity-top', entered: false, component: undefined, packageName: 'com.miui.home', uid: 10_141 },
      ],
      [5_187, { kind: 'battery-level', percent: 99 }],
      [
        5_187,
        { kind: 'activity-top', entered: true, component: undefined, packageName: 'tv.danmaku.bili', uid: 10_314 },
      ],
      [3_600_000, { kind: 'battery-level', percent: 98 }],
      [3_600_000, { kind: 'screen', on: false }],
      [3_600_000, { kind: 'suspend', entered: true, sleptMs: undefined }],
      [4_200_000, { kind: 'suspend', entered: false, sleptMs: 600_000 }],
      [15_005_325, { kind: 'shutdown' }],
      [15_005_363, { kind: 'boot', stage: 'system-server', sinceBootMs: undefined }],
      [15_009_558, { kind: 'battery-level', percent: 36 }],
      [15_009_558, { kind: 'power-plug', plugged: true }],
      [15_011_363, { kind: 'clock-set', toEpochMs: undefined }],
    ]);
  });
  it('marks what already held, counts the boots, and anchors each fact to the last TIME before it', () => {
    const { facts } = readDump('batterystats-history', history);
    expect(facts.map(({ standing }) => standing === true)).toEqual(facts.map((_, index) => index >= 1 && index <= 4));
    const zero = Date.UTC(2026, 0, 31, 12, 4, 13);
    expect(facts[0]?.time).toEqual({ at: 'since-history-start', elapsedMs: 0, historyLocalMs: zero, boot: 0 });
    expect(
      facts.find(({ body }) => body.kind === 'power-plug' && body.plugged && facts.length > 0)?.time,
    ).toMatchObject({ boot: 0 });
    expect(facts.at(-2)?.time).toEqual({
      at: 'since-history-start',
      elapsedMs: 15_009_558,
      historyLocalMs: Date.UTC(2026, 0, 31, 17, 40, 30) - 15_005_363,
      boot: 1,
    });
  });
  it('ends at the end of the history, whatever looks like a record behind it', () => {
    expect(readDump('batterystats-history', history.replace('\n\nPer-PID', '\nPer-PID')).facts).toHaveLength(18);
  });
  it('survives lines that are torn anywhere', () => {
    for (let cut = 0; cut < history.length; cut += 3) {
      const { facts } = readDump('batterystats-history', history.slice(0, cut));
      expect(facts.length).toBeLessThanOrEqual(18);
    }
  });
});

const checkin = `9,0,i,vers,32,177,PSR1.180720.075,PSR1.180720.075
9,hsp,0,0,"screen"
9,hsp,1,10038,"com.x/com.x.SyncJob"
9,hsp,2,10040,"com.launcher"
9,hsp,3,10041,"quo\\"te"
9,h,0:RESET:TIME:1565788946717
9,h,10,Bl=100,Bs=n,+r,+w=0,+S
9,h,1614,+Ejb=1
9,h,20,-Ejb=1,-S
9,h,66,+Etp=2
9,h,0,+Efg=3
9,h,1000,Bl=99,+BP,-r
9,h,300000,+r
9,h,290:TIME:1565789250000
9,h,5:SHUTDOWN
9,h,5:START
9,h,0:TIME:1565800000000
9,h,10,-Etp=9
9,h,garbage
9,10008,l,jb,x,1,2
`;

describe('the batterystats history as checkin', () => {
  it('adds up the time between records', () => {
    expect(bodies('batterystats-checkin', checkin)).toEqual([
      [0, { kind: 'clock-relation', epochMs: 1565788946717, elapsedMs: 0 }],
      [10, { kind: 'battery-level', percent: 100 }],
      [10, { kind: 'screen', on: true }],
      [1_624, { kind: 'job-started', component: 'com.x/.SyncJob', jobId: undefined, uid: 10_038 }],
      [1_644, { kind: 'job-finished', component: 'com.x/.SyncJob', jobId: undefined, uid: 10_038, detail: undefined }],
      [1_644, { kind: 'screen', on: false }],
      [1_710, { kind: 'activity-top', entered: true, component: undefined, packageName: 'com.launcher', uid: 10_040 }],
      [1_710, { kind: 'fgs-logger', transition: 'start', uid: 10_041, packageName: 'quo"te' }],
      [2_710, { kind: 'battery-level', percent: 99 }],
      [2_710, { kind: 'power-plug', plugged: true }],
      [2_710, { kind: 'suspend', entered: true, sleptMs: undefined }],
      [302_710, { kind: 'suspend', entered: false, sleptMs: 300_000 }],
      [303_000, { kind: 'clock-relation', epochMs: 1565789250000, elapsedMs: 303_000 }],
      [303_005, { kind: 'shutdown' }],
      [303_010, { kind: 'boot', stage: 'system-server', sinceBootMs: undefined }],
      [303_010, { kind: 'clock-relation', epochMs: 1565800000000, elapsedMs: 303_010 }],
    ]);
  });
  it('names the records it cannot read', () => {
    expect(readDump('batterystats-checkin', checkin).problems.map(({ what, line }) => [what, line])).toEqual([
      ['an event of the battery history names no known string', 18],
      ['a record of the battery history cannot be read', 19],
    ]);
  });
  it('places every fact on the wall clock', () => {
    const job = readDump('batterystats-checkin', checkin).facts[3];
    expect(job?.time).toEqual({ at: 'since-history-start', elapsedMs: 1_624, historyEpochMs: 1565788946717, boot: 0 });
    expect(job?.line).toBe(8);
  });
});

describe('the name of a job', () => {
  it.each([
    ['com.x/com.x.SyncJob', 'com.x/.SyncJob'],
    ['@ns@com.x/.SyncJob', 'com.x/.SyncJob'],
    ['#trace#@ns@com.x/.SyncJob', 'com.x/.SyncJob'],
    ['own tag:com.x', 'own tag:com.x'],
    ['@open', '@open'],
  ])('%s is %s', (name, component) => expect(jobComponent(name)).toBe(component));
});

describeWithRealData('real batterystats', () => {
  it('Android 9 checkin: 28 jumps of the wall clock and 39 pairs of job start and finish', () => {
    const { facts, problems } = readDump('batterystats-checkin', realData('S03_emulator_a9_batterystats_checkin.txt'));
    const relations = facts.flatMap(({ body }) => (body.kind === 'clock-relation' ? [body] : []));
    const jumps = relations.slice(1).map((now, index) => {
      const before = relations[index] ?? now;
      return now.epochMs - before.epochMs - (now.elapsedMs - before.elapsedMs);
    });
    expect(jumps.filter((jump) => Math.abs(jump) > 2_000)).toHaveLength(28);
    expect(Math.max(...jumps)).toBeGreaterThan(7_100_000);
    expect(countKinds(facts)).toMatchObject({ 'job-started': 39, 'job-finished': 39 });
    expect(problems).toEqual([]);
  });
  it('Android 15: reboots at +4h10m05s, +5h11m56s and +7h00m33s', () => {
    const { facts, problems } = readDump('batterystats-history', realData('fishbonec_miro__batterystats4.txt'));
    const at = (kind: string): number[] =>
      facts.flatMap(({ body, time }) =>
        body.kind === kind && time.at === 'since-history-start' ? [time.elapsedMs] : [],
      );
    expect(at('shutdown')).toEqual([15_005_325, 18_716_719, 25_233_759]);
    expect(at('boot')).toEqual([15_005_363, 18_716_763, 25_233_789]);
    const last = facts.at(-1)?.time;
    expect(last).toMatchObject({ at: 'since-history-start', boot: 3 });
    expect(problems).toEqual([]);
    expect(countKinds(facts)['activity-top']).toBeGreaterThan(300);
  });
  it('an earlier snapshot of the same history gives a prefix of the facts', () => {
    const strip = (name: string): unknown[] =>
      readDump('batterystats-history', realData(name)).facts.map(({ time, body, standing }) => ({
        time,
        body,
        standing,
      }));
    const earlier = strip('fishbonec_miro__batterystats3.txt');
    const later = strip('fishbonec_miro__batterystats4.txt');
    expect(earlier.length).toBeGreaterThan(2_700);
    expect(later.length).toBeGreaterThan(earlier.length);
    expect(later.slice(0, earlier.length)).toEqual(earlier);
  });
  it.each([
    'fishbonec_miro__batterystats.txt',
    'fishbonec_miro__batterystats0.txt',
    'fishbonec_miro__batterystats3.txt',
  ])('%s: recognised, and every started thing has a known uid', (name) => {
    const bytes = realData(name);
    expect(detectDumpKind(new TextDecoder().decode(bytes.subarray(0, 4_000)).split(/\r?\n/))).toBe(
      'batterystats-history',
    );
    const { facts, problems } = readDump('batterystats-history', bytes);
    expect(facts.length).toBeGreaterThan(20);
    expect(problems).toEqual([]);
    for (const { body } of facts) if (body.kind === 'job-started') expect(body.uid).toBeTypeOf('number');
  });
});
