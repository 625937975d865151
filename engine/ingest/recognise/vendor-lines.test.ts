import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (tag: string, message: string) => recognise(sampleRecord(tag, message));

describe('the type logger', () => {
  const tag = 'ForegroundServiceTypeLoggerModule';

  it('tells an instant and never that a service has no types', () => {
    expect(read(tag, 'Foreground service start for UID: 10578 does not have any types')).toEqual([
      { kind: 'fgs-logger', transition: 'start', uid: 10_578 },
    ]);
    expect(read(tag, 'FGS stop call for: 10578 has no types!')).toEqual([
      { kind: 'fgs-logger', transition: 'stop', uid: 10_578 },
    ]);
    expect(read(tag, 'FGS stop call for: nobody')).toEqual([]);
  });
});

describe('a cancelled notification', () => {
  const message =
    'Cancel FGS notification userId: 0 definingUid: 10578 packageName: com.foo processName:com.foo:native ' +
    'ChannelId:chan foregroundNotiWhen:1764445178166 Notiflags:66';

  it('tells whose it was, and a moment of now', () => {
    expect(read('ActivityManager', message)).toEqual([
      { kind: 'fgs-notification-cancelled', uid: 10_578, packageName: 'com.foo', processName: 'com.foo:native' },
      { kind: 'epoch-witness', epochMs: 1_764_445_178_166 },
    ]);
  });

  it('is no witness without a plausible time', () => {
    expect(read('ActivityManager', message.replace('1764445178166', '0'))).toHaveLength(1);
  });
});
