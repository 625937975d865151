import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (tag: string, message: string) => recognise(sampleRecord(tag, message, { uid: 10_155 }));
const work = '[ id=e40474c3-4de4-4f22-a961-30bda596bfa5, tags={ com.foo.work.FlushWork,app_scope } ]';
const ids = { workId: 'e40474c3-4de4-4f22-a961-30bda596bfa5', worker: 'com.foo.work.FlushWork' };

describe('workers', () => {
  it('end with a result', () => {
    for (const [word, result] of [
      ['SUCCESS', 'success'],
      ['RETRY', 'retry'],
      ['FAILURE', 'failure'],
    ] as const) {
      expect(read('WM-WorkerWrapper', `Worker result ${word} for Work ${work}`)).toEqual([
        { kind: 'worker-result', result, ...ids },
      ]);
    }
  });

  it('are cancelled from outside, or throw', () => {
    expect(read('WM-WorkerWrapper', `Work ${work} was cancelled`)).toEqual([
      { kind: 'worker-result', result: 'cancelled', ...ids },
    ]);
    expect(read('WM-WorkerWrapper', `Work ${work} failed because it threw an exception/error`)).toMatchObject([
      { result: 'threw' },
    ]);
    expect(read('WM-WorkerWrapper', 'Status for x is RUNNING; not doing any work')).toEqual([]);
  });

  it('go to the foreground and leave it', () => {
    expect(read('WM-SystemFgDispatcher', 'Started foreground service Intent { cmp=a/b }')).toEqual([
      { kind: 'worker-foreground', change: 'started' },
    ]);
    expect(read('WM-SystemFgDispatcher', 'Stopping foreground service')).toEqual([
      { kind: 'worker-foreground', change: 'stopped' },
    ]);
  });
});

describe('what an app says about its time-outs', () => {
  it('is that WorkManager was called', () => {
    expect(read('WM-SystemFgDispatcher', 'Foreground service timed out, FGS type: 1')).toEqual([
      { kind: 'app-saw-timeout', detail: 'called', types: 1 },
    ]);
  });

  it('is that the service was gone already', () => {
    expect(read('Service', 'Service already destroyed, skipping onTimeLimitExceeded()')).toEqual([
      { kind: 'app-saw-timeout', detail: 'already-destroyed', types: undefined },
    ]);
    expect(read('Service', 'Service no longer relevant, skipping onTimeLimitExceeded()')).toMatchObject([
      { detail: 'no-longer-relevant' },
    ]);
    expect(read('Service', 'Service already destroyed, skipping onTimeout()')).toHaveLength(1);
  });

  it('is that a plug-in ended its service', () => {
    expect(read('ForegroundService', 'The service(id: 3) timed out and was terminated by the system.')).toMatchObject([
      { kind: 'app-saw-timeout', detail: 'called' },
    ]);
  });

  it('is a start that was refused because the time was used up, caught by WorkManager', () => {
    expect(read('WM-SystemFgService', 'Unable to start foreground service')).toEqual([]);
    const next =
      'android.app.ForegroundServiceStartNotAllowedException: Time limit already exhausted for foreground service type dataSync';
    expect(read('WM-SystemFgService', next)).toEqual([
      {
        kind: 'exhausted-exception',
        typeLabel: 'dataSync',
        wrapper: 'handled',
        component: undefined,
        serviceClass: 'androidx.work.impl.foreground.SystemForegroundService',
      },
    ]);
  });

  it('is the same under the tags of frameworks, where nobody knows whether it was handled', () => {
    for (const tag of ['ReactNative', 'flutter', 'System.err']) {
      expect(read(tag, 'E: Time limit already exhausted for foreground service type mediaProcessing, x')).toEqual([
        { kind: 'exhausted-exception', typeLabel: 'mediaProcessing', wrapper: 'unknown', component: undefined },
      ]);
    }
  });
});
