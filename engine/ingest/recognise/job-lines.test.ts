import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (message: string) => recognise(sampleRecord('JobServiceContext', message));
const job = '9821ebb #u0a123/7 com.foo/com.foo.SyncJob';
const parts = { component: 'com.foo/.SyncJob', jobId: 7, uid: 10_123 };

describe('jobs that the system stops', () => {
  it('ran into their time limit', () => {
    const message = `Client timed out while executing (no jobFinished received). Sending onStop: ${job}`;
    expect(read(message)).toEqual([{ kind: 'job-stopped', ...parts, reason: 'timeout', detail: message }]);
  });

  it('were stopped because the device wanted its resources back', () => {
    expect(read(`Stopping client after min execution time: ${job} because blocking REGULAR queue`)).toEqual([
      { kind: 'job-stopped', ...parts, reason: 'device-state', detail: 'blocking REGULAR queue' },
    ]);
  });

  it('did not answer, or showed no notification', () => {
    expect(
      ['No response to onStartJob for', 'No response to onStopJob for', 'Timed out while trying to bind for'].map(
        (words) => read(`${words} ${job}`),
      ),
    ).toEqual(Array(3).fill([expect.objectContaining({ ...parts, reason: 'no-response' })]));
    expect(read(`required notification not provided for ${job}`)).toMatchObject([{ reason: 'no-notification' }]);
  });

  it('had used up their quota', () => {
    expect(read(`JS was waiting to stop this job. Sending onStop: ${job}`)).toMatchObject([{ reason: 'quota' }]);
  });

  it('are named also with a namespace, and without a component', () => {
    expect(read('No response to onStopJob for 9821ebb {ns} #u10a5/-3 tag:com.foo')).toMatchObject([
      { component: undefined, jobId: -3, uid: 1_010_005 },
    ]);
    expect(read('No response to onStopJob for <null>')).toMatchObject([{ component: undefined, jobId: undefined }]);
  });

  it('are not those that may go on, nor those whose quota is only looked at', () => {
    expect(recognise(sampleRecord('JobScheduler.Quota', 'Checking if <0>com.foo has reached its quota.'))).toEqual([]);
    expect(read(`Letting ${job} continue to run past min execution time`)).toEqual([]);
  });
});
