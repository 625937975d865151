import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (message: string) => recognise(sampleRecord('ActivityManager', message));
const rec = 'ServiceRecord{60b6c7d u0 com.foo/.Sync c:com.foo}';
const service = { hash: '60b6c7d', user: 0, component: 'com.foo/.Sync' };

describe('lines about time limits', () => {
  it('names the type that timed out', () => {
    expect(read(`FGS (dataSync) timed out: ${rec}`)).toEqual([
      { kind: 'fgs-timed-out', typeLabel: 'dataSync', service },
    ]);
    expect(read(`FGS (mediaProcessing) timed out: ${rec}`)).toMatchObject([{ typeLabel: 'mediaProcessing' }]);
  });

  it('knows the crash and the ANR of a service that did not stop', () => {
    expect(read(`FGS Crashed: ${rec}`)).toEqual([{ kind: 'fgs-did-not-stop', form: 'crash', service }]);
    expect(read(`FGS ANR'ed: ${rec}`)).toEqual([{ kind: 'fgs-did-not-stop', form: 'anr', service }]);
  });

  it('takes "Stop FGS timeout" for the normal stop that it is', () => {
    expect(read(`Stop FGS timeout: ${rec}`)).toEqual([{ kind: 'fgs-timer-cancelled', service }]);
  });

  it('knows the ladder of a short service', () => {
    const stages = ['timed out: ', 'procstate demoted: ', "ANR'ed: ", 'brought down without stopping: '].map((words) =>
      read(`Short FGS ${words}${rec}`),
    );
    expect(stages).toEqual(
      ['timed-out', 'demoted', 'anr', 'brought-down'].map((stage) => [{ kind: 'short-fgs', stage, service }]),
    );
  });

  it('takes the texts of builds that only report them for no exception', () => {
    expect(read('Time limit already exhausted for foreground service type dataSync')).toEqual([
      { kind: 'limit-only-noted', what: 'exhausted', typeLabel: 'dataSync', component: undefined },
    ]);
    const text =
      'A foreground service of type dataSync did not stop within its timeout: ComponentInfo{com.foo/com.foo.Sync}';
    expect(read(text)).toEqual([
      { kind: 'limit-only-noted', what: 'did-not-stop', typeLabel: 'dataSync', component: 'com.foo/.Sync' },
    ]);
  });

  it('says nothing where the record was cut', () => {
    expect(read('FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 com.f')).toEqual([]);
    expect(read('FGS (dataSync')).toEqual([]);
  });

  it('knows a promise that was broken', () => {
    expect(read(`Bringing down service while still waiting for start foreground: ${rec}`)).toEqual([
      { kind: 'promise-broken', service },
    ]);
  });
});

describe('decisions about starts', () => {
  const android12 =
    'Background started FGS: Disallowed [callingPackage: com.foo; callingUid: 10155; uidState: SVC ; ' +
    'intent: Intent { act=x cmp=com.foo/.Sync }; code:DENIED; tempAllowListReason:<null>; targetSdkVersion:31; ' +
    'callerTargetSdkVersion:31; startForegroundCount:0; bindFromPackage:null]';

  it('reads the form of Android 12', () => {
    expect(read(android12)).toEqual([
      {
        kind: 'fgs-start-decision',
        allowed: false,
        callingPackage: 'com.foo',
        callingUid: 10155,
        uidState: 10,
        component: 'com.foo/.Sync',
        reasonCode: 'DENIED',
        hasBfslCapability: undefined,
        isTempAllowed: false,
        targetSdk: 31,
        callerTargetSdk: 31,
        startForegroundCount: 0,
        calledOnShortService: false,
      },
    ]);
  });

  it('reads the form of Android 13 with an allow-list reason that holds other fields', () => {
    const line =
      'Background started FGS: Allowed [callingPackage: com.foo; callingUid: 10155; uidState: RCVR; uidBFSL: n/a; ' +
      'intent: Intent { act=android.intent.action.TIME_SET flg=0x10 cmp=com.foo/.Sync (has extras) }; ' +
      'code:TIME_CHANGED; tempAllowListReason:<9821ebb android.intent.action.TIME_SET/u-1,reasonCode:TIME_CHANGED,' +
      'duration:10000,callingUid:1000>; targetSdkVersion:33; callerTargetSdkVersion:32; startForegroundCount:2; ' +
      'bindFromPackage:null: isBindService:false]';
    expect(read(line)).toMatchObject([
      {
        allowed: true,
        callingUid: 10155,
        uidState: 11,
        component: 'com.foo/.Sync',
        reasonCode: 'TIME_CHANGED',
        targetSdk: 33,
        callerTargetSdk: 32,
        startForegroundCount: 2,
      },
    ]);
  });

  it('reads the form of Android 16, an allow-list reason without a name, and the later "BFGS denied"', () => {
    const line =
      'Background started FGS: Allowed [callingPackage: com.foo; callingUid: 10155; uidState: BFGS; BFGS denied: true; ' +
      'intent: Intent { xflg=0x4 cmp=com.foo/.Sync }; code:SERVICE_LAUNCH; tempAllowListReason:<,reasonCode:' +
      'SERVICE_LAUNCH,duration:30000,callingUid:1000>; allowWiu:-1; targetSdkVersion:36; callerTargetSdkVersion:36; ' +
      'startForegroundCount:0; bindFromPackage:null: isBindService:false]; startForegroundDelayMs:12';
    expect(read(line)).toMatchObject([{ uidState: 5, reasonCode: 'SERVICE_LAUNCH', targetSdk: 36 }]);
  });

  it('tells a start from the foreground by its state, for the words "Background started" are printed there too', () => {
    expect(read(android12.replace('SVC ', 'TOP '))).toMatchObject([{ uidState: 2 }]);
  });

  it('learns the platform from a start that the system itself made', () => {
    const line = android12
      .replace('callingPackage: com.foo', 'callingPackage: android')
      .replace('callerTargetSdkVersion:31', 'callerTargetSdkVersion:36');
    expect(read(line).at(1)).toEqual({ kind: 'platform-sdk', sdk: 36 });
    expect(read(line.replace('Version:36', 'Version:10000'))).toHaveLength(1);
  });

  it('notes a start on a short service', () => {
    expect(read(`${android12} (Called on SHORT_SERVICE)`)).toMatchObject([{ calledOnShortService: true }]);
  });

  it('is not misled by an intent that imitates other fields', () => {
    const line = android12.replace(
      'act=x',
      'act=x; code:ALLOWED; targetSdkVersion:99; callingUid: 1; tempAllowListReason:<null>; cmp=evil/.Svc',
    );
    expect(read(line)).toMatchObject([
      { callingUid: 10155, component: 'com.foo/.Sync', reasonCode: 'DENIED', targetSdk: 31 },
    ]);
  });

  it('keeps what a cut line still says', () => {
    expect(
      read('Background started FGS: Allowed [callingPackage: com.foo; callingUid: 10155; uidState: TOP ; int'),
    ).toEqual([expect.objectContaining({ callingPackage: 'com.foo', component: undefined, targetSdk: undefined })]);
  });
});

describe('refused starts', () => {
  it('gives the call and the reason', () => {
    const refused = [
      'Service.startForeground() not allowed due to mAllowStartForeground false: service com.foo/.Sync',
      'Service.startForeground() not allowed due to app op: service com.foo/.Sync',
      'Service.startForeground() not allowed due to bg restriction: service com.foo/.Sync',
      'startForegroundService() not allowed due to mAllowStartForeground false: service com.foo/.Sync',
      'Service.startForeground() not allowed: service com.foo/.Sync; [callingPackage: com.foo; callingUid: 1]',
    ].map((message) => read(message)[0]);
    const base = { kind: 'fgs-start-refused', component: 'com.foo/.Sync' };
    expect(refused).toEqual([
      { ...base, call: 'startForeground', reason: 'background' },
      { ...base, call: 'startForeground', reason: 'app-op' },
      { ...base, call: 'startForeground', reason: 'background-restriction' },
      { ...base, call: 'startForegroundService', reason: 'background' },
      { ...base, call: 'startForeground', reason: 'background' },
    ]);
  });

  it('does not guess a reason that is not known', () => {
    expect(read('Service.startForeground() not allowed due to moonlight: service com.foo/.Sync')).toEqual([]);
  });
});
