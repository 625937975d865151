import type { DeclaredService } from '../device/apk/read-apk.js';
import type { ScriptService } from '../limits/script.js';
import type { ServiceRecord } from '../limits/service-record.js';
import type { AppProcess } from './app-process.js';
import type { Extras } from './app-code.js';

/** Who holds a binding: a process of the app, or the system for a job. */
export type Client = AppProcess | 'system';

/** A service object in its process: from onCreate to onDestroy. */
export interface ServiceInstance {
  readonly record: ServiceRecord;
  readonly process: AppProcess;
  isBound: boolean;
  /** onUnbind was called: the next binding is a rebind. */
  wasUnbound: boolean;
}

/** One service of an app: its definition for the limits, and what its app has seen of it. */
export interface ServiceState extends ScriptService {
  sticky: boolean;
  /** A restart brings the last intent again. */
  redelivers: boolean;
  instance: ServiceInstance | undefined;
  /** The record last known: what is told of it may come when it is gone. */
  lastRecord: ServiceRecord | undefined;
  lastStart: { readonly extras: Extras; readonly startId: number } | undefined;
  awaitsRestart: boolean;
  /** Whether each has been told that it is connected. */
  readonly clients: Map<Client, boolean>;
}

export function newServiceState({ name, process, types }: DeclaredService): ServiceState {
  return {
    name,
    process,
    declared: types,
    // The app's own code answers, not the limits' stand-in.
    onTimeout: { do: 'ignore', afterMs: 0 },
    sticky: false,
    redelivers: false,
    instance: undefined,
    lastRecord: undefined,
    lastStart: undefined,
    awaitsRestart: false,
    clients: new Map(),
  };
}
