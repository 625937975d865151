import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (event: string, payload: string) =>
  recognise(sampleRecord(`am_foreground_service_${event}`, payload, { uid: 1000 }));

describe('foreground-service events', () => {
  it('have twelve fields from Android 14 on, the last being the type mask in decimal', () => {
    expect(read('timed_out', '[0,com.x/.Sync,1,PROC_STATE_TOP,35,34,0,1,21600012,1,UNKNOWN,1]')).toEqual([
      {
        kind: 'fgs-event',
        transition: 'timed-out',
        user: 0,
        component: 'com.x/.Sync',
        allowWhileInUse: true,
        startReason: 'PROC_STATE_TOP',
        targetSdk: 35,
        callerTargetSdk: 34,
        notificationWasDeferred: false,
        notificationShown: true,
        durationMs: 21_600_012,
        startForegroundCount: 1,
        stopReason: 'UNKNOWN',
        types: 1,
      },
    ]);
    expect(read('start', '[10,com.x/com.x.Sync,0,UID_VISIBLE,35,35,0,0,0,1,UNKNOWN,1073741824]')).toMatchObject([
      { transition: 'start', user: 10, component: 'com.x/.Sync', types: 1 << 30 },
    ]);
  });

  it('have eleven fields before, and then no types', () => {
    expect(read('start', '[0,com.x/.Cls,1,PROC_STATE_PERSISTENT,33,33,0,0,0,1,UNKNOWN]')).toMatchObject([
      { transition: 'start', startReason: 'PROC_STATE_PERSISTENT', types: undefined },
    ]);
  });

  it('tell how a service stopped and how long it ran', () => {
    expect(read('stop', '[0,com.x/.Sync,1,DENIED,35,35,0,1,27899,1,STOP_FOREGROUND,2]')).toMatchObject([
      { transition: 'stop', durationMs: 27_899, stopReason: 'STOP_FOREGROUND', types: 2 },
    ]);
    expect(read('denied', '[0,com.x/.Sync,0,DENIED,35,35,0,0,0,0,UNKNOWN,0]')).toMatchObject([
      { transition: 'denied' },
    ]);
  });

  it('are read in the descriptive form', () => {
    const payload =
      '[User=0,Component Name=com.x/.Sync,allowWhileInUse=1,startReasonCode=PROC_STATE_TOP,targetSdk=35,callerTargetSdk=35,' +
      'notificationWasDeferred=0,notificationShown=1,durationMs=21600.012s,startForegroundCount=1,stopReason=UNKNOWN,fgsType=1]';
    expect(read('timed_out', payload)).toMatchObject([
      { component: 'com.x/.Sync', startReason: 'PROC_STATE_TOP', durationMs: 21_600_012, types: 1 },
    ]);
  });

  it('say nothing in an unknown shape', () => {
    const payloads = ['', '[]', '[0]', '[0,noComponent,1,A,35,35,0,0,0,1,UNKNOWN,1]', '[0,a/b,1,A,x,35,0,0,0,1,U,1]'];
    for (const payload of payloads) expect(read('start', payload), payload).toEqual([]);
  });
});
