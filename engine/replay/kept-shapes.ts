/**
 * Keeps one finished replay alive for as long as the program runs. V8 forgets the shape of objects of which none lives, and
 * with it all code that it compiled for them: without this, each collection of garbage between two replays sends the next
 * one back to the interpreter, which makes it five times as slow.
 *
 * A field has the shape of what it held, so the trace that is replayed makes every rule act, at moments that are no integers.
 */
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { android15 } from '../policy/shipped.js';
import { EventKind } from '../trace/event-kind.js';
import { TraceBuilder } from '../trace/trace-builder.js';
import { emptyMeta, type Trace } from '../trace/trace.js';
import { compile } from './compile.js';
import type { OutcomeColumns } from './outcome-columns.js';
import { RecordedReplay } from './recorded-replay.js';
import { defaultReplayOptions } from './replay-options.js';

const MS_PER_STEP = 40_000.25;

/** Kind, component, types, argument. The rows are some 40 seconds apart. */
type Row = readonly [kind: number, component?: string, types?: number, argument?: number];

const { dataSync, mediaProcessing, shortService } = ServiceType;
const { TOP, FOREGROUND_SERVICE } = ProcessState;

const start = (component: string): Row => [EventKind.startForegroundService, component];
const foreground = (component: string, types: number): Row => [EventKind.startForeground, component, types];
const stop = (component: string): Row => [EventKind.stopSelf, component];
const state = (processState: number): Row => [EventKind.processState, '', 0, processState];
const limit = (seconds: number): Row => [EventKind.configSet, 'data_sync_fgs_timeout_duration', 0, seconds * 1_000.5];
const wholeRun = (component: string, types: number): Row[] => [
  start(component),
  foreground(component, types),
  stop(component),
];
const pause = (steps: number): Row[] => Array.from({ length: steps }, () => state(FOREGROUND_SERVICE));

const sitting: readonly Row[] = [
  [EventKind.targetSdk, '', 0, 35],
  limit(3_600),
  [EventKind.processStarted, ''],
  state(TOP),
  ...[dataSync, mediaProcessing, shortService].flatMap((types) => wholeRun('A', types)),
  // One that the app ends, and one that the limit ends, with a sleep in it.
  ...[start('A'), foreground('A', dataSync), state(FOREGROUND_SERVICE), foreground('A', dataSync), stop('A')],
  limit(30),
  ...[start('A'), foreground('A', dataSync), [EventKind.sleepBegin] as const, [EventKind.sleepEnd] as const],
  ...[...pause(2), stop('A'), ...wholeRun('A', dataSync), state(TOP), state(FOREGROUND_SERVICE)],
  ...[start('A'), foreground('A', dataSync | mediaProcessing), foreground('A', shortService), ...pause(7), stop('A')],
  // A promise that nobody keeps, an execution that does not end.
  ...[start('B'), [EventKind.executionBegun, 'B', 0, 1] as const, ...pause(2)],
  ...[[EventKind.bindService, 'C'] as const, [EventKind.serviceSticky, 'C', 0, 1] as const, start('C')],
  ...[foreground('C', dataSync), [EventKind.processDied, ''] as const, [EventKind.processStarted, ''] as const],
  limit(86_400),
  ...[...wholeRun('D', dataSync), [EventKind.uidIdle] as const, [EventKind.forceStop] as const],
];
/** Twice, because a boot makes all fields what they were. */
const rows: readonly Row[] = [[EventKind.boot], ...sitting, [EventKind.boot], ...sitting];

function traceOfEverything(): Trace {
  const builder = new TraceBuilder();
  let slept = 0;
  rows.forEach(([kind, component = '', types = 0, argument], index) => {
    if (kind === EventKind.sleepEnd) slept++;
    const isOfApp = kind < EventKind.boot;
    builder.add({
      kind,
      uptime: index * MS_PER_STEP,
      elapsed: (index + slept) * MS_PER_STEP,
      types,
      argument,
      ...(isOfApp ? { uid: 10_000, process: 'com.example' } : { note: component }),
      ...(kind <= EventKind.executionBegun ? { service: `com.example/.${component}` } : {}),
    });
  });
  return builder.finish(emptyMeta);
}

/** The replay that is kept, and what it found. */
export function replayEverything(): { readonly replay: RecordedReplay; readonly outcomes: OutcomeColumns } {
  const program = compile(traceOfEverything(), 'recording');
  const replay = new RecordedReplay(program, android15, { ...defaultReplayOptions, reasons: 'none' });
  return { replay, outcomes: replay.runForColumns() };
}

let kept: ReturnType<typeof replayEverything> | undefined;

/** Called before a replay; does something once. */
export function keepShapes(): void {
  kept ??= replayEverything();
}
