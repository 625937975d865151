/**
 * Who may be believed. Any app can write any line, with any tag, into any buffer; only the writer's uid, or failing that
 * its pid, cannot be chosen freely.
 *
 *     uid column      a system uid is the system, an app uid is a claim
 *     pid only        system_server is the pid that wrote most of the lines that only it writes; every other pid is a claim
 *     no writer       unknown (`-v tag`, copies from a viewer)
 */
import { isSystemUid } from '../../android/uids.js';
import type { Trust } from '../../trace/columns.js';
import type { TimedFact } from '../clock/moments.js';

/** The kernel and init write about themselves; no app has these pids. */
const LARGEST_NATIVE_PID = 1;

/** Facts that nobody but system_server reports about others. They vote for its pid. */
const votes: ReadonlySet<TimedFact['body']['kind']> = new Set([
  'fgs-event',
  'fgs-timed-out',
  'fgs-did-not-stop',
  'fgs-timer-cancelled',
  'fgs-start-decision',
  'fgs-logger',
  'process-started',
  'process-bound',
  'process-died',
  'process-killed',
  'uid-lifecycle',
  'service-stopped-idle',
]);

/** Judges facts in order; a reboot brings a new system_server. */
export function judgeTrust(facts: readonly TimedFact[]): (fact: TimedFact) => Trust {
  const bootOf = new Map<TimedFact, number>();
  const counts = new Map<number, Map<number, number>>();
  let boot = 0;
  for (const fact of facts) {
    if (fact.body.kind === 'boot' && fact.body.stage === 'system-server') boot++;
    const key = fact.isPreviousBoot ? -1 : boot;
    bootOf.set(fact, key);
    const { pid, uid } = fact.writer;
    if (pid === undefined || uid !== undefined || !votes.has(fact.body.kind)) continue;
    const ofBoot = counts.get(key) ?? new Map<number, number>();
    ofBoot.set(pid, (ofBoot.get(pid) ?? 0) + 1);
    counts.set(key, ofBoot);
  }
  const systemServer = new Map([...counts].map(([key, ofBoot]) => [key, mostVoted(ofBoot)]));
  return (fact) => {
    // logd writes in the name of the process whose lines it dropped: neither a claim nor a report about others.
    if (fact.channel === 'dump' || fact.body.kind === 'lines-lost') return 'system';
    const { uid, pid } = fact.writer;
    if (uid !== undefined) return isSystemUid(uid) ? 'system' : 'claim';
    if (pid === undefined) return 'unknown';
    if (pid <= LARGEST_NATIVE_PID) return 'system';
    if (fact.body.kind === 'boot') return 'system';
    return systemServer.get(bootOf.get(fact) ?? 0) === pid ? 'system' : 'claim';
  };
}

function mostVoted(counts: ReadonlyMap<number, number>): number {
  let best = -1;
  let most = 0;
  for (const [pid, count] of counts) {
    if (count <= most) continue;
    best = pid;
    most = count;
  }
  return best;
}
