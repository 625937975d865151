import { describe, expect, it } from 'vitest';
import { eventKindName } from '../../trace/event-kind.js';
import type { Trace } from '../../trace/trace.js';
import type { JournalEntry } from './journal-entry.js';
import { DATA_SYNC, journalEntry, PROBE, PROBE_UID } from './journal-fixture.js';
import { traceOfJournal } from './journal-trace.js';

const BOOT = 'dbbacb82-620c-42c8-9e60-21237e01d37e';
const service = { service: DATA_SYNC };
const trace = (...entries: readonly JournalEntry[]): Trace => traceOfJournal(entries, BOOT, []);
const kinds = (of: Trace): string[] => Array.from({ length: of.length }, (_, row) => eventKindName(of.event(row).kind));

describe('a journal as a trace', () => {
  it('has what the probe did as inputs and what befell it as outcomes, all of them claims', () => {
    const made = trace(
      journalEntry('process-start', {
        schema: 's',
        package: PROBE,
        sdk: 35,
        target: 35,
        fingerprint: 'g/s/s:15/A/1:user/k',
      }),
      journalEntry('start-command', { ...service, startId: 1, flags: 0, restart: false, returns: 1 }),
      journalEntry('foreground', { ...service, asked: -1, types: 1 }),
      journalEntry('timeout', { ...service, overload: 2, startId: 1, types: 1, elapsed: 21_600_000, up: 21_000_000 }),
      journalEntry('stop-self', { ...service, elapsed: 21_600_001 }),
    );
    expect(kinds(made)).toEqual([
      'processStarted',
      'targetSdk',
      'startService',
      'serviceSticky',
      'startForeground',
      'timeout-callback',
      'stopSelf',
    ]);
    expect(made.event(4)).toMatchObject({
      service: DATA_SYNC,
      types: 1,
      uid: PROBE_UID,
      process: PROBE,
      elapsed: 1_000_000,
    });
    expect(made.event(5)).toMatchObject({ elapsed: 21_600_000, uptime: 21_000_000, types: 1 });
    expect(made.meta).toMatchObject({ zero: 'boot', release: 15, zoneMinutes: 0 });
    expect(new Set(kinds(made).map((_, row) => made.provenance(row)?.trust))).toEqual(new Set(['claim']));
  });

  it('has the attempt and the refusal of a refused start', () => {
    const message = 'Time limit already exhausted for foreground service type dataSync';
    const made = trace(
      journalEntry('foreground-refused', { ...service, asked: -1, types: 1, exception: 'E', message }),
    );
    expect(kinds(made)).toEqual(['startForeground', 'start-denied-exhausted']);
    expect(made.event(0).types).toBe(1);
  });

  it('takes a restart by the system for no start', () => {
    const made = trace(journalEntry('start-command', { ...service, startId: 1, flags: 0, restart: true, returns: 2 }));
    expect(kinds(made)).toEqual(['serviceSticky']);
    expect(made.event(0).argument).toBe(0);
  });

  it('knows no types where the device has none: -1 is no mask', () => {
    expect(trace(journalEntry('foreground', { ...service, asked: -1 })).event(0).types).toBe(0);
  });

  it('ends a process with the exception that nobody caught, and names the limit behind it', () => {
    const message = `A foreground service of type dataSync did not stop within its timeout: ComponentInfo{${DATA_SYNC}}`;
    const made = trace(journalEntry('uncaught', { thread: 'main', exception: 'E', message }));
    expect(kinds(made)).toEqual(['processDied', 'crash-did-not-stop']);
    expect(made.event(1).service).toBe(DATA_SYNC);
  });

  it('has the lines of one boot only', () => {
    const other = journalEntry('boot-completed', { boot: 'b' });
    expect(kinds(trace(other, journalEntry('boot-completed')))).toEqual(['bootCompleted']);
  });

  it('has the other inputs that a line can show', () => {
    const job = { kind: 'regular', job: 1 };
    const made = trace(
      journalEntry('stop-foreground', service),
      journalEntry('stop-service', { ...service, found: true }),
      journalEntry('bind-asked', service),
      journalEntry('unbind-asked', service),
      journalEntry('activity', { phase: 'resume' }),
      journalEntry('activity', { phase: 'stop' }),
      journalEntry('activity', { phase: 'pause' }),
      journalEntry('job-start', job),
      journalEntry('job-stop', { ...job, reason: 3 }),
      journalEntry('job-finish', job),
      journalEntry('die'),
      journalEntry('beat', { source: 'main', count: 1, lateMs: 0 }),
    );
    expect(kinds(made)).toEqual([
      'stopForeground',
      'stopService',
      'bindService',
      'unbindService',
      'processState',
      'processState',
      'jobStarted',
      'job-stopped',
      'jobFinished',
      'processDied',
    ]);
  });
});
