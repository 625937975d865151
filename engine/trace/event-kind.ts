/**
 * Kinds of events in a trace. The numbers are part of the trace file format: never reuse one, only add.
 *
 *       1 ..  63   inputs: what the world did; the engine reads them
 *      64 .. 127   knowledge: what the recording itself knows or misses
 *     128 .. 191   outcomes: what the system did because of a limit; recorded, never read by a rule (128 + index in `outcomeNames`)
 */
import { outcomeNames, type OutcomeName } from '../android/outcomes.js';

export const EventKind = {
  // Services. `service`, `process` and `uid` are set.
  startService: 1,
  /** `argument`: 1 when a start from the background is not allowed at this moment, 2 when it is; else the flag in force decides. */
  startForegroundService: 2,
  /** `types`: the mask; `argument` as for `startForegroundService`. */
  startForeground: 3,
  stopForeground: 4,
  stopService: 5,
  stopSelf: 6,
  bindService: 7,
  unbindService: 8,
  /** `argument`: 1 when `onStartCommand` asks for a restart after process death (START_STICKY, START_REDELIVER_INTENT). */
  serviceSticky: 9,
  /** Still executing a command or a life-cycle call then. `argument`: 1 when in the foreground group, 0 in the background. */
  executionBegun: 10,

  // Processes and apps. `process` and `uid` are set.
  processStarted: 16,
  processDied: 17,
  /** `argument`: the process state (`ProcessState`). */
  processState: 18,
  /** The process attached to the system: what was promised for it before counts from here. */
  processBound: 19,
  forceStop: 20,
  packageRemoved: 21,
  /** `argument`: the target SDK of the app with this `uid`. */
  targetSdk: 22,
  uidIdle: 24,
  uidActive: 25,
  /** `argument`: 1 when the app may start services from the background from here on, 0 when not. */
  backgroundFlag: 26,

  // Device.
  boot: 32,
  shutdown: 33,
  screenOn: 34,
  screenOff: 35,
  sleepBegin: 36,
  sleepEnd: 37,
  dozeState: 38,
  powerPlugged: 39,
  powerUnplugged: 40,
  batteryLevel: 41,
  bootCompleted: 42,

  // Configuration. `note`: the key or the change id; `argument`: the value.
  configSet: 48,
  compatSet: 49,

  // Jobs. `service`: the job's component; `argument`: the job id.
  jobStarted: 56,
  jobFinished: 57,

  // Knowledge.
  /** Nothing was recorded for `argument` milliseconds from here. */
  gap: 64,
  /** The wall clock was set; `argument`: the jump in milliseconds. */
  clockJump: 65,
  /** The recording begins / ends here. */
  recordingBegin: 66,
  recordingEnd: 67,
  /** Lost records (`chatty`); `argument`: how many. */
  recordsLost: 68,
  /** The system killed a process; `note`: the reason as printed. Evidence for a cause; the death itself is `processDied`. */
  processKillReason: 69,
} as const;

const FIRST_OUTCOME = 128;

export function kindOfOutcome(outcome: OutcomeName): number {
  return FIRST_OUTCOME + outcomeNames.indexOf(outcome);
}

/** The outcome behind an event kind, or `undefined` when the kind is an input or knowledge. */
export function outcomeOfKind(kind: number): OutcomeName | undefined {
  return outcomeNames[kind - FIRST_OUTCOME];
}

const nameByKind = new Map<number, string>([
  ...Object.entries(EventKind).map(([name, kind]) => [kind, name] as const),
  ...outcomeNames.map((name) => [kindOfOutcome(name), name] as const),
]);

/** Every kind number with its name, for the dictionary of the trace file. */
export function eventKindNames(): ReadonlyMap<number, string> {
  return nameByKind;
}

export function eventKindName(kind: number): string {
  return nameByKind.get(kind) ?? `kind-${kind}`;
}
