/** `curfew runs`: what was run, and one run case by case. */
import { cutOff, isUnderWay } from '../../lab/runs/interrupted-runs.js';
import type { Run } from '../../lab/runs/run.js';
import { holderOfStore } from '../../lab/store/store-lock.js';
import type { RunChanges, RunSummary, StoreReader } from '../../lab/store/store.js';
import { displayWidth } from '../../lab/reports/display-width.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { countWords } from '../../lab/reports/words.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { writeResult } from '../output.js';
import { changingStore, dataHelp, orRefuse, readingStore } from '../store-option.js';

export const runsHelp = `curfew runs [RUN] [options]

Lists the runs in the store, latest first; with RUN, its cases. The JSON of one run is what
\`curfew report\` reads.

${dataHelp}
  --format text|json   default: text
  --out FILE           write there instead of to standard output
  --pin, --unpin       (with RUN) keep it for ever, or not
  --note TEXT          (with RUN) write this beside it

Exit code: 0 fine, 2 usage, 3 the store cannot be opened or has no such run.`;

export async function runsCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, {
    data: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    pin: { type: 'boolean' },
    unpin: { type: 'boolean' },
    note: { type: 'string' },
  });
  const [id, more] = files;
  if (more !== undefined) throw usageError(`runs takes one run, but got "${more}" too.`);
  const { data, format = 'text', out } = values;
  if (format !== 'text' && format !== 'json') throw usageError(`--format wants text or json, not "${format}".`);
  const changes = changesOf(values);
  if (id === undefined) {
    if (changes !== undefined) throw usageError('--pin, --unpin and --note want a run.');
    const runs = await readingStore(data, listRuns);
    writeResult(format === 'json' ? JSON.stringify(runs, null, 2) : listText(runs), out);
    return ExitCode.asPredicted;
  }
  if (changes !== undefined)
    await changingStore(data, 'curfew runs', async ({ store }) => orRefuse(await store.updateRun(id, changes)));
  const run = await readingStore(data, async (store) => await readOne(store, id));
  writeResult(format === 'json' ? JSON.stringify(run, null, 2) : runText(run), out);
  return ExitCode.asPredicted;
}

/** What a killed lab left as running is interrupted, also before the next lab has written that down. */
async function listRuns(store: StoreReader): Promise<readonly RunSummary[]> {
  const isFree = (await holderOfStore(store.folder)) === null;
  const runs = orRefuse(await store.runs());
  return runs.map((run) => (isFree && isUnderWay(run) ? { ...run, state: 'interrupted' } : run));
}

async function readOne(store: StoreReader, id: string): Promise<Run> {
  const isFree = (await holderOfStore(store.folder)) === null;
  const run = orRefuse(await store.run(id));
  return isFree ? cutOff(run) : run;
}

function changesOf(values: {
  readonly pin?: boolean | undefined;
  readonly unpin?: boolean | undefined;
  readonly note?: string | undefined;
}): RunChanges | undefined {
  const { pin = false, unpin = false, note } = values;
  if (pin && unpin) throw usageError('--pin and --unpin exclude each other.');
  if (!pin && !unpin && note === undefined) return undefined;
  return { ...(pin || unpin ? { pinned: pin } : {}), ...(note === undefined ? {} : { note }) };
}

function listText(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'The store has no runs yet.';
  const rows = runs.map((run) => [
    run.id,
    run.createdAt.slice(0, 16).replace('T', ' '),
    run.state,
    `${run.scenarios} x ${run.devices}`,
    `${run.done}/${run.cases} cases done`,
    `${countWords(run.asPredicted, 'outcome')} as predicted`,
    `${run.differing} differing`,
    [run.pinned ? '[pinned]' : '', run.name, run.note === '' ? '' : `(${run.note})`]
      .filter((word) => word !== '')
      .join(' '),
  ]);
  const [latest] = runs.filter(({ state }) => state === 'interrupted');
  const hint =
    latest === undefined ? '' : `\n\nTo go on with one that was interrupted: curfew run --resume ${latest.id}`;
  return `${columns(rows)}${hint}`;
}

function runText(run: Run): string {
  const head = [
    `${run.id}: ${run.name}`,
    `${run.state}, created ${run.createdAt}${run.pinned ? ', pinned' : ''}, Curfew ${run.curfewVersion}`,
    ...(run.note === '' ? [] : [run.note]),
    ...(run.state === 'interrupted' ? [`To go on with what is left: curfew run --resume ${run.id}`] : []),
  ];
  const rows = run.cases.map((each) => {
    const verdicts = each.analysis?.verdicts ?? [];
    const agreeing = verdicts.filter(({ verdict }) => verdict === 'as-predicted').length;
    const reason = each.reason ?? each.environment?.policy ?? '';
    const counts =
      each.analysis === null ? '' : `${agreeing} of ${countWords(verdicts.length, 'outcome')} as predicted`;
    return [`  ${each.scenario}`, each.device, each.state, counts, reason];
  });
  return `${head.map(visibleText).join('\n')}\n${columns(rows)}`;
}

/** Every column as wide as its widest word; the last as it is. */
function columns(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visibleText));
  const widths: number[] = [];
  for (const row of shown)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
  const pad = (cell: string, index: number): string => cell + ' '.repeat((widths[index] ?? 0) - displayWidth(cell));
  return shown.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
