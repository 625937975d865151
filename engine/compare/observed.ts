/**
 * Observed outcomes: the system tells one thing on several lines (an event, a line, a crash, a death). Lines about the
 * same outcome of the same service that stand close together are one observation with several pieces of evidence.
 */
import { isSilent, type OutcomeName } from '../android/outcomes.js';
import { labelOfMask } from '../android/service-types.js';
import { packageOf } from '../android/components.js';
import { UNKNOWN_UID } from '../android/uids.js';
import { MS_PER_DAY } from '../time.js';
import { trustNames } from '../trace/columns.js';
import { EventKind, outcomeOfKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import type { ObservedOutcome } from './analysis.js';
import type { WallClock } from './wall-clock.js';

/** Lines further apart than this are two observations. */
const SAME_OUTCOME_MS = 2_000;
/** A crash takes its time. */
const SAME_CRASH_MS = 15_000;
/** It waits for the app's main thread, however long that hangs: the system's own line comes before (spec/fgs-limits.md 2.7). */
const LONGEST_HANG_MS = MS_PER_DAY;

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
  const groups = new Groups(trace);
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
    groups.add(about, row);
  }
  return groups.all.map((group, id) => observation(group, id, trace, clock));
}

/**
 * Lines about one outcome that stand close together. Two that name a service are about the same one; a line that names none
 * goes with the latest of its process.
 */
class Groups {
  readonly all: Group[] = [];
  /** The latest group of a service, of a process, and of a process without a service. */
  readonly #latest = new Map<string, Group>();

  constructor(readonly trace: Trace) {}

  add(about: Omit<Group, 'rows'>, row: number): void {
    const known = this.#growing(about, row);
    if (known === undefined) {
      const begun = { ...about, rows: [row] };
      this.all.push(begun);
      this.#remember(begun);
      return;
    }
    known.rows.push(row);
    if (known.service !== '' || about.service === '') return;
    this.#latest.delete(keyOf('unnamed', known, known.process));
    known.service = about.service;
    this.#remember(known);
  }

  #remember(group: Group): void {
    this.#latest.set(keyOf('process', group, group.process), group);
    if (group.service === '') this.#latest.set(keyOf('unnamed', group, group.process), group);
    else this.#latest.set(keyOf('service', group, group.service), group);
  }

  #growing(about: Omit<Group, 'rows'>, row: number): Group | undefined {
    const keys =
      about.service === ''
        ? [keyOf('process', about, about.process)]
        : [keyOf('service', about, about.service), keyOf('unnamed', about, about.process)];
    const open = keys
      .map((key) => this.#latest.get(key))
      .filter((group) => group !== undefined && this.#isOpen(group, row));
    return open.sort((a, b) => b!.rows[0]! - a!.rows[0]!)[0];
  }

  #isOpen({ outcome, rows }: Group, row: number): boolean {
    const { elapsed } = this.trace.core;
    const since = elapsed[row]! - elapsed[rows[0]!]!;
    if (outcome !== 'crash-did-not-stop') return since <= SAME_OUTCOME_MS;
    const isAwaited = !this.#isAskedFor(row) && rows.every((each) => this.#isAskedFor(each));
    return since <= (isAwaited ? LONGEST_HANG_MS : SAME_CRASH_MS);
  }

  /** "FGS Crashed": the system has given the crash to the app, and the app has not got to it. */
  #isAskedFor(row: number): boolean {
    return this.trace.strings.at(this.trace.core.note[row]!) === 'crash';
  }
}

function keyOf(what: 'service' | 'process' | 'unnamed', { outcome, uid }: Omit<Group, 'rows'>, name: string): string {
  return `${what} ${outcome} ${uid} ${name}`;
}

function packagesAtWork(trace: Trace): Set<string> {
  const packages = new Set<string>();
  for (const kind of [EventKind.startForeground, EventKind.jobStarted])
    for (const row of trace.rowsOfKind(kind)) packages.add(packageOf(trace.event(row).service));
  return packages;
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
