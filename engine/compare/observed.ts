/**
 * Observed outcomes: the system tells one thing on several lines (an event, a line, a crash, a death). Lines about the
 * same outcome of the same service that stand close together are one observation with several pieces of evidence.
 */
import { isSilent, type OutcomeName } from '../android/outcomes.js';
import { labelOfMask } from '../android/service-types.js';
import { packageOf } from '../android/components.js';
import { trustNames } from '../trace/columns.js';
import { outcomeOfKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import type { ObservedOutcome } from './analysis.js';
import type { WallClock } from './wall-clock.js';

/** Lines further apart than this are two observations. A crash takes its time: it waits for the app's main thread. */
const SAME_OUTCOME_MS = 2_000;
const SAME_CRASH_MS = 15_000;

interface Group {
  readonly outcome: OutcomeName;
  readonly service: string;
  readonly process: string;
  readonly uid: number;
  readonly rows: number[];
}

export function observedOutcomes(trace: Trace, clock: WallClock): ObservedOutcome[] {
  const groups: Group[] = [];
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
    const group = groups.findLast((known) => isSame(known, about, trace, row));
    if (group === undefined) groups.push({ ...about, rows: [row] });
    else group.rows.push(row);
  }
  return groups.map((group, id) => observation(group, id, trace, clock));
}

function isSame(group: Group, about: Omit<Group, 'rows'>, trace: Trace, row: number): boolean {
  if (group.outcome !== about.outcome) return false;
  const isSameSubject =
    group.service !== '' && about.service !== '' ? group.service === about.service : group.process === about.process;
  const window = about.outcome === 'crash-did-not-stop' ? SAME_CRASH_MS : SAME_OUTCOME_MS;
  return isSameSubject && trace.core.elapsed[row]! - trace.core.elapsed[group.rows[0]!]! <= window;
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
    service: group.service === '' ? null : group.service,
    type: types === 0 ? null : labelOfMask(types),
    at,
    text: at.text ?? notes[0] ?? '',
    trust: trust === 'system' || trust === 'claim' ? trust : 'unknown',
    evidence,
  };
}
