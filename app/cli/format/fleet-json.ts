/**
 * A fleet replay as JSON, one line per file and per outcome, so that it can also be looked at line by line:
 *
 *     { "curfew": "replay/1", "policies": [...], "files": [...], "outcomes": [...] }
 *
 * `file` and `policy` of an outcome count the entries of the two lists from 0. `latestElapsedMs` is null where the outcome may lie
 * any time later.
 */
import { finiteOrNull, piecesOf, type FleetReplay } from './fleet-replay.js';

export function fleetJson(replay: FleetReplay): Iterable<string> {
  return piecesOf(linesOf(replay));
}

function* linesOf(replay: FleetReplay): Generator<string> {
  yield '{\n"curfew": "replay/1",\n"policies": [\n';
  yield* list(replay.policies.map(({ name, variant, title }) => JSON.stringify({ name, variant, title })));
  yield '],\n"files": [\n';
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

/** `events` is null and `failure` is there for a file that was not replayed. */
function* filesOf({ files, run: { events, failures } }: FleetReplay): Generator<string> {
  const failureOf = new Map(failures.map((failure) => [failure.unit, failure]));
  for (const [unit, { path }] of files.entries()) {
    const failure = failureOf.get(unit);
    if (failure === undefined) yield JSON.stringify({ file: path, events: finiteOrNull(events[unit] ?? Number.NaN) });
    else {
      const { code, message, whatToDo } = failure;
      yield JSON.stringify({ file: path, events: null, failure: { code, message, whatToDo } });
    }
  }
}

function* outcomesOf({ run: { outcomes } }: FleetReplay): Generator<string> {
  for (let at = 0; at < outcomes.length; at++) {
    const row = outcomes.row(at);
    yield JSON.stringify({ ...row, latestElapsedMs: finiteOrNull(row.latestElapsedMs) });
  }
}
