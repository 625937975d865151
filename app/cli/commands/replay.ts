/** `curfew replay DIR|FILE...`: many recordings under many policies, at once; what each would lead to. */
import { availableParallelism } from 'node:os';
import { piscinaPool } from '../../../engine/pool/piscina-pool.js';
import type { FilesRunOptions, RecordingFile } from '../../../engine/pool/replay-pool.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { parseCommandLine } from '../arguments.js';
import { deviceOptionHelp, deviceOptionNames, readDeviceOptions, warn } from '../device-options.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';
import { fleetPolicies, type FleetPolicies } from '../fleet-policies.js';
import { findRecordings, recordingNames } from '../find-recordings.js';
import { fleetArrow } from '../format/fleet-arrow.js';
import { fleetCsv } from '../format/fleet-csv.js';
import { fleetJson } from '../format/fleet-json.js';
import type { FleetReplay } from '../format/fleet-replay.js';
import { failureLines, fleetText } from '../format/fleet-text.js';
import { calendarOptionHelp, calendarOptionNames, readCalendar, yearOfFileWarning } from '../log-options.js';
import { terminalStyle } from '../output.js';
import { AUTO, policyNames } from '../policy-option.js';
import { terminalProgress } from '../progress.js';
import { writePieces, type Piece } from '../write-pieces.js';

export const replayHelp = `curfew replay DIR|FILE... [options]

Replays many recordings, each under every policy, and counts or lists the outcomes. A recording is a
trace that \`curfew analyze --trace FILE\` wrote, a log or a bugreport; each file is a device of its own.
Of folders everything below them is taken: ${recordingNames}.

  --policy A,B         ${policyNames.join(', ')},
                       policy files, or auto (default: auto, the release that each recording tells)
${deviceOptionHelp}
${calendarOptionHelp}
  --silent             also outcomes that nobody on the device is told of (budgets reset, deadlines moved)
  --format F           text (default; a summary), csv, json, arrow
  --out FILE           write there instead of to standard output
  --workers N          files replayed side by side (default: as many as there are processors)
  --memory MB          what each worker may take for its heap, and for one recording (default: 512)

Exit code: 0 everything was replayed, 2 usage, 3 some file was not (the others are in the result).`;

const formats = ['text', 'csv', 'json', 'arrow'] as const;
type Format = (typeof formats)[number];

/** What a test sets and a person does not. */
export interface ReplayHost {
  /** The built worker, which lies beside the built program. */
  readonly workerFile: URL;
  /** Ends the program as Ctrl-C does. */
  readonly dieInterrupted: () => void;
}

const host: ReplayHost = {
  workerFile: new URL('./replay-worker.cjs', import.meta.url),
  dieInterrupted: () => {
    process.kill(process.pid, 'SIGINT');
  },
};

export async function replayCommand(args: readonly string[], on: ReplayHost = host): Promise<ExitCode> {
  const { values, files: names } = parseCommandLine(args, {
    ...deviceOptionNames,
    ...calendarOptionNames,
    policy: { type: 'string' },
    silent: { type: 'boolean' },
    format: { type: 'string' },
    out: { type: 'string' },
    workers: { type: 'string' },
    memory: { type: 'string' },
  });
  if (names.length === 0) throw usageError('replay wants a folder or files.');
  const format = parseFormat(values.format ?? 'text');
  const policies = fleetPolicies(values.policy ?? AUTO, readDeviceOptions(values));
  const workers = parseCount('workers', values.workers, 1, 64) ?? availableParallelism();
  const memoryMb = parseCount('memory', values.memory, 32, 65_536);
  const files = findRecordings(names);
  const replay = await replayed(files, policies, {
    // Only those who are told single moments want to know their wall time.
    run: { silent: values.silent ?? false, calendar: readCalendar(values), walls: format !== 'text' },
    pool: {
      workerFile: on.workerFile,
      workers: Math.min(workers, files.length),
      ...(memoryMb === undefined ? {} : { memoryMb }),
    },
  });
  if (replay === undefined) {
    process.stderr.write('curfew replay: interrupted; nothing was written.\n');
    on.dieInterrupted();
    return ExitCode.unreadable;
  }
  warn('replay', [...policies.warningsOf(replay.run), ...yearWarnings(replay, format)]);
  await writePieces(render(replay, format, values.out !== undefined), values.out);
  const { failures } = replay.run;
  if (failures.length === 0) return ExitCode.asPredicted;
  if (format !== 'text' || values.out !== undefined)
    process.stderr.write(
      failureLines(failures)
        .map((line) => `curfew replay: ${visibleText(line)}\n`)
        .join(''),
    );
  return ExitCode.unreadable;
}

interface ReplaySettings {
  readonly run: FilesRunOptions;
  readonly pool: Parameters<typeof piscinaPool>[0];
}

/** `undefined`: Ctrl-C came. */
async function replayed(
  files: readonly RecordingFile[],
  { asked, change, changes }: FleetPolicies,
  { run: options, pool: settings }: ReplaySettings,
): Promise<FleetReplay | undefined> {
  const progress = terminalProgress(process.stderr);
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop);
  const pool = piscinaPool(settings);
  try {
    const choices = asked.map(({ choice }) => choice);
    const run = await pool.replayFiles(files, choices, {
      ...options,
      change,
      signal: interrupt.signal,
      onProgress: (done, total) => progress.show(`replaying ${total} recordings`, done, total),
    });
    progress.done();
    if (run.ok) return { files, policies: asked, changes, run: run.value };
    if (run.error.code === 'cancelled') return undefined;
    throw unreadable(`${run.error.message} ${run.error.whatToDo}`);
  } finally {
    process.off('SIGINT', stop);
    await pool.close();
  }
}

function render(replay: FleetReplay, format: Format, toFile: boolean): Iterable<Piece> {
  switch (format) {
    case 'csv':
      return fleetCsv(replay);
    case 'json':
      return fleetJson(replay);
    case 'arrow':
      return [fleetArrow(replay)];
    case 'text':
      return [fleetText(replay, toFile ? { colour: false, width: 120 } : terminalStyle())];
  }
}

function parseFormat(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format === undefined) throw usageError(`--format wants one of ${formats.join(', ')}, not "${text}".`);
  return format;
}

/** The same bytes in a file of another date would have other wall times. */
function yearWarnings({ files, run }: FleetReplay, format: Format): string[] {
  if (format === 'text') return [];
  const guessed = files.flatMap(({ path }, file) => (run.recordings[file]?.isYearOfFile === true ? [path] : []));
  return guessed.length === 0 ? [] : [yearOfFileWarning(guessed)];
}

function parseCount(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw usageError(`--${option} wants a whole number from ${least} to ${most}, not "${text}".`);
}
