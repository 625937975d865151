/**
 * A fleet replay as JSON, one line per file and per outcome, so that it can also be looked at line by line:
 *
 *     { "curfew": "replay/1", "policies": [...], "files": [...], "outcomes": [...] }
 *
 * `file` and `policy` of an outcome count the entries of the two lists from 0. `latestElapsedMs` is null where the outcome may lie
 * any time later; `wall` is null where no clock tells it. The policy `auto` has under `byRelease` those that were taken; a file
 * has its release, from which it follows.
 */
import { finiteOrNull, piecesOf, policiesOf, wallOfRow, type FleetPolicy, type FleetReplay } from './fleet-replay.js';

export function fleetJson(replay: FleetReplay): Iterable<string> {
  return piecesOf(linesOf(replay));
}

function* linesOf(replay: FleetReplay): Generator<string> {
  yield '{\n"curfew": "replay/1",\n"policies": [\n';
  yield* list(replay.policies.map((policy) => JSON.stringify(policyJson(policy, replay))));
  yield `],\n"changes": ${JSON.stringify(replay.changes)},\n"files": [\n`;
  yield* list(filesOf(replay));
  yield '],\n"outcomes": [\n';
  yield* list(outcomesOf(replay));
  yield ']\n}\n';
}

function* list(entries: Iterable<string>): Generator<string> {
  let isFirst = true;
  for (const entry of entries) {
    yield isFirst ? entry : `,\n${entry}`;
    isFirst = false;
  }
  if (!isFirst) yield '\n';
}

function policyJson({ name, choice }: FleetPolicy, { run }: FleetReplay): object {
  if (!('byRelease' in choice)) return { name, variant: choice.variant, title: choice.title };
  const taken = [...policiesOf(choice, run)].map(([policy, recordings]) => ({
    name: policy.name,
    variant: policy.variant,
    title: policy.title,
    recordings,
  }));
  return { name, variant: null, title: 'The release that each recording tells', byRelease: taken };
}

/** `events` is null and `failure` is there for a file that was not replayed. */
function* filesOf({ files, run: { events, failures, recordings } }: FleetReplay): Generator<string> {
  const failureOf = new Map(failures.map((failure) => [failure.unit, failure]));
  for (const [unit, { path }] of files.entries()) {
    const failure = failureOf.get(unit);
    if (failure === undefined) {
      const release = recordings[unit]?.release ?? null;
      yield JSON.stringify({ file: path, events: finiteOrNull(events[unit] ?? Number.NaN), release });
    } else {
      const { code, message, whatToDo } = failure;
      yield JSON.stringify({ file: path, events: null, failure: { code, message, whatToDo } });
    }
  }
}

function* outcomesOf(replay: FleetReplay): Generator<string> {
  const { outcomes } = replay.run;
  for (let at = 0; at < outcomes.length; at++) {
    const { wallMs, ...row } = outcomes.row(at);
    const wall = wallOfRow(replay, { ...row, wallMs });
    yield JSON.stringify({
      ...row,
      latestElapsedMs: finiteOrNull(row.latestElapsedMs),
      wall,
    });
  }
}
