/**
 * Observed outcomes: the system tells one thing on several lines (an event, a line, a crash, a death). Lines about the
 * same outcome of the same service that stand close together are one observation with several pieces of evidence.
 */
import { isSilent, type OutcomeName } from '../android/outcomes.js';
import { labelOfMask } from '../android/service-types.js';
import { packageOf } from '../android/components.js';
import { UNKNOWN_UID } from '../android/uids.js';
import { trustNames } from '../trace/columns.js';
import { EventKind, outcomeOfKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import type { ObservedOutcome } from './analysis.js';
import type { WallClock } from './wall-clock.js';

/** Lines further apart than this are two observations. A crash takes its time: it waits for the app's main thread. */
const SAME_OUTCOME_MS = 2_000;
const SAME_CRASH_MS = 15_000;

interface Group {
  readonly outcome: OutcomeName;
  service: string;
  readonly process: string;
  readonly uid: number;
  readonly rows: number[];
}

/** The system kills cached processes all the time: only those of apps with foreground services or jobs are told. */
const everyday: ReadonlySet<OutcomeName> = new Set<OutcomeName>(['process-killed', 'process-frozen']);

export function observedOutcomes(trace: Trace, clock: WallClock): ObservedOutcome[] {
  const groups: Group[] = [];
  /** By outcome: groups that may still grow, oldest first. */
  const open = new Map<OutcomeName, Group[]>();
  const workers = packagesAtWork(trace);
  const { kind, service, process, uid } = trace.core;
  for (let row = 0; row < trace.length; row++) {
    const outcome = outcomeOfKind(kind[row]!);
    if (outcome === undefined || isSilent(outcome)) continue;
    const about = {
      outcome,
      service: trace.strings.at(service[row]!),
      process: trace.strings.at(process[row]!),
      uid: uid[row]!,
    };
    if (everyday.has(outcome) && !workers.has(packageOf(about.process))) continue;
    const growing = stillOpen(open.get(outcome) ?? [], trace, row);
    open.set(outcome, growing);
    const group = growing.findLast((known) => isSame(known, about));
    if (group !== undefined) {
      group.rows.push(row);
      if (group.service === '') group.service = about.service;
      continue;
    }
    const begun = { ...about, rows: [row] };
    groups.push(begun);
    growing.push(begun);
  }
  return groups.map((group, id) => observation(group, id, trace, clock));
}

function packagesAtWork(trace: Trace): Set<string> {
  const packages = new Set<string>();
  for (const kind of [EventKind.startForeground, EventKind.jobStarted])
    for (const row of trace.rowsOfKind(kind)) packages.add(packageOf(trace.event(row).service));
  return packages;
}

function stillOpen(groups: Group[], trace: Trace, row: number): Group[] {
  const { elapsed } = trace.core;
  const isOpen = ({ outcome, rows }: Group): boolean =>
    elapsed[row]! - elapsed[rows[0]!]! <= (outcome === 'crash-did-not-stop' ? SAME_CRASH_MS : SAME_OUTCOME_MS);
  return groups.length > 0 && !isOpen(groups[0]!) ? groups.filter(isOpen) : groups;
}

function isSame(group: Group, about: Omit<Group, 'rows'>): boolean {
  if (group.uid !== about.uid) return false;
  return group.service !== '' && about.service !== ''
    ? group.service === about.service
    : group.process === about.process;
}

function observation(group: Group, id: number, trace: Trace, clock: WallClock): ObservedOutcome {
  const trustOf = (row: number): string => trustNames[trace.provenanceColumns?.trust[row] ?? 0] ?? 'unknown';
  const trustedRow =
    group.rows.find((row) => trustOf(row) === 'system') ?? group.rows.find((row) => trustOf(row) !== 'claim');
  const row = trustedRow ?? group.rows[0]!;
  const trust = trustOf(row);
  const types = group.rows.map((each) => trace.core.types[each]!).find((mask) => mask !== 0) ?? 0;
  const evidence = group.rows.map((each) => clock.proven(each));
  const at = clock.proven(row);
  const notes = group.rows.map((each) => trace.strings.at(trace.core.note[each]!)).filter((note) => note !== '');
  return {
    id,
    outcome: group.outcome,
    package: packageOf(group.service === '' ? group.process : group.service),
    ...(group.uid === UNKNOWN_UID ? {} : { uid: group.uid }),
    service: group.service === '' ? null : group.service,
    type: types === 0 ? null : labelOfMask(types),
    at,
    text: at.text ?? notes[0] ?? '',
    trust: trust === 'system' || trust === 'claim' ? trust : 'unknown',
    evidence,
  };
}
