/** `curfew replay DIR|FILE...`: many recordings under many policies, at once; what each would lead to. */
import { availableParallelism } from 'node:os';
import { piscinaPool } from '../../../engine/pool/piscina-pool.js';
import type { RecordingFile } from '../../../engine/pool/replay-pool.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';
import { findRecordings, recordingNames } from '../find-recordings.js';
import { fleetArrow } from '../format/fleet-arrow.js';
import { fleetCsv } from '../format/fleet-csv.js';
import { fleetJson } from '../format/fleet-json.js';
import type { FleetReplay } from '../format/fleet-replay.js';
import { failureLines, fleetText } from '../format/fleet-text.js';
import { terminalStyle } from '../output.js';
import { policyFrom, policyNames } from '../policy-option.js';
import { terminalProgress } from '../progress.js';
import { writePieces, type Piece } from '../write-pieces.js';

export const replayHelp = `curfew replay DIR|FILE... [options]

Replays many recordings, each under every policy, and counts or lists the outcomes. A recording is a
trace that \`curfew analyze --trace FILE\` wrote, a log or a bugreport; each file is a device of its own.
Of folders everything below them is taken: ${recordingNames}.

  --policy A,B         ${policyNames.join(', ')},
                       or policy files (default: android-15)
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
    policy: { type: 'string' },
    silent: { type: 'boolean' },
    format: { type: 'string' },
    out: { type: 'string' },
    workers: { type: 'string' },
    memory: { type: 'string' },
  });
  if (names.length === 0) throw usageError('replay wants a folder or files.');
  const format = parseFormat(values.format ?? 'text');
  const policies = parsePolicies(values.policy ?? 'android-15');
  const workers = parseCount('workers', values.workers, 1, 64) ?? availableParallelism();
  const memoryMb = parseCount('memory', values.memory, 32, 65_536);
  const files = findRecordings(names);
  const replay = await replayed(files, policies, {
    silent: values.silent ?? false,
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
  readonly silent: boolean;
  readonly pool: Parameters<typeof piscinaPool>[0];
}

/** `undefined`: Ctrl-C came. */
async function replayed(
  files: readonly RecordingFile[],
  policies: readonly Policy[],
  { silent, pool: settings }: ReplaySettings,
): Promise<FleetReplay | undefined> {
  const progress = terminalProgress(process.stderr);
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop);
  const pool = piscinaPool(settings);
  try {
    const run = await pool.replayFiles(files, policies, {
      silent,
      signal: interrupt.signal,
      onProgress: (done, total) => progress.show(`replaying ${total} recordings`, done, total),
    });
    progress.done();
    if (run.ok) return { files, policies, run: run.value };
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

function parsePolicies(text: string): Policy[] {
  const names = text.split(',').map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw usageError(`--policy names "${twice}" twice.`);
  return names.map(policyFrom);
}

function parseCount(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw usageError(`--${option} wants a whole number from ${least} to ${most}, not "${text}".`);
}
