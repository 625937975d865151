/** `cmd jobscheduler` and `dumpsys jobscheduler`, for the jobs of one app (specification background-limits, 1.9). */
import { StopReason } from '../apps/job-scheduler.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import { takeOption, type Printed } from './command.js';

/** Ids that the probe's jobs have. */
const jobIds = [1, 2, 3, 4];

export function jobScheduler(
  device: SimulatedDevice,
  [verb = '', ...all]: readonly string[],
  printed: Printed,
): number {
  const user = takeOption(all, '-u', '--user').rest;
  const { value: reason, rest } = takeOption(user, '-s');
  const [name = '', idText] = rest.filter((argument) => !argument.startsWith('-'));
  const jobs = device.app(name)?.jobs;
  const id = Number(idText ?? 0);
  if (device.packages.get(name) === undefined) {
    printed.out(`Package not found: ${name} / user 0`);
    return 255;
  }
  const ids = idText === undefined ? jobIds : [id];
  switch (verb) {
    case 'run':
      if (jobs !== undefined && device.jobs.runNow(jobs, id)) {
        printed.out(`Running job${all.includes('-f') ? ' [FORCED]' : ''}`);
        return 0;
      }
      printed.err(`Could not find job ${id} in package ${name} / user 0`);
      return 255;
    case 'timeout':
    case 'stop':
      for (const each of ids) {
        if (jobs === undefined || device.jobs.stateOf(jobs, each) !== 'active') continue;
        device.jobs.stop(jobs, each, verb === 'timeout' ? StopReason.timeout : Number(reason ?? StopReason.user));
        printed.out(`${verb === 'timeout' ? 'Timing out' : 'Stopping'}: ${jobs.printedJob(each)}`);
      }
      return 0;
    case 'cancel':
      for (const each of ids) if (jobs !== undefined) device.jobs.cancel(jobs, each);
      printed.out(`Canceling ${idText === undefined ? 'all jobs' : `job ${id}`} for ${name} in user 0`);
      return 0;
    case 'get-job-state':
      printed.out(jobs === undefined ? 'unknown' : (device.jobs.stateOf(jobs, id) ?? 'unknown'));
      return 0;
    default:
      printed.err(`Unknown command: ${verb}`);
      return 255;
  }
}

export function dumpJobs(device: SimulatedDevice, printed: Printed): number {
  printed.out('JOB SCHEDULER (dumpsys jobscheduler)\n  Registered jobs:');
  for (const { jobs } of device.apps) {
    for (const id of jobIds) {
      const state = device.jobs.stateOf(jobs, id);
      if (state !== undefined) printed.out(`    JOB ${jobs.printedJob(id)}: ${state}`);
    }
  }
  return 0;
}
