/**
 * A fleet replay as CSV (RFC 4180: lines end with CR LF, quotes are doubled), one line per outcome. `policy` is the one under which
 * the file was replayed, `asked_policy` the word on the command line: `auto`, or the same. Names of services and files
 * are foreign text: characters that steer are shown as escapes, and a cell that a spreadsheet would take for a formula is
 * preceded by an apostrophe.
 */
import { visibleText } from '../../lab/reports/visible-text.js';
import { finiteOrNull, piecesOf, policyOfRow, wallOfRow, type FleetReplay } from './fleet-replay.js';

const header =
  'file,policy,outcome,silent,service,uid,type,uptime_ms,elapsed_ms,earliest_elapsed_ms,latest_elapsed_ms,wall,asked_policy';

export function fleetCsv(replay: FleetReplay): Iterable<string> {
  return piecesOf(linesOf(replay));
}

function* linesOf(replay: FleetReplay): Generator<string> {
  const { files, policies, run } = replay;
  const { outcomes } = run;
  yield `${header}\r\n`;
  const fileCells = files.map(({ path }) => textCell(path));
  const askedCells = policies.map(({ name }) => textCell(name));
  const serviceCells: string[] = [];
  for (let at = 0; at < outcomes.length; at++) {
    const row = outcomes.row(at);
    const service = (serviceCells[outcomes.columns.service[at]!] ??= textCell(row.service));
    const cells = [
      fileCells[row.file],
      textCell(policyOfRow(replay, row).name),
      row.outcome,
      row.silent,
      service,
      row.uid,
      row.type ?? '',
      row.uptimeMs,
      row.elapsedMs,
      row.earliestElapsedMs,
      finiteOrNull(row.latestElapsedMs) ?? '',
      wallOfRow(replay, row) ?? '',
      askedCells[row.policy],
    ];
    yield `${cells.join(',')}\r\n`;
  }
}

/** What spreadsheets take for the begin of a formula; a tab and a line end are escapes by then. */
const FORMULA = /^[=+\-@]/;
const NEEDS_QUOTES = /[",]/;

function textCell(text: string): string {
  const visible = visibleText(text);
  const harmless = FORMULA.test(visible) ? `'${visible}` : visible;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
