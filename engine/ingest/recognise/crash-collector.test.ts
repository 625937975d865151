import { describe, expect, it } from 'vitest';
import type { FactBody } from '../fact.js';
import { CrashCollector } from './crash-collector.js';
import { recognise } from './recognise.js';
import { sampleRecord, type SampleParts } from './sample-record.js';

const didNotStop =
  'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException: A foreground service of type dataSync ' +
  'did not stop within its timeout: ComponentInfo{com.foo/com.foo.Sync}';
const exhausted =
  'android.app.ForegroundServiceStartNotAllowedException: Time limit already exhausted for foreground service type dataSync';

function collect(lines: readonly string[], parts: SampleParts = { pid: 1234, tid: 1234 }): FactBody[] {
  const collector = new CrashCollector();
  return lines.flatMap((line) => collector.feed(sampleRecord('AndroidRuntime', line, parts)));
}

const head = ['FATAL EXCEPTION: main', 'Process: com.foo:bg, PID: 1234'];

describe('a crash', () => {
  it('of a service that did not stop is told once, with its process', () => {
    const bodies = collect([
      ...head,
      didNotStop,
      '\tat android.app.ActivityThread.generateForegroundServiceDidNotStopInTimeException(ActivityThread.java:2292)',
      'Caused by: android.app.StackTrace: Last startServiceCommon() call for this service was made here',
      `Caused by: ${didNotStop}`,
    ]);
    expect(bodies).toEqual([
      {
        kind: 'process-crashed',
        pid: 1234,
        processName: 'com.foo:bg',
        exceptionClass: 'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException',
        exceptionMessage: didNotStop.slice(didNotStop.indexOf(': ') + 2),
      },
      { kind: 'did-not-stop-exception', typeLabel: 'dataSync', component: 'com.foo/.Sync', processName: 'com.foo:bg' },
    ]);
  });

  it('whose head is missing still tells the limit, without a process', () => {
    expect(collect([didNotStop])).toEqual([
      { kind: 'did-not-stop-exception', typeLabel: 'dataSync', component: 'com.foo/.Sync', processName: undefined },
    ]);
  });

  it('whose text was cut before the component still tells the type', () => {
    const cut = didNotStop.slice(0, didNotStop.indexOf('ComponentInfo') + 20);
    expect(collect([cut])).toMatchObject([{ kind: 'did-not-stop-exception', typeLabel: 'dataSync', component: '' }]);
  });

  it('of a service that did not start is known under the classes of all releases', () => {
    const text = 'Context.startForegroundService() did not then call Service.startForeground()';
    const record = ': ServiceRecord{266d400 u0 com.foo/.Svc}';
    const classes = [
      'android.app.RemoteServiceException',
      'android.app.ForegroundServiceDidNotStartInTimeException',
      'android.app.RemoteServiceException$ForegroundServiceDidNotStartInTimeException',
    ];
    for (const name of classes) {
      expect(collect([...head, `${name}: ${text}${record}`]).at(1)).toEqual({
        kind: 'did-not-start-exception',
        form: 'crash',
        component: 'com.foo/.Svc',
        processName: 'com.foo:bg',
      });
    }
    expect(collect([`android.app.RemoteServiceException: ${text}`])).toMatchObject([{ component: undefined }]);
  });

  it('by an exhausted limit names the service of the wrapper', () => {
    const wrapped = `java.lang.RuntimeException: Unable to start service com.foo.Sync@1a2b3c with null: ${exhausted}`;
    expect(collect([...head, wrapped, `Caused by: ${exhausted}`])).toMatchObject([
      { kind: 'process-crashed', exceptionClass: 'java.lang.RuntimeException' },
      { kind: 'exhausted-exception', typeLabel: 'dataSync', wrapper: 'fatal', component: 'com.foo/.Sync' },
    ]);
    const withIntent = wrapped.replace('null', 'Intent { cmp=com.foo/androidx.work.Svc }');
    expect(collect([withIntent])).toMatchObject([{ component: 'com.foo/androidx.work.Svc' }]);
    expect(collect([wrapped])).toMatchObject([{ component: undefined }]);
  });

  it('by a limit that only a cause names is told too', () => {
    const bodies = collect([
      ...head,
      'java.lang.IllegalStateException: boom',
      '\tat a.b(C.java:1)',
      `Caused by: ${exhausted}`,
    ]);
    expect(bodies.map(({ kind }) => kind)).toEqual(['process-crashed', 'exhausted-exception']);
    expect(collect([`Caused by: ${exhausted}`, `Caused by: ${exhausted}`])).toHaveLength(1);
  });

  it('by a start after boot is told', () => {
    const text =
      'java.lang.RuntimeException: Unable to start service com.foo.Sync@1 with Intent { cmp=com.foo/.Sync }: ' +
      'android.app.ForegroundServiceStartNotAllowedException: FGS type dataSync not allowed to start from BOOT_COMPLETED!';
    expect(collect([...head, text]).at(1)).toEqual({
      kind: 'boot-denied-exception',
      typeLabel: 'dataSync',
      component: 'com.foo/.Sync',
    });
  });

  it('by a refused type is told, with the service where the wrapper names it', () => {
    const wrapped = (text: string): string =>
      `java.lang.RuntimeException: Unable to start service com.foo.Sync@1 with Intent { cmp=com.foo/.Sync }: ${text}`;
    const detailOf = (text: string): unknown => collect([...head, wrapped(text)]).at(1);
    const base = { kind: 'type-denied-exception', component: 'com.foo/.Sync' };
    expect(
      detailOf(
        "android.app.StartForegroundCalledOnStoppedServiceException: startForeground(SHORT_SERVICE) called on a service that's not started.",
      ),
    ).toMatchObject({ ...base, detail: 'not-started' });
    expect(
      detailOf(
        'java.lang.IllegalArgumentException: foregroundServiceType 0x00000040 is not a subset of foregroundServiceType attribute 0x00000001 in service element of manifest file',
      ),
    ).toMatchObject({ ...base, detail: 'not-in-manifest' });
    expect(
      detailOf(
        'java.lang.SecurityException: Starting FGS with type camera callerApp=ProcessRecord{1 2:com.foo/u0a1} targetSDK=35 requires permissions: all of the permissions allOf=true [android.permission.FOREGROUND_SERVICE_CAMERA]',
      ),
    ).toMatchObject({ ...base, detail: 'no-permission' });
    // The same words as a mere warning of the system.
    expect(recognise(sampleRecord('ActivityManager', 'Starting FGS with type camera requires permissions: x'))).toEqual(
      [],
    );
  });

  it('by a refused start in the background is told', () => {
    const text =
      'android.app.ForegroundServiceStartNotAllowedException: startForegroundService() not allowed due to ' +
      'mAllowStartForeground false: service com.foo/.Sync';
    expect(collect([...head, text]).at(1)).toMatchObject({
      kind: 'fgs-start-refused',
      call: 'startForegroundService',
      reason: 'background',
    });
  });

  it('of any other kind is told without a limit', () => {
    expect(collect([...head, 'java.lang.NullPointerException', '\tat x.y(Z.java:1)'])).toEqual([
      {
        kind: 'process-crashed',
        pid: 1234,
        processName: 'com.foo:bg',
        exceptionClass: 'java.lang.NullPointerException',
        exceptionMessage: undefined,
      },
    ]);
    expect(collect(['Shutting down VM', 'VM exiting with result code 0.', 'java.lang.Error: x'])).toEqual([]);
  });

  it('may repeat with another process when the layout prints no pid', () => {
    expect(collect([didNotStop, didNotStop], {})).toHaveLength(2);
    expect(collect([...head, didNotStop, ...head, didNotStop], {})).toHaveLength(4);
  });

  it('is kept apart from another one written at the same time', () => {
    const collector = new CrashCollector();
    const feed = (pid: number, line: string) => collector.feed(sampleRecord('AndroidRuntime', line, { pid, tid: pid }));
    feed(1, 'FATAL EXCEPTION: main');
    feed(2, 'FATAL EXCEPTION: main');
    feed(1, 'Process: com.one, PID: 1');
    feed(2, 'Process: com.two, PID: 2');
    expect(feed(1, 'java.lang.Error: a')).toMatchObject([{ pid: 1, processName: 'com.one' }]);
    expect(feed(2, 'java.lang.Error: b')).toMatchObject([{ pid: 2, processName: 'com.two' }]);
  });

  it('is read from one record of many lines', () => {
    expect(collect([[...head, didNotStop, '\tat a.b(C.java:1)'].join('\n')])).toHaveLength(2);
  });

  it('is read from continuation lines without a header', () => {
    const collector = new CrashCollector();
    collector.feed(sampleRecord('AndroidRuntime', 'FATAL EXCEPTION: main', { pid: 7, tid: 7 }));
    const bodies = ['    Process: com.foo, PID: 7', `    ${didNotStop}`].flatMap((line) =>
      collector.continuation(line),
    );
    expect(bodies.map(({ kind }) => kind)).toEqual(['process-crashed', 'did-not-stop-exception']);
    collector.feed(sampleRecord('Other', 'x'));
    expect(collector.continuation(didNotStop)).toEqual([]);
  });

  it('that WorkManager caught is read from a continuation line, and is none', () => {
    const collector = new CrashCollector();
    expect(collector.feed(sampleRecord('WM-SystemFgService', 'Unable to start foreground service'))).toEqual([]);
    expect(collector.continuation(`    ${exhausted}`)).toMatchObject([
      { kind: 'exhausted-exception', wrapper: 'handled' },
    ]);
  });

  it('of endless many writers takes bounded memory and forgets the oldest', () => {
    const collector = new CrashCollector();
    const feed = (pid: number, line: string) => collector.feed(sampleRecord('AndroidRuntime', line, { pid, tid: pid }));
    for (let pid = 1; pid <= 10_000; pid += 1) feed(pid, `Process: com.p${pid}, PID: ${pid}`);
    expect(feed(1, 'java.lang.Error: a')).toEqual([]);
    expect(feed(10_000, 'java.lang.Error: a')).toMatchObject([{ processName: 'com.p10000' }]);
  });
});

describe('an ANR', () => {
  const anr = (lines: readonly string[]) => {
    const collector = new CrashCollector();
    const parts = { pid: 1666, tid: 1686 };
    const bodies = lines.flatMap((line) => collector.feed(sampleRecord('ActivityManager', line, parts)));
    return { bodies, left: collector.finish() };
  };

  it('is told with the process, pid and reason of three records', () => {
    const { bodies, left } = anr([
      'ANR in com.foo (com.foo/.Main)',
      'PID: 18535',
      'Reason: executing service com.foo/.Svc, waited 20001ms',
      'Load: 0.86 / 0.95 / 0.78',
    ]);
    expect(bodies).toEqual([
      {
        kind: 'process-not-responding',
        pid: 18_535,
        processName: 'com.foo',
        reason: 'executing service com.foo/.Svc, waited 20001ms',
      },
    ]);
    expect(left).toEqual([]);
  });

  it('tells a promise that was broken', () => {
    const reason =
      'Reason: Context.startForegroundService() did not then call Service.startForeground(): ServiceRecord{1a u0 com.foo/.Svc}';
    expect(anr(['ANR in com.foo', 'PID: 1', reason]).bodies.at(1)).toMatchObject({
      kind: 'did-not-start-exception',
      form: 'anr',
      processName: 'com.foo',
    });
  });

  it('whose reason never comes is told at the end, with the record that began it', () => {
    const { bodies, left } = anr(['ANR in com.foo', 'ANR in com.bar', 'PID: 5']);
    expect(bodies).toEqual([]);
    expect(left.map(({ record, body }) => [record.message, body])).toEqual([
      ['ANR in com.foo', { kind: 'process-not-responding', pid: undefined, processName: 'com.foo', reason: '' }],
      ['ANR in com.bar', { kind: 'process-not-responding', pid: 5, processName: 'com.bar', reason: '' }],
    ]);
  });

  it('is read from one record of many lines', () => {
    expect(anr(['ANR in com.foo (com.foo/.Main)\nPID: 5\nReason: x\nLoad: 1']).bodies).toMatchObject([
      { pid: 5, reason: 'x' },
    ]);
  });

  it('is not begun by a reason alone', () => {
    expect(anr(['Reason: x', 'PID: 1']).bodies).toEqual([]);
  });
});
