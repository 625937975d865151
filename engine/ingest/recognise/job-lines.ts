/**
 * Lines of `JobServiceContext` about jobs that the system stops. Starts and normal ends are not logged at the default
 * level. A job is printed as `<hash>[ {<namespace>}] #u0a123/7 pkg/cls` (`JobStatus.toShortString`).
 *
 * `JobScheduler.Quota` is not read: its `Checking if .. has reached its quota.` asks, and no line of it answers.
 */
import { shortComponent } from '../../android/components.js';
import { parseUid } from '../../android/uids.js';
import type { FactBody } from '../fact.js';
import type { LineRule } from './line-rules.js';
import { isComponent } from './service-record.js';

type StopReason = Extract<FactBody, { kind: 'job-stopped' }>['reason'];

const stoppedBecause =
  (reason: StopReason) =>
  (message: string): readonly FactBody[] => [{ kind: 'job-stopped', ...jobIn(message), reason, detail: message }];

export const jobServiceContextLines: readonly LineRule[] = [
  { prefix: 'Client timed out while executing', read: stoppedBecause('timeout') },
  { prefix: 'Stopping client after min execution time: ', read: stoppedAfterGuarantee },
  { prefix: 'No response to onStartJob', read: stoppedBecause('no-response') },
  { prefix: 'No response to onStopJob', read: stoppedBecause('no-response') },
  { prefix: 'Timed out while trying to bind', read: stoppedBecause('no-response') },
  { prefix: 'Time-out while trying to bind', read: stoppedBecause('no-response') },
  { prefix: 'required notification not provided', read: stoppedBecause('no-notification') },
  // Only a stop for lack of quota waits for the guaranteed time of an expedited job.
  { prefix: 'JS was waiting to stop this job. Sending onStop: ', read: stoppedBecause('quota') },
];

/** `Stopping client after min execution time: <job> because <why>` */
function stoppedAfterGuarantee(message: string): readonly FactBody[] {
  const because = message.lastIndexOf(' because ');
  const detail = because < 0 ? message : message.slice(because + ' because '.length).trim();
  const job = jobIn(because < 0 ? message : message.slice(0, because));
  return [{ kind: 'job-stopped', ...job, reason: 'device-state', detail }];
}

interface JobRef {
  readonly component: string | undefined;
  readonly jobId: number | undefined;
  readonly uid: number | undefined;
}

function jobIn(message: string): JobRef {
  const match = /#(\w{1,24})\/(-?\d{1,11}) (\S+)/.exec(message);
  if (match === null) return { component: undefined, jobId: undefined, uid: undefined };
  const name = (match[3] ?? '').replace(/,$/, '');
  return {
    component: isComponent(name) ? shortComponent(name) : undefined,
    jobId: Number(match[2]),
    uid: parseUid(match[1] ?? ''),
  };
}
