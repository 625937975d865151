import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (event: string, payload: string) => recognise(sampleRecord(event, payload, { uid: 1000 }));

describe('process events', () => {
  it('tell a start', () => {
    expect(read('am_proc_start', '[0,4686,10067,com.foo,broadcast,com.foo/com.bar.Receiver]')).toEqual([
      {
        kind: 'process-started',
        pid: 4_686,
        uid: 10_067,
        processName: 'com.foo',
        hostingType: 'broadcast',
        component: 'com.foo/com.bar.Receiver',
      },
    ]);
    expect(read('am_proc_start', '[0,1,10067,com.foo,pre-top-activity,{com.foo/com.foo.Main}]')).toMatchObject([
      { component: 'com.foo/.Main' },
    ]);
    expect(read('am_proc_start', '[0,2020,1037,WebViewLoader-x86,,]')).toMatchObject([{ hostingType: undefined }]);
    expect(read('am_proc_start', '[4686,10067,com.foo,service,com.foo/.Svc]')).toMatchObject([
      { pid: 4_686, uid: 10_067, processName: 'com.foo' },
    ]);
  });

  it('tell that a process was bound', () => {
    expect(read('am_proc_bound', '[0,4686,com.foo:remote]')).toEqual([
      { kind: 'process-bound', pid: 4_686, processName: 'com.foo:remote' },
    ]);
  });

  it('tell a death with three, four and five fields', () => {
    const base = { kind: 'process-died', pid: 12, processName: 'com.foo' };
    expect(read('am_proc_died', '[0,12,com.foo]')).toEqual([{ ...base, oomAdj: undefined, processState: undefined }]);
    expect(read('am_proc_died', '[0,12,com.foo,906]')).toEqual([{ ...base, oomAdj: 906, processState: undefined }]);
    expect(read('am_proc_died', '[0,12,com.foo,200,4]')).toEqual([{ ...base, oomAdj: 200, processState: 4 }]);
  });

  it('tell a kill in the forms of Android 2.3, 5 and today', () => {
    const base = { kind: 'process-killed', uid: undefined };
    expect(read('am_kill', '[18971,com.foo,14,too many background]')).toEqual([
      { ...base, pid: 18_971, processName: 'com.foo', oomAdj: 14, reason: 'too many background' },
    ]);
    expect(read('am_kill', '[0,5186,com.foo,15,empty #17]')).toEqual([
      { ...base, pid: 5_186, processName: 'com.foo', oomAdj: 15, reason: 'empty #17' },
    ]);
    expect(read('am_kill', '[0,5186,com.foo,905,depends on a/b, in dying proc x (adj 0),123456]')).toEqual([
      { ...base, pid: 5_186, processName: 'com.foo', oomAdj: 905, reason: 'depends on a/b, in dying proc x (adj 0)' },
    ]);
  });

  it('tell an ANR with its whole reason', () => {
    expect(read('am_anr', '[0,77,com.foo,953695812,Input dispatching timed out (a, b), waited 5000ms]')).toEqual([
      {
        kind: 'process-not-responding',
        pid: 77,
        processName: 'com.foo',
        reason: 'Input dispatching timed out (a, b), waited 5000ms',
      },
    ]);
  });

  it('tell that a service did not start, as an ANR', () => {
    const reason =
      'Context.startForegroundService() did not then call Service.startForeground(): ServiceRecord{1a u0 com.foo/.Svc}';
    expect(read('am_anr', `[0,77,com.foo,1,${reason}]`).at(1)).toEqual({
      kind: 'did-not-start-exception',
      form: 'anr',
      component: 'com.foo/.Svc',
      processName: 'com.foo',
    });
  });

  it('do not take the ANR of a short service for a crash', () => {
    const reason =
      'A foreground service of FOREGROUND_SERVICE_TYPE_SHORT_SERVICE did not stop within a timeout: ComponentInfo{com.foo/com.foo.Svc}';
    expect(read('am_anr', `[0,77,com.foo,1,${reason}]`).map(({ kind }) => kind)).toEqual(['process-not-responding']);
  });

  it('tell a crash with commas in its message, in the forms with eight and nine fields', () => {
    const expected = [
      {
        kind: 'process-crashed',
        pid: 9,
        processName: 'com.foo',
        exceptionClass: 'go.Universe$proxyerror',
        exceptionMessage: 'open /x/y: no such file, or directory',
      },
    ];
    const start = '[0,9,com.foo,1,go.Universe$proxyerror,open /x/y: no such file, or directory';
    expect(read('am_crash', `${start},Main.java,12]`)).toEqual(expected);
    expect(read('am_crash', `${start},Main.java,12,0]`)).toEqual(expected);
  });

  it('tell the crash of a service that did not stop', () => {
    const text =
      'A foreground service of type dataSync did not stop within its timeout: ComponentInfo{com.foo/com.foo.Svc}';
    const exception = 'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException';
    const [crash, limit] = read('am_crash', `[0,9,com.foo:bg,1,${exception},${text},ActivityThread.java,2000,0]`);
    expect(crash).toMatchObject({ kind: 'process-crashed', exceptionMessage: text });
    expect(limit).toEqual({
      kind: 'did-not-stop-exception',
      typeLabel: 'dataSync',
      component: 'com.foo/.Svc',
      processName: 'com.foo:bg',
    });
  });

  it('tell freezing, also with the fields that later releases add', () => {
    expect(read('am_freeze', '[29959,com.foo:black]')).toMatchObject([{ frozen: true, pid: 29_959 }]);
    expect(read('am_unfreeze', '[27271,com.foo,6]')).toEqual([
      { kind: 'process-frozen', frozen: false, pid: 27_271, processName: 'com.foo' },
    ]);
  });

  it('tell the life of a uid', () => {
    const changes = ['running', 'stopped', 'active', 'idle'];
    expect(changes.flatMap((change) => read(`am_uid_${change}`, '10123'))).toEqual(
      changes.map((change) => ({ kind: 'uid-lifecycle', uid: 10_123, change })),
    );
    expect(read('am_uid_idle', '[10123]')).toMatchObject([{ uid: 10_123 }]);
  });

  it('tell states of uids and processes', () => {
    expect(read('am_uid_state_changed', '[10123,55,2,4,127,0,0,activityChange]')).toEqual([
      { kind: 'uid-state', uid: 10_123, state: 2, oldState: 4 },
    ]);
    expect(read('am_proc_state_changed', '[10123,77,55,4,2,200,0,uiVisibility]')).toEqual([
      { kind: 'process-state', uid: 10_123, pid: 77, state: 4, oldState: 2 },
    ]);
  });

  it('say nothing in an unknown shape', () => {
    const events = ['am_proc_start', 'am_proc_died', 'am_kill', 'am_anr', 'am_crash', 'am_freeze'];
    for (const event of events) {
      for (const payload of ['', '[]', '[x]', '[,,,]', 'text', '[0,x y,z]']) {
        expect(read(event, payload), `${event} ${payload}`).toEqual([]);
      }
    }
  });
});
