/**
 * `dumpsys jobscheduler`: the ring of the last starts and stops (`JobPackageTracker.dumpHistory`) and the quota constants.
 *
 *     -3h01m27s804ms   START: #u0a19/8580 com.x/.SyncJob
 *     -3h01m27s355ms  STOP-P: #u0a19/8580 com.x/.SyncJob app called jobFinished
 *
 * The `-P` of stops is swapped against that of starts in the platform (one-shot jobs end as `STOP-P`), so a stop is matched
 * with its start by uid and job id, and its `-P` is ignored.
 */
import { parseUid } from '../../android/uids.js';
import type { FactBody, JobFact } from '../fact.js';
import { jobComponent } from './battery-name.js';
import { proofText, type DumpReader, type DumpSink } from './dump-time.js';
import { parseDuration } from './duration.js';

type StopReason = Extract<JobFact, { kind: 'job-stopped' }>['reason'];

/** Age, label, uid, optional namespace, job id, battery name, reason. */
const historyForm =
  /^\s*([-+]?[0-9dhms]{1,40}) +(START|START-P|STOP|STOP-P): #([a-z0-9]{1,20})\/(?:(@[^@\s]{1,200}@)\/?)?(-?\d{1,11}) (\S{1,1024})(?: (.*))?$/;
const settingForm = /^\s*((?:qc|runtime)_[a-z0-9_]{1,100})=(.{0,200})$/;

/** Ends that are the job's own doing. The others are the system's (`JobParameters` internal reasons, `JobServiceContext`). */
const ownEnds: ReadonlySet<string> = new Set([
  'app called jobFinished',
  'onStartJob returned false',
  'last work dequeued',
  'successful_finish',
]);

const reasonWords: readonly (readonly [string, StopReason])[] = [
  ['timeout', 'timeout'],
  ['timed out', 'timeout'],
  ['client timed out', 'timeout'],
  ['quota', 'quota'],
  ['no response', 'no-response'],
  ['slow response', 'no-response'],
  ['anr', 'no-response'],
  ['notification', 'no-notification'],
  ['constraints', 'device-state'],
  ['preempt', 'device-state'],
  ['device_idle', 'device-state'],
  ['thermal', 'device-state'],
  ['restricted_bucket', 'device-state'],
];

/** The class of a stop text; `other` for cancellations, uninstall and everything unknown. */
export function stopReasonOf(detail: string): StopReason {
  const text = detail.toLowerCase();
  return reasonWords.find(([word]) => text.startsWith(word))?.[1] ?? 'other';
}

export class JobschedulerReader implements DumpReader {
  constructor(private readonly sink: DumpSink) {}

  line(text: string, lineNumber: number, byteStart: number, byteEnd: number): void {
    if (text.length > 8192) return;
    const place = { line: lineNumber, byteStart, byteEnd, rawText: proofText(text.trim()) };
    if (text.includes(': #')) {
      const match = historyForm.exec(text);
      const age = match === null ? undefined : parseDuration(match[1] ?? '');
      if (match === null || age === undefined) return;
      this.sink.fact({ time: { at: 'before-dump', agoMs: -age || 0 }, body: historyBody(match), ...place });
      return;
    }
    const setting = text.includes('_') ? settingForm.exec(text) : null;
    if (setting === null) return;
    const body: FactBody = { kind: 'config-value', key: setting[1] ?? '', value: (setting[2] ?? '').trim() };
    this.sink.fact({ time: { at: 'before-dump', agoMs: 0 }, body, ...place });
  }

  finish(): void {
    // Every line stands for itself.
  }
}

function historyBody(match: RegExpExecArray): FactBody {
  const [, , label, uidText, , jobIdText, name, reason] = match;
  const job = { component: jobComponent(name ?? ''), jobId: Number(jobIdText), uid: parseUid(uidText ?? '') };
  if (label === 'START' || label === 'START-P') return { kind: 'job-started', ...job };
  const detail = (reason ?? '').trim();
  if (detail === '' || ownEnds.has(detail))
    return { kind: 'job-finished', ...job, detail: detail === '' ? undefined : detail };
  return { kind: 'job-stopped', ...job, reason: stopReasonOf(detail), detail };
}
