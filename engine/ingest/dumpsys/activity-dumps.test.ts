import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../android/service-types.js';
import type { FactBody } from '../fact.js';
import { readDump } from './dump-fixture.js';

type Snapshot = Extract<FactBody, { kind: 'service-snapshot' }>;
const snapshots = (text: string): Snapshot[] =>
  readDump('activity-services', text)
    .facts.map(({ body }) => body)
    .filter((body): body is Snapshot => body.kind === 'service-snapshot');

const block = (fields: string): string => `ACTIVITY MANAGER SERVICES (dumpsys activity services)
  User 0 active services:
  * ServiceRecord{60b6c7d u0 com.x/com.x.Sync c:com.x}
    intent={cmp=com.x/.Sync}
    packageName=com.x
    processName=com.x:remote
    targetSdkVersion=35
    app=ProcessRecord{8533fdc 2478:com.x:remote/u0a123}
${fields}    createTime=-3h1m22s566ms startingBgTimeout=--
    lastActivity=-1h8m34s876ms restartTime=-3h1m22s566ms createdFromFg=false
    startRequested=true delayedStop=false stopIfKilled=false callStart=true lastStartId=13
    Bindings:
    * IntentBindRecord{cf5272a}:
      intent={act=y}
      startRequested=false packageName=other
`;

describe('dumpsys activity services', () => {
  it.each([
    [
      'without types up to Android 13',
      '    isForeground=true foregroundId=7 foregroundNoti=Notification(x)\n',
      undefined,
    ],
    ['with eight digits on Android 14', '    isForeground=true foregroundId=7 types=00000001 foregroundNoti=N(x)\n', 1],
    ['with 0x later', '    isForeground=true foregroundId=7 types=0x40000008 foregroundNoti=N(x)\n', 0x40000008],
    ['with the manifest mask', '    isForeground=true foregroundId=7 types=0xFFFFFFFF foregroundNoti=N(x)\n', -1],
  ])('reads a foreground service %s', (_, line, types) => {
    expect(snapshots(block(line))).toEqual([
      {
        kind: 'service-snapshot',
        service: { hash: '60b6c7d', user: 0, component: 'com.x/.Sync' },
        packageName: 'com.x',
        processName: 'com.x:remote',
        pid: 2478,
        uid: 10_123,
        targetSdk: 35,
        isForeground: true,
        types,
        startRequested: true,
        ageMs: 10_882_566,
        isShortService: false,
      },
    ]);
  });
  it('knows a short service by its line and by its type', () => {
    const short = '    isForeground=true foregroundId=1 types=00000800 foregroundNoti=N(x)\n';
    const line =
      '    isShortFgs=true startId=1 startForegroundCount=1 startTime=-9m32s557ms timeout=-6m32s557ms demoteTime=--\n';
    expect(snapshots(block(short))[0]).toMatchObject({ isShortService: true, types: ServiceType.shortService });
    expect(snapshots(block(line))[0]).toMatchObject({ isShortService: true, isForeground: false });
  });
  it('reads a bare block without a process, and nothing from behind its bindings', () => {
    const text =
      '  * ServiceRecord{1a u10 com.y/.S}\n    packageName=com.y\n    createTime=--\n\n    packageName=none\n';
    expect(snapshots(text)).toEqual([
      expect.objectContaining({ pid: undefined, uid: undefined, ageMs: undefined, packageName: 'com.y' }),
    ]);
  });
  it('keeps the place of the whole block', () => {
    const text = block('');
    const [fact] = readDump('activity-services', text).facts;
    expect(fact).toMatchObject({ line: 3, time: { at: 'before-dump', agoMs: 0 } });
    expect(text.slice(fact?.byteStart, fact?.byteEnd)).toMatch(/^ {2}\* ServiceRecord[\s\S]*packageName=other$/);
  });
  it('says when a record cannot be read', () => {
    const { facts, problems } = readDump('activity-services', '  * ServiceRecord{??? broken}\n    packageName=x\n');
    expect(facts).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

describe('dumpsys activity settings', () => {
  it('takes the keys that decide about limits and leaves the others', () => {
    const text = `ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:
  max_cached_processes=32
  short_fgs_timeout_duration=180000
  data_sync_fgs_timeout_duration=600000
  CUR_MAX_CACHED_PROCESSES=32
`;
    expect(readDump('activity-settings', text).facts.map(({ body, line }) => [body, line])).toEqual([
      [{ kind: 'config-value', key: 'short_fgs_timeout_duration', value: '180000' }, 3],
      [{ kind: 'config-value', key: 'data_sync_fgs_timeout_duration', value: '600000' }, 4],
    ]);
  });
});

const exitHeader = `ACTIVITY MANAGER PROCESS EXIT INFO (dumpsys activity exit-info)
Last Timestamp of Persistence Into Persistent Storage: 2026-09-10 09:59:30.123
  package: com.x
    Historical Process Exit for uid=10123
`;
const exitBlock = (description: string, reason = '4 (APP CRASH(EXCEPTION))'): string => `        ApplicationExitInfo #0:
          timestamp=2026-09-10 09:59:30.123 pid=321 realUid=99001 packageUid=10123 definingUid=10123 user=0
          process=com.x:remote reason=${reason} subreason=0 (UNKNOWN) status=0
          importance=125 pss=0.00 rss=13MB description=${description} state=empty trace=null
`;

describe('dumpsys activity exit-info', () => {
  it('reads a record with several fields on a line', () => {
    expect(readDump('exit-info', exitHeader + exitBlock('crash')).facts[0]).toMatchObject({
      time: { at: 'stamp', stamp: { clock: 'local', localMs: Date.UTC(2026, 8, 10, 9, 59, 30, 123) } },
      body: {
        kind: 'exit-info',
        pid: 321,
        uid: 10_123,
        processName: 'com.x:remote',
        reasonCode: 4,
        reasonName: 'APP CRASH(EXCEPTION)',
        subreasonCode: 0,
        status: 0,
        importance: 125,
        description: 'crash',
      },
      line: 5,
    });
  });
  it('reads the same record with one field on each line', () => {
    const onePerLine = exitBlock('crash').replace(/(?<=\S) (?=[a-zA-Z]+=)/g, '\n            ');
    expect(onePerLine.split('\n').length).toBeGreaterThan(14);
    expect(readDump('exit-info', exitHeader + onePerLine).facts[0]?.body).toEqual(
      readDump('exit-info', exitHeader + exitBlock('crash')).facts[0]?.body,
    );
  });
  it.each([
    'stop com.x due to from pid 9, user=0, subreason=21 (FORCE STOP)',
    'a state=empty description=inside, reason=1 (X) pid=5',
    'Killing, because of (unbalanced',
  ])('keeps a description with commas and with words like keys: %s', (description) => {
    expect(readDump('exit-info', exitHeader + exitBlock(description)).facts[0]?.body).toMatchObject({
      description,
      pid: 321,
      reasonCode: 4,
      subreasonCode: 0,
    });
  });
  it('has no description when the platform prints null, and no subreason where it is not printed', () => {
    const old = exitBlock('null', '10 (USER REQUESTED)').replace(' subreason=0 (UNKNOWN)', '');
    expect(readDump('exit-info', exitHeader + old).facts[0]?.body).toMatchObject({
      description: undefined,
      subreasonCode: undefined,
      reasonName: 'USER REQUESTED',
    });
  });
  it('reads every record and says which one is damaged', () => {
    const damaged = '        ApplicationExitInfo #1:\n          timestamp=2026-09-10 09:59:30.123 pid=abc\n';
    const { facts, problems } = readDump('exit-info', exitHeader + exitBlock('a') + damaged + exitBlock('b'));
    expect(facts.map(({ body }) => (body.kind === 'exit-info' ? body.description : ''))).toEqual(['a', 'b']);
    expect(problems).toEqual([
      { what: 'an exit record of the dump cannot be read', line: 9, text: expect.any(String) as string },
    ]);
  });
});
