import { describe, expect, it } from 'vitest';
import { describeWithRealData, realData } from '../../testing/real-data.js';
import type { FactBody } from '../fact.js';
import { readDump } from './dump-fixture.js';
import { detectDumpKind } from './dump-kind.js';
import { stopReasonOf } from './jobscheduler.js';

describe('dumpsys jobscheduler', () => {
  it('reads starts and stops with their age, and ignores the -P of stops', () => {
    const text = `  Job history:
     -3h01m27s804ms   START: #u0a19/8580 com.x/com.x.SyncJob
     -3h01m27s355ms  STOP-P: #u0a19/8580 com.x/com.x.SyncJob app called jobFinished
     -3h01m29s523ms START-P: #u0a38/-7 com.x/.Other
           -27m02s666ms    STOP: #u0a38/-7 com.x/.Other timeout
           -26m ??? STOP: #broken
`;
    expect(readDump('jobscheduler', text).facts.map(({ time, body }) => [time, body])).toEqual([
      [
        { at: 'before-dump', agoMs: 10_887_804 },
        { kind: 'job-started', component: 'com.x/.SyncJob', jobId: 8580, uid: 10_019 },
      ],
      [
        { at: 'before-dump', agoMs: 10_887_355 },
        {
          kind: 'job-finished',
          component: 'com.x/.SyncJob',
          jobId: 8580,
          uid: 10_019,
          detail: 'app called jobFinished',
        },
      ],
      [
        { at: 'before-dump', agoMs: 10_889_523 },
        { kind: 'job-started', component: 'com.x/.Other', jobId: -7, uid: 10_038 },
      ],
      [
        { at: 'before-dump', agoMs: 1_622_666 },
        {
          kind: 'job-stopped',
          component: 'com.x/.Other',
          jobId: -7,
          uid: 10_038,
          reason: 'timeout',
          detail: 'timeout',
        },
      ],
    ]);
  });
  it('takes the quota and run-time constants wherever the release prints them', () => {
    const text =
      'Settings:\n  min_ready_jobs_count=1 \n    qc_window_size_working_ms=600000\n  runtime_free_quota_max_limit_ms=1800000 \n';
    expect(readDump('jobscheduler', text).facts.map(({ body }) => body)).toEqual([
      { kind: 'config-value', key: 'qc_window_size_working_ms', value: '600000' },
      { kind: 'config-value', key: 'runtime_free_quota_max_limit_ms', value: '1800000' },
    ]);
  });
  it.each([
    ['timeout', 'timeout'],
    ['constraints', 'device-state'],
    ['preempt', 'device-state'],
    ['device_idle', 'device-state'],
    ['anr', 'no-response'],
    ['canceled', 'other'],
    ['unexpectedly disconnected', 'other'],
  ])('%s is %s', (detail, reason) => expect(stopReasonOf(detail)).toBe(reason));
});

describeWithRealData('a real job history', () => {
  it('Android 9: the stop texts as often as they stand there', () => {
    const bytes = realData('S09_emulator_a9_dumpsys_jobscheduler.txt');
    expect(detectDumpKind([new TextDecoder().decode(bytes.subarray(0, 29))])).toBe('jobscheduler');
    const { facts, problems } = readDump('jobscheduler', bytes);
    const texts: Record<string, number> = {};
    const ofKind = (kind: FactBody['kind']): number => facts.filter(({ body }) => body.kind === kind).length;
    for (const { body } of facts) {
      if (body.kind !== 'job-finished' && body.kind !== 'job-stopped') continue;
      texts[body.detail ?? ''] = (texts[body.detail ?? ''] ?? 0) + 1;
    }
    expect(texts).toEqual({
      'app called jobFinished': 23,
      'onStartJob returned false': 7,
      canceled: 7,
      'last work dequeued': 3,
      'cancelled while waiting for bind': 2,
      'unexpectedly disconnected': 1,
    });
    expect([ofKind('job-finished'), ofKind('job-stopped'), ofKind('job-started')]).toEqual([33, 10, 43]);
    expect(problems).toEqual([]);
  });
});

describe('the kind of a dump', () => {
  it.each([
    ['== dumpstate: 2019-08-15 15:08:46', 'bugreport'],
    ['Battery History (1% used, 67KB used of 4096KB, 278 strings using 12KB):', 'batterystats-history'],
    ['9,0,i,vers,32,177,A,B', 'batterystats-checkin'],
    ['------ CHECKIN BATTERYSTATS (/system/bin/dumpsys -T 30000 batterystats -c) ------', 'batterystats-checkin'],
    ['DUMP OF SERVICE NORMAL jobscheduler:', 'jobscheduler'],
    ['JOB SCHEDULER (dumpsys jobscheduler)', 'jobscheduler'],
    ['ACTIVITY MANAGER SERVICES (dumpsys activity services)', 'activity-services'],
    ['ACTIVITY MANAGER PROCESS EXIT INFO (dumpsys activity exit-info)', 'exit-info'],
    ['ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:', 'activity-settings'],
  ])('%s', (line, kind) => expect(detectDumpKind(['', '====', line])).toBe(kind));
  it('is none for a log, even one that quotes a dump', () => {
    expect(detectDumpKind(['08-14 21:22:18.650  1553  1553 I App: Battery History (1% used)'])).toBeUndefined();
  });
  it('reads whatever it is given without a throw', () => {
    let seed = 11;
    const next = (): number => (seed = (seed * 1103515245 + 12345) >>> 0) >>> 16;
    const pieces = [
      '9,h,',
      '9,hsp,',
      '1',
      ',',
      '"',
      ':',
      '  * ServiceRecord{',
      'a u0 b/.c}',
      '=',
      'app',
      ' (2) 100 ',
      '+top=',
      'u0a1',
      '#',
      'START: ',
      '-1m',
      '\n',
      ' ',
      'ApplicationExitInfo #0:',
      ' pid=1',
    ];
    for (const kind of [
      'activity-services',
      'activity-settings',
      'exit-info',
      'batterystats-history',
      'batterystats-checkin',
      'jobscheduler',
    ] as const) {
      for (let round = 0; round < 100; round++) {
        const text = Array.from({ length: 300 }, () => pieces[next() % pieces.length] ?? '').join('');
        const { facts } = readDump(kind, `Battery History (\n${text}`);
        for (const fact of facts) expect(fact.byteEnd).toBeGreaterThan(fact.byteStart);
      }
    }
  });
});
