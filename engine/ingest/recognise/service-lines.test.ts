import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const line = (message: string) => recognise(sampleRecord('ActivityManager', message));
const event = (name: string, payload: string) => recognise(sampleRecord(name, payload, { uid: 1000 }));

describe('services stopped because their app is idle', () => {
  it('are read with every form of age', () => {
    const ages = ['-7s398ms', '-50s390ms', '-1m17s758ms', '-1h5m29s805ms'].map(
      (age) => line(`Stopping service due to app idle: u0a155 ${age} com.foo/.Svc`)[0],
    );
    expect(ages).toEqual(
      [7_398, 50_390, 77_758, 3_929_805].map((ageMs) => ({
        kind: 'service-stopped-idle',
        uid: 10_155,
        component: 'com.foo/.Svc',
        ageMs,
      })),
    );
  });

  it('are read for the apps of a second user', () => {
    expect(line('Stopping service due to app idle: u10a166 -7s398ms com.foo/com.foo.Svc')).toMatchObject([
      { uid: 1_010_166, component: 'com.foo/.Svc' },
    ]);
  });

  it('are read from the event, with and without a user', () => {
    expect(event('am_stop_idle_service', '[10090,com.foo/.Cls]')).toMatchObject([{ uid: 10_090, ageMs: undefined }]);
    expect(event('am_stop_idle_service', '[0,10090,com.foo/.Cls]')).toMatchObject([{ uid: 10_090 }]);
    expect(event('am_stop_idle_service', '[com.foo/.Cls]')).toEqual([]);
  });
});

describe('other lines about services', () => {
  it('tell a refused start in the background', () => {
    const tail = 'from pid=3051 uid=10065 pkg=com.foo startFg?=true';
    expect(
      line(`Background start not allowed: service Intent { cmp=a/b to c/d } to com.foo/com.bar.Svc ${tail}`),
    ).toEqual([
      { kind: 'background-start-refused', component: 'com.foo/com.bar.Svc', callingUid: 10_065, startForeground: true },
    ]);
    expect(line('Background start not allowed: service Intent { } to a/.b from pid=1 uid=10065 pkg=a')).toMatchObject([
      { startForeground: false },
    ]);
    expect(line('Background start not allowed: receiving Intent { }')).toEqual([]);
  });

  it('tell a slow execution', () => {
    expect(line('Timeout executing service: ServiceRecord{1a u0 com.foo/.Svc}')).toMatchObject([
      { kind: 'execution-timeout', service: { component: 'com.foo/.Svc' } },
    ]);
  });

  it('tell a restart in all forms', () => {
    const expected = [{ kind: 'restart-scheduled', component: 'com.foo/.Svc', delayMs: 1_000 }];
    expect(line('Scheduling restart of crashed service com.foo/.Svc in 1000ms for start-requested')).toEqual(expected);
    expect(line('Scheduling restart of crashed service com.foo/.Svc in 1000ms')).toEqual(expected);
    expect(event('am_schedule_service_restart', '[0,com.foo/com.foo.Svc,1000]')).toEqual(expected);
  });

  it('tell a created service only where the event names its uid', () => {
    expect(event('am_create_service', '[0,123456,com.foo/.Svc,10155,4321]')).toEqual([
      { kind: 'service-created', component: 'com.foo/.Svc', uid: 10_155, pid: 4_321 },
    ]);
    expect(event('am_create_service', '[0,1116887928,com.foo/.Svc,594]')).toEqual([]);
  });
});
