import { describe, expect, it } from 'vitest';
import { sampleRecord } from '../recognise/sample-record.js';
import { DATA_SYNC, journalEntry, journalText, PROBE_UID } from './journal-fixture.js';
import { factsOfJournalLine, probeTagFacts } from './journal-facts.js';

const facts = (event: string, members: Readonly<Record<string, unknown>>): readonly unknown[] =>
  factsOfJournalLine(journalEntry(event, members).line);

const refused = (message: string): Readonly<Record<string, unknown>> => ({
  asked: -1,
  types: 1,
  exception: 'android.app.ForegroundServiceStartNotAllowedException',
  message,
  service: DATA_SYNC,
});

describe('what a line of the journal claims', () => {
  it('is a timeout with its type', () => {
    expect(facts('timeout', { overload: 2, startId: 1, types: 8192, service: DATA_SYNC })).toEqual([
      { kind: 'app-saw-timeout', detail: 'called', types: 8192 },
    ]);
  });

  it('is one timeout where Android 16 tells a shortService both ways', () => {
    const first = facts('timeout', { overload: 1, startId: 1, service: DATA_SYNC });
    const second = facts('timeout', { overload: 2, startId: 1, types: 2048, service: DATA_SYNC });
    expect([...first, ...second]).toEqual([{ kind: 'app-saw-timeout', detail: 'called', types: 2048 }]);
  });

  it.each([
    ['Time limit already exhausted for foreground service type dataSync', 'exhausted-exception'],
    ['FGS type dataSync not allowed to start from BOOT_COMPLETED!', 'boot-denied-exception'],
    [
      `Service.startForeground() not allowed due to mAllowStartForeground false: service ${DATA_SYNC}`,
      'fgs-start-refused',
    ],
  ])('is a refused start of the service in the line: %s', (message, kind) => {
    expect(facts('foreground-refused', refused(message))).toMatchObject([{ kind, component: DATA_SYNC }]);
  });

  it('is nothing known where the refusal has another reason', () => {
    expect(facts('foreground-refused', refused('Starting FGS with type camera requires permissions'))).toEqual([]);
  });

  it('is a refused startForegroundService only when it was not accepted', () => {
    const message = `startForegroundService() not allowed due to mAllowStartForeground false: service ${DATA_SYNC}`;
    const start = { call: 'startForegroundService', service: DATA_SYNC, message };
    expect(facts('start', { ...start, accepted: false })).toMatchObject([
      { kind: 'fgs-start-refused', component: DATA_SYNC },
    ]);
    expect(facts('start', { ...start, accepted: true })).toEqual([]);
  });

  it('is the crash and the limit behind it', () => {
    const message = `A foreground service of type dataSync did not stop within its timeout: ComponentInfo{${DATA_SYNC}}`;
    const exception = 'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException';
    expect(facts('uncaught', { thread: 'main', exception, message })).toMatchObject([
      { kind: 'process-crashed', exceptionClass: exception },
      { kind: 'did-not-stop-exception', typeLabel: 'dataSync', component: DATA_SYNC },
    ]);
  });

  it.each([
    [3, 'timeout'],
    [10, 'quota'],
    [4, 'device-state'],
    [15, 'other'],
    [undefined, 'other'],
  ])('is a job stopped for reason %s: %s', (reason, expected) => {
    expect(facts('job-stop', { kind: 'regular', job: 1, ...(reason === undefined ? {} : { reason }) })).toMatchObject([
      { kind: 'job-stopped', reason: expected, jobId: 1, uid: PROBE_UID },
    ]);
  });

  it('is an activity that comes and goes, and nothing for its other calls', () => {
    const phases = ['create', 'resume', 'pause', 'stop', 'destroy'];
    expect(phases.flatMap((phase) => facts('activity', { phase }))).toMatchObject([
      { entered: true },
      { entered: false },
    ]);
  });

  it('is nothing in a heartbeat', () => {
    expect(facts('beat', { source: 'main', count: 1, lateMs: 0 })).toEqual([]);
  });
});

describe("the probe's tag in a log", () => {
  const message = journalText('timeout', { overload: 2, startId: 1, types: 1, service: DATA_SYNC });

  it('is read from the process that the line names', () => {
    const record = sampleRecord('CurfewProbe', message);
    for (const uid of [undefined, PROBE_UID])
      expect(probeTagFacts({ ...record, writer: { uid, pid: 4711, tid: 4711 } })).toMatchObject([
        { kind: 'app-saw-timeout' },
        { kind: 'probe-line', event: 'timeout', uptimeMs: 1_000_000, elapsedMs: 1_000_000 },
      ]);
  });

  it('says nothing when another process copied the line, or when the tag is another', () => {
    const record = sampleRecord('CurfewProbe', message);
    expect(probeTagFacts({ ...record, writer: { uid: undefined, pid: 4712, tid: 4712 } })).toEqual([]);
    expect(probeTagFacts({ ...record, writer: { uid: 10_999, pid: 4711, tid: 4711 } })).toEqual([]);
    expect(probeTagFacts({ ...record, tag: 'Other', writer: { uid: undefined, pid: 4711, tid: 4711 } })).toEqual([]);
  });

  it('says nothing when logd cut the line', () => {
    expect(probeTagFacts(sampleRecord('CurfewProbe', message.slice(0, -3)))).toEqual([]);
  });
});
