/**
 * Which pid is system_server, where the log prints pids and no uids. The pid that writes what only system_server writes;
 * but an app may write the same, as often as it likes. What an app cannot choose is its pid:
 *
 *     own words     a pid that writes what only an app's own libraries write (its crash, its workers) is an app
 *     accusation    a pid that a lower pid names as a process that it started is an app: system_server is older than all apps
 *     variety       each kind of line counts a limited number of times, so that repeating one line wins nothing
 *     age           of two with much the same score the lower pid wins
 *
 * Pids wrap around on a long uptime; then only variety speaks, and system_server has most of it.
 */
import type { Fact } from '../fact.js';

/** A stretch of one boot in one log. */
export interface Ballot {
  readonly facts: readonly Fact[];
}

/** Facts that nobody but system_server reports about others. They vote for its pid. */
const votes: ReadonlySet<Fact['kind']> = new Set([
  'fgs-event',
  'fgs-timed-out',
  'fgs-did-not-stop',
  'fgs-timer-cancelled',
  'fgs-start-decision',
  'fgs-logger',
  'fgs-notification-cancelled',
  'restart-scheduled',
  'process-started',
  'process-bound',
  'process-died',
  'process-killed',
  'uid-lifecycle',
  'service-stopped-idle',
]);

/** What an app's own libraries write about itself; nobody gains by writing it to look like an app. */
const ownWords: ReadonlySet<Fact['kind']> = new Set(['worker-result', 'worker-foreground', 'app-saw-timeout']);

/** A kind of line counts so often and no more. */
const MOST_VOTES_OF_A_KIND = 8;
/** An older pid wins against a younger one with up to this many times its score. */
const AGE_COUNTS = 2;

export function isVote(kind: Fact['kind']): boolean {
  return votes.has(kind);
}

/** By ballot: the elected pid, or nothing where nobody wrote a line of system_server. */
export function electSystemServer(ballots: readonly Ballot[]): ReadonlyMap<Ballot, ReadonlySet<number>> {
  const polls = ballots.map((ballot) => ({ ballot, scores: scoresOf(ballot) }));
  const apps = appPids(ballots);
  const elected = new Map<Ballot, ReadonlySet<number>>();
  const winners = new Map<number, number>();
  for (const { ballot, scores } of polls) {
    const winner = winnerOf(scores, apps);
    elected.set(ballot, new Set(winner === undefined ? [] : [winner]));
    if (winner !== undefined) winners.set(winner, Math.max(winners.get(winner) ?? 0, scores.get(winner)!));
  }
  for (const { ballot, scores } of polls) {
    const [own] = elected.get(ballot)!;
    // Another log of the same boot may know better: its winner wrote here too and won more clearly there.
    const better = [...winners].filter(([pid, score]) => scores.has(pid) && score > (winners.get(own ?? -1) ?? 0));
    if (better.length > 0) elected.set(ballot, new Set(better.slice(0, 1).map(([pid]) => pid)));
    // A log without any vote (main alone) holds lines of the servers that the other logs name.
    else if (own === undefined) elected.set(ballot, new Set(winners.keys()));
  }
  return elected;
}

export function electedOf(ballot: Ballot, elected: ReadonlyMap<Ballot, ReadonlySet<number>>): ReadonlySet<number> {
  return elected.get(ballot) ?? new Set();
}

function scoresOf({ facts }: Ballot): Map<number, number> {
  const counts = new Map<number, Map<string, number>>();
  const scores = new Map<number, number>();
  for (const { kind, writer } of facts) {
    const { pid, uid } = writer;
    if (pid === undefined || uid !== undefined || !votes.has(kind)) continue;
    const ofPid = counts.get(pid) ?? new Map<string, number>();
    counts.set(pid, ofPid);
    const count = (ofPid.get(kind) ?? 0) + 1;
    ofPid.set(kind, count);
    if (count <= MOST_VOTES_OF_A_KIND) scores.set(pid, (scores.get(pid) ?? 0) + 1);
  }
  return scores;
}

/** Pids that are apps, by their own words or because an older pid started them. */
function appPids(ballots: readonly Ballot[]): Set<number> {
  const apps = new Set<number>();
  for (const { facts } of ballots) {
    for (const fact of facts) {
      const { pid } = fact.writer;
      if (pid === undefined) continue;
      if (isOwnWord(fact)) apps.add(pid);
      else if ((fact.kind === 'process-started' || fact.kind === 'process-bound') && pid < fact.pid) apps.add(fact.pid);
    }
  }
  return apps;
}

function isOwnWord(fact: Fact): boolean {
  if (fact.kind === 'process-crashed')
    return fact.channel === 'log' && fact.pid === fact.writer.pid && fact.processName !== 'system_server';
  return ownWords.has(fact.kind) || (fact.kind === 'activity-top' && fact.packageName === '');
}

function winnerOf(scores: ReadonlyMap<number, number>, apps: ReadonlySet<number>): number | undefined {
  const candidates = [...scores].filter(([pid]) => !apps.has(pid));
  const most = candidates.reduce((best, [, score]) => Math.max(best, score), 0);
  return candidates
    .filter(([, score]) => score * AGE_COUNTS >= most)
    .map(([pid]) => pid)
    .sort((a, b) => a - b)[0];
}
