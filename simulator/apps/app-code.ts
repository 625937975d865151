/** The two sides of an app's process: what the system calls in it, and what its code may ask of the system. */
import type { ExitInfo } from '../device/exit-reasons.js';
import type { FileSystem } from '../device/file-system.js';
import type { LogPriority } from '../device/log-buffers.js';
import type { MainThread } from './main-thread.js';

/** Text extras of an intent. */
export type Extras = ReadonlyMap<string, string>;

/** A callback on the main thread; it yields where the thread sleeps. */
export type Callback = Iterator<number, void, void> | undefined;

/** What `onStartCommand` returns. */
export const StartResult = { sticky: 1, notSticky: 2, redeliver: 3 } as const;
export type StartResult = (typeof StartResult)[keyof typeof StartResult];

export interface StartCommand {
  /** Absent when the system starts a sticky service again. */
  readonly extras: Extras | undefined;
  readonly flags: number;
  readonly startId: number;
  /** Tells the system what `onStartCommand` returned. */
  readonly returns: (result: StartResult) => void;
}

export interface Thrown {
  /** Java's class name. */
  readonly exception: string;
  readonly message: string;
}

export type ActivityPhase = 'create' | 'resume' | 'pause' | 'stop' | 'destroy';
export type JobKind = 'regular' | 'expedited' | 'userInitiated' | 'periodic';

export interface RunningJob {
  readonly id: number;
  readonly extras: Extras;
}

/** The code of an app in one process. All but `uncaught` is called on the main thread. */
export interface AppCode {
  readonly processStarted: () => Callback;
  readonly serviceCreated: (service: string) => Callback;
  readonly serviceStarted: (service: string, command: StartCommand) => Callback;
  /** `overload`: the number of arguments of the `onTimeout` that is called. */
  readonly serviceTimedOut: (service: string, overload: 1 | 2, startId: number, types: number) => Callback;
  readonly serviceBound: (service: string, how: 'bind' | 'rebind' | 'unbind') => Callback;
  readonly serviceDestroyed: (service: string) => Callback;
  readonly connectionChanged: (service: string, change: 'connected' | 'disconnected') => Callback;
  /** Extras come with `create` and with a new intent, which has no phase. */
  readonly activityChanged: (phase: ActivityPhase | 'newIntent', extras: Extras | undefined) => Callback;
  readonly broadcastReceived: (receiver: string, extras: Extras) => Callback;
  readonly jobStarted: (job: RunningJob) => Callback;
  readonly jobStopped: (job: RunningJob, reason: number) => Callback;
  readonly memoryTrimmed: (level: number) => Callback;
  readonly uncaught: (thrown: Thrown) => void;
}

/** What an app can learn about itself and the battery without a permission. */
export interface SelfReport {
  readonly battery: number;
  readonly plugged: number;
  readonly temperature: number;
  readonly importance: number;
  readonly trimLevel: number;
  readonly interactive: boolean;
  readonly doze: boolean;
  readonly saver: boolean;
  readonly unrestricted: boolean;
  readonly restricted: boolean;
  readonly bucket: number;
}

/** `Context`, in one process. A `Thrown` is what the call throws in the app. */
export interface AppContext {
  readonly packageName: string;
  readonly processName: string;
  readonly pid: number;
  readonly uid: number;
  readonly targetSdk: number;
  readonly sdk: number;
  readonly fingerprint: string;
  readonly bootId: string;
  readonly main: MainThread;
  readonly files: FileSystem;
  /** Shared preferences: extras that were saved under a name. On disk. */
  readonly saved: Map<string, Extras>;
  readonly uptime: () => number;
  readonly elapsed: () => number;
  readonly wall: () => number;
  readonly log: (priority: LogPriority, tag: string, message: string) => void;
  readonly exits: () => readonly ExitInfo[];
  readonly report: () => SelfReport;
  /** Mask in the manifest. */
  readonly declaredTypes: (service: string) => number;

  readonly startService: (
    call: 'startService' | 'startForegroundService',
    service: string,
    extras: Extras,
  ) => Thrown | boolean;
  readonly stopService: (service: string) => boolean;
  readonly stopSelf: (service: string) => void;
  /** The types in force afterwards. */
  readonly startForeground: (service: string, mask: number) => Thrown | number;
  readonly stopForeground: (service: string) => void;
  /** False: there is no such service. */
  readonly bindService: (service: string) => boolean;
  readonly unbindService: (service: string) => void;

  readonly scheduleJob: (kind: JobKind, id: number, extras: Extras) => boolean;
  readonly cancelJob: (id: number) => void;
  readonly jobFinished: (id: number) => void;
  /** A broadcast to a receiver of the app so long from now by elapsed time, also in deep sleep and after the process. 0 calls it off. */
  readonly setAlarm: (receiver: string, delayMs: number, extras: Extras) => void;
  /** Every so often on a thread of its own, which a busy main thread does not hold up; returns how to end it. */
  readonly repeat: (everyMs: number, call: () => void) => () => void;
  readonly setReceiverEnabled: (receiver: string, isEnabled: boolean) => void;
  readonly startActivity: (activity: string, extras: Extras) => void;
  readonly moveTaskToBack: () => void;
  readonly finishActivity: () => void;
  /** Nobody caught it: the process ends. */
  readonly throwUncaught: (thrown: Thrown) => void;
  readonly killProcess: () => void;
}
