/** Reads one recording from disk, whatever it is: a trace file, or a log, binary log, bugreport or dump. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { assemble } from '../ingest/assemble/assemble.js';
import { YEAR_FROM_FILE } from '../ingest/clock/calendar.js';
import { SourceReader } from '../ingest/source-reader.js';
import type { CalendarHints } from '../ingest/ingested.js';
import { readTraceFrom, type TraceFileErrorCode } from '../trace/arrow-file.js';
import type { Trace } from '../trace/trace.js';
import { ArenaFull, type Arena } from './arena.js';
import { bytesOfFile } from './file-bytes.js';
import type { ReplayFailureCode } from './replay-task.js';

/** Why a file gives no trace. */
export class FileFailure extends Error {
  constructor(
    readonly code: ReplayFailureCode,
    message: string,
    readonly whatToDo: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

const MEBIBYTE = 1 << 20;
const LOG_CHUNK_BYTES = MEBIBYTE;
/** How an Arrow file begins. */
const arrowMagic = [...'ARROW1'].map((letter) => letter.charCodeAt(0));

export interface RecordingRead {
  readonly trace: Trace;
  /** Nothing but the date of the file tells the year of its records. */
  readonly isYearOfFile: boolean;
}

export interface ReadingOptions {
  /** Whether the wall clocks of a trace file are wanted. Default: no. */
  readonly walls?: boolean;
  /** For logs. */
  readonly calendar?: CalendarHints;
}

/** Throws `FileFailure`. The trace is valid until the next one is read into the same arena. */
export function readRecording(path: string, arena: Arena, options: ReadingOptions = {}): RecordingRead {
  arena.reset();
  try {
    const { size, descriptor } = open(path);
    try {
      return isArrow(descriptor)
        ? readTraceFile(descriptor, size, arena, options)
        : readLog(path, descriptor, arena, options);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw failureOf(error);
  }
}

/** Looks before it opens: the opening of a pipe waits until somebody writes into it. */
function open(path: string): { readonly size: number; readonly descriptor: number } {
  if (!statSync(path).isFile()) throw new FileFailure('unreadable', 'It is no file.', 'Name the files in it.');
  const descriptor = openSync(path, 'r');
  return { size: fstatSync(descriptor).size, descriptor };
}

function isArrow(descriptor: number): boolean {
  const head = new Uint8Array(arrowMagic.length);
  return (
    readSync(descriptor, head, 0, head.length, 0) === head.length && head.every((byte, at) => byte === arrowMagic[at])
  );
}

function readTraceFile(descriptor: number, size: number, arena: Arena, { walls }: ReadingOptions): RecordingRead {
  const read = readTraceFrom(bytesOfFile(descriptor, size, arena), { columns: walls === true ? 'dated' : 'replay' });
  if (read.ok) return { trace: read.value, isYearOfFile: false };
  const { code, message, whatToDo } = read.error;
  throw new FileFailure(codeOfTraceFile(code), message, whatToDo);
}

function codeOfTraceFile(code: TraceFileErrorCode): ReplayFailureCode {
  if (code === 'too-large') return 'too-large';
  return code === 'not-a-trace-file' ? 'no-trace' : 'damaged';
}

/** What a log says becomes objects on the heap, for which the worker has a limit of its own. */
function readLog(path: string, descriptor: number, arena: Arena, { calendar: hints }: ReadingOptions): RecordingRead {
  const reader = new SourceReader(path, 0);
  const chunk = arena.take(LOG_CHUNK_BYTES);
  for (;;) {
    const length = readSync(descriptor, chunk, 0, chunk.length, null);
    if (length === 0) break;
    reader.push(chunk.subarray(0, length));
  }
  const sources = reader.finish();
  // No record can be younger than the file.
  const calendar = { ...hints, notAfterEpochMs: fstatSync(descriptor).mtimeMs };
  const { trace, clock } = assemble(sources, { calendar });
  if (trace.length > 0) return { trace, isYearOfFile: clock.calendar.yearFrom === YEAR_FROM_FILE };
  const [problem] = sources.flatMap(({ diagnostics }) => diagnostics);
  throw new FileFailure(
    'no-trace',
    problem === undefined ? 'It holds no log record.' : `It holds nothing that Curfew knows: ${problem.what}.`,
    'Give a trace that `curfew analyze --trace FILE` wrote, a logcat log, a bugreport or the output of a dumpsys.',
  );
}

function failureOf(error: unknown): unknown {
  if (error instanceof ArenaFull) {
    const limit = Math.floor(error.limit / MEBIBYTE);
    return new FileFailure(
      'too-large',
      `Its columns take more than ${limit} MiB at once.`,
      'Allow each worker more memory, or cut the recording into shorter ones.',
      error,
    );
  }
  if (!(error instanceof Error) || !('code' in error) || error instanceof FileFailure) return error;
  return new FileFailure(
    'unreadable',
    reasonOf(error.code, error.message),
    'Check the path and the rights on it.',
    error,
  );
}

/** In words where they are common; else as the system says it. */
function reasonOf(code: unknown, message: string): string {
  if (code === 'ENOENT') return 'There is no such file.';
  if (code === 'EACCES') return 'Permission denied.';
  return `It cannot be read: ${message}.`;
}
