import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (message: string) => recognise(sampleRecord('ActivityManager', message));

describe('a process start', () => {
  it('is read in the form with a component in braces', () => {
    const line =
      'Start proc 32127:com.foo/u0a251 for pre-top-activity {com.foo/com.foo.LauncherActivity} caller=com.miui.home';
    expect(read(line)).toEqual([
      {
        kind: 'process-started',
        pid: 32_127,
        uid: 10_251,
        processName: 'com.foo',
        hostingType: 'pre-top-activity',
        component: 'com.foo/.LauncherActivity',
      },
    ]);
  });

  it('is read in the form without braces, also for types of two words', () => {
    expect(read('Start proc 19359:com.foo.cal:bg/u0a3 for content provider com.foo.cal/.Provider')).toMatchObject([
      { processName: 'com.foo.cal:bg', hostingType: 'content provider', component: 'com.foo.cal/.Provider' },
    ]);
    expect(read('Start proc 9:com.foo/1001 for added application com.foo')).toMatchObject([
      { uid: 1_001, hostingType: 'added application', component: undefined },
    ]);
  });

  it('is read in the old form, which tells pid and uid at its end', () => {
    const line =
      'Start proc com.foo:main for service com.foo/.playback.Svc: pid=32676 uid=10037 gids={50037, 3003, 1015, 1028}';
    expect(read(line)).toEqual([
      {
        kind: 'process-started',
        pid: 32_676,
        uid: 10_037,
        processName: 'com.foo:main',
        hostingType: 'service',
        component: 'com.foo/.playback.Svc',
      },
    ]);
  });

  it('is read for isolated processes and where nothing hosts it', () => {
    expect(read('Start proc 2020:WebViewLoader-x86/1037 [android.webkit.RelroFileCreator] for ')).toMatchObject([
      { pid: 2_020, uid: 1_037, hostingType: undefined, component: undefined },
    ]);
    expect(
      read('Start proc 32295:com.w:sandboxed_process0:org.c.Svc0:0/u0i51 for  {com.foo/org.c.Svc0:0} caller=a'),
    ).toMatchObject([{ uid: 99_051, processName: 'com.w:sandboxed_process0:org.c.Svc0:0', hostingType: undefined }]);
  });

  it('is not read from a torn line', () => {
    expect(['Start proc ', 'Start proc 12', 'Start proc com.foo for service x'].flatMap(read)).toEqual([]);
  });
});

describe('a process death', () => {
  it('tells adjustment and state where they are printed', () => {
    expect(read('Process com.foo (pid 31559) has died: fg +50 FGS ')).toEqual([
      { kind: 'process-died', pid: 31_559, processName: 'com.foo', oomAdj: 50, processState: 4 },
    ]);
    expect(read('Process com.foo (pid 1) has died: prcp FGS ')).toMatchObject([{ oomAdj: 200, processState: 4 }]);
    expect(read('Process com.foo (pid 1) has died: cch+5 CEM ')).toMatchObject([{ oomAdj: 905, processState: 19 }]);
    expect(read('Process com.foo (pid 1) has died: vis  TOP (163,1001)')).toMatchObject([
      { oomAdj: 100, processState: 2 },
    ]);
    expect(read('Process com.foo (pid 1) has died: psvc PER ')).toMatchObject([{ oomAdj: -700, processState: 0 }]);
  });

  it('is read in its old forms', () => {
    const expected = [
      { kind: 'process-died', pid: 7, processName: 'com.foo', oomAdj: undefined, processState: undefined },
    ];
    expect(read('Process com.foo (pid 7) has died.')).toEqual(expected);
    expect(read('Process com.foo (pid 7) has died')).toEqual(expected);
  });

  it('is not any other line about a process', () => {
    expect(read('Process com.foo (pid 7) failed to attach')).toEqual([]);
  });
});

describe('a kill', () => {
  it('tells process, adjustment and reason', () => {
    expect(read('Killing 18535:com.foo/u0a85 (adj 0): stop com.foo due to from pid 123')).toEqual([
      {
        kind: 'process-killed',
        pid: 18_535,
        processName: 'com.foo',
        uid: 10_085,
        oomAdj: 0,
        reason: 'stop com.foo due to from pid 123',
      },
    ]);
  });

  it('gives an isolated process its own uid and not that of its app', () => {
    expect(read('Killing 31717:com.w:sandboxed_process0:org.c.Svc0:0/u0a251i50 (adj 50): SwipeUpClean')).toMatchObject([
      { uid: 99_050, oomAdj: 50, reason: 'SwipeUpClean' },
    ]);
  });

  it('gives a process of an app zygote its own uid', () => {
    expect(read('Killing 7:com.foo:sandbox/u0a251i-8950 (adj 50): x')).toMatchObject([{ pid: 7, uid: 90_050 }]);
  });

  it('is read from the line of old releases', () => {
    expect(read('No longer want com.foo:main (pid 32501): empty for 1805s')).toMatchObject([
      { kind: 'process-killed', pid: 32_501, processName: 'com.foo:main', reason: 'empty for 1805s' },
    ]);
  });
});

describe('a force-stop', () => {
  it('tells package and uid', () => {
    expect(read('Force stopping com.foo appid=10123 user=0: from pid 123')).toEqual([
      { kind: 'force-stopped', packageName: 'com.foo', uid: 10_123 },
    ]);
    expect(read('Force stopping com.foo appid=10123 user=10: from pid 123')).toMatchObject([{ uid: 1_010_123 }]);
  });

  it('is a removal when the package manager deletes the package', () => {
    expect(read('Force stopping com.foo appid=10123 user=-1: deletePackageX')).toEqual([
      { kind: 'force-stopped', packageName: 'com.foo', uid: undefined },
      { kind: 'package-removed', packageName: 'com.foo', uid: undefined },
    ]);
    expect(read('Force stopping com.foo appid=10123 user=-1: uninstall pkg')).toHaveLength(2);
  });

  it('is not a removal for "pkg removed", which every update prints too', () => {
    expect(read('Force stopping com.foo appid=10123 user=-1: installPackageLI')).toHaveLength(1);
    expect(read('Force stopping com.foo appid=10123 user=0: pkg removed')).toHaveLength(1);
  });
});

describe('the freezer', () => {
  it('is read from its lines', () => {
    expect(read('freezing 28798 com.foo:background')).toEqual([
      { kind: 'process-frozen', frozen: true, pid: 28_798, processName: 'com.foo:background' },
    ]);
    expect(read('sync unfroze 7993 com.foo for 6')).toEqual([
      { kind: 'process-frozen', frozen: false, pid: 7_993, processName: 'com.foo' },
    ]);
  });
});
