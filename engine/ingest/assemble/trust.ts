/**
 * Who may be believed. Any app can write any line, with any tag, into any buffer; only the writer's uid, or failing that
 * its pid, cannot be chosen freely.
 *
 *     uid column      a system uid is the system, an app uid is a claim
 *     pid only        the pid that is elected as system_server is the system; every other pid is a claim
 *     no writer       unknown (`-v tag`, copies from a viewer)
 */
import { isSystemUid } from '../../android/uids.js';
import type { Trust } from '../../trace/columns.js';
import type { Fact } from '../fact.js';
import type { LogSection } from '../ingested.js';
import { electSystemServer, electedOf, type Ballot } from './system-server.js';

/** The kernel and init write about themselves; no app has these pids. */
const LARGEST_NATIVE_PID = 1;

export type TrustOf = (fact: Fact) => Trust;

/** Judges the facts of all logs of a recording. A reboot brings a new system_server: each boot elects its own. */
export function judgeTrust(sections: readonly LogSection[]): TrustOf {
  const ballots: Ballot[] = [];
  const ballotOf = new Map<Fact, Ballot>();
  for (const section of sections) {
    for (const part of partsOf(section)) {
      const ballot = { facts: part };
      ballots.push(ballot);
      for (const fact of part) ballotOf.set(fact, ballot);
    }
  }
  const elected = electSystemServer(ballots);
  return (fact) => {
    const { uid, pid } = fact.writer;
    if (uid !== undefined) return isSystemUid(uid) ? 'system' : 'claim';
    if (pid === undefined) return 'unknown';
    if (pid <= LARGEST_NATIVE_PID) return 'system';
    const ballot = ballotOf.get(fact);
    if (isBootLine(fact)) return isBelievedBoot(pid, ballot, elected) ? 'system' : 'claim';
    return ballot !== undefined && electedOf(ballot, elected).has(pid) ? 'system' : 'claim';
  };
}

/** `boot_progress_start`, which zygote writes before there is a system_server. */
function isBootLine(fact: Fact): boolean {
  return fact.kind === 'boot' && fact.stage === 'system-server';
}

/** Zygote is the parent of system_server, which is the parent's first child: its pid is lower, an app's is higher. */
function isBelievedBoot(
  pid: number,
  ballot: Ballot | undefined,
  elected: ReadonlyMap<Ballot, ReadonlySet<number>>,
): boolean {
  const servers = ballot === undefined ? new Set<number>() : electedOf(ballot, elected);
  return servers.size === 0 || [...servers].some((server) => pid < server);
}

/** A section cut where the system says that it boots; a forged boot line does not cut. */
function partsOf(section: LogSection): Fact[][] {
  const cut = cutAt(section.facts, () => true);
  if (cut.length === 1) return cut;
  const ballots = cut.map((facts): Ballot => ({ facts }));
  const elected = electSystemServer(ballots);
  const forged = new Set<Fact>();
  for (const ballot of ballots) {
    const [first] = ballot.facts;
    const pid = first?.writer.pid;
    if (first === undefined || pid === undefined || pid <= LARGEST_NATIVE_PID || !isBootLine(first)) continue;
    if (!isBelievedBoot(pid, ballot, elected)) forged.add(first);
  }
  return cutAt(section.facts, (fact) => !forged.has(fact));
}

function cutAt(facts: readonly Fact[], isBelieved: (fact: Fact) => boolean): Fact[][] {
  const parts: Fact[][] = [[]];
  for (const fact of facts) {
    const { uid } = fact.writer;
    if (isBootLine(fact) && isBelieved(fact) && (uid === undefined || isSystemUid(uid))) parts.push([]);
    parts.at(-1)!.push(fact);
  }
  return parts.filter((part) => part.length > 0);
}
