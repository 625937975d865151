/**
 * Scripts for tests of the rules: what the world does, told step by step, and what the replay makes of it.
 *
 *     new Script().start(0).stop(4 * H).outcomes()        ['+6:00:00 timeout-callback A dataSync', …]
 *
 * Times are milliseconds of elapsed time from the script's beginning, 100 h after the device booted; `uptime` runs along
 * with them except in `sleep`. One app targets SDK 35; `app()` makes more. Services are named by their class.
 */
import { ServiceType } from '../android/service-types.js';
import { FGS_INTRODUCE_TIME_LIMITS, type Policy } from '../policy/policy.js';
import { android15 } from '../policy/shipped.js';
import type { PredictedEvent, Prediction } from '../replay/prediction.js';
import { compile } from '../replay/compile.js';
import { reasonsFor, sinceZero } from '../replay/reasons.js';
import { replay, type ReplayOptions } from '../replay/replay.js';
import { durationMs, MS_PER_HOUR } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import { TraceBuilder, type NewEvent } from '../trace/trace-builder.js';
import { emptyMeta, type Trace, type TraceMeta } from '../trace/trace.js';

export const BOOTED_BEFORE = 100 * MS_PER_HOUR;

export interface ScriptApp {
  readonly uid: number;
  readonly packageName: string;
}

export const mainApp: ScriptApp = { uid: 10123, packageName: 'com.example.sync' };

export interface ScriptOptions {
  /** `null`: no source tells it. */
  readonly targetSdk?: number | null;
  /** `false`: no source tells when the device booted. */
  readonly hasBoot?: boolean;
}

/** What a step says beyond its time and service. */
interface Step {
  readonly service?: string;
  /** Process name behind the package, such as `:remote`; empty for the main process. */
  readonly process?: string;
  readonly types?: number;
  readonly argument?: number;
  readonly note?: string;
}

export class Script {
  readonly #events: NewEvent[] = [];
  #app = mainApp;
  /** By component: the process its steps run in. */
  readonly #processOf = new Map<string, string>();
  #slept = 0;

  constructor({ targetSdk = 35, hasBoot = true }: ScriptOptions = {}) {
    if (hasBoot) this.#events.push({ kind: EventKind.boot, elapsed: -BOOTED_BEFORE });
    if (targetSdk !== null) this.targetSdk(-BOOTED_BEFORE, targetSdk);
  }

  /** The steps that follow are of this app; its target SDK is 35 unless said otherwise. */
  app(app: ScriptApp, targetSdk = 35): this {
    this.#app = app;
    return this.targetSdk(-BOOTED_BEFORE, targetSdk);
  }

  #add(at: number, kind: number, step: Step = {}): this {
    const { packageName, uid } = this.#app;
    const component = step.service === undefined ? '' : `${packageName}/.${step.service}`;
    const process = step.process ?? this.#processOf.get(component) ?? '';
    this.#events.push({
      kind,
      elapsed: at,
      uptime: at - this.#slept,
      uid,
      process: `${packageName}${process}`,
      service: component,
      types: step.types ?? 0,
      argument: step.argument,
      note: step.note ?? '',
    });
    return this;
  }

  /** A service that runs in another process than the main one (`android:process`). */
  runsIn(service: string, process: string): this {
    this.#processOf.set(`${this.#app.packageName}/.${service}`, process);
    return this;
  }

  startService(at: number, service = 'A'): this {
    return this.#add(at, EventKind.startService, { service });
  }

  /** `startForegroundService` from the background, where that is not allowed. */
  startForegroundServiceInBackground(at: number, service = 'A'): this {
    return this.#add(at, EventKind.startForegroundService, { service, argument: 1 });
  }

  startForeground(at: number, service = 'A', types: number = ServiceType.dataSync): this {
    return this.#add(at, EventKind.startForeground, { service, types });
  }

  /** `startForeground` while a start from the background is not allowed. */
  startForegroundInBackground(at: number, service = 'A', types: number = ServiceType.dataSync): this {
    return this.#add(at, EventKind.startForeground, { service, types, argument: 1 });
  }

  /** startService and startForeground in one instant. */
  start(at: number, service = 'A', types: number = ServiceType.dataSync): this {
    return this.startService(at, service).startForeground(at, service, types);
  }

  stop(at: number, service = 'A'): this {
    return this.#add(at, EventKind.stopService, { service });
  }

  stopSelf(at: number, service = 'A'): this {
    return this.#add(at, EventKind.stopSelf, { service });
  }

  stopForeground(at: number, service = 'A'): this {
    return this.#add(at, EventKind.stopForeground, { service });
  }

  bind(at: number, service = 'A'): this {
    return this.#add(at, EventKind.bindService, { service });
  }

  unbind(at: number, service = 'A'): this {
    return this.#add(at, EventKind.unbindService, { service });
  }

  /** onStartCommand asked for a restart after the death of its process. */
  sticky(at: number, service = 'A'): this {
    return this.#add(at, EventKind.serviceSticky, { service, argument: 1 });
  }

  state(at: number, state: number, process = ''): this {
    return this.#add(at, EventKind.processState, { argument: state, process });
  }

  dies(at: number, process = ''): this {
    return this.#add(at, EventKind.processDied, { process });
  }

  processStarts(at: number, process = ''): this {
    return this.#add(at, EventKind.processStarted, { process });
  }

  forceStop(at: number): this {
    return this.#add(at, EventKind.forceStop);
  }

  packageRemoved(at: number): this {
    return this.#add(at, EventKind.packageRemoved);
  }

  targetSdk(at: number, targetSdk: number): this {
    return this.#add(at, EventKind.targetSdk, { argument: targetSdk });
  }

  /** The compat change of the time limits for this app; `undefined` takes an override back. */
  timeLimits(at: number, isOn: boolean | undefined): this {
    const note = String(FGS_INTRODUCE_TIME_LIMITS);
    return this.#add(at, EventKind.compatSet, isOn === undefined ? { note } : { note, argument: isOn ? 1 : 0 });
  }

  /** A DeviceConfig value; `undefined` deletes it. */
  setConfig(at: number, key: string, value: number | undefined): this {
    return this.#add(at, EventKind.configSet, value === undefined ? { note: key } : { note: key, argument: value });
  }

  boot(at: number): this {
    return this.#add(at, EventKind.boot);
  }

  shutdown(at: number): this {
    return this.#add(at, EventKind.shutdown);
  }

  sleep(from: number, to: number): this {
    this.#add(from, EventKind.sleepBegin);
    this.#slept += to - from;
    return this.#add(to, EventKind.sleepEnd);
  }

  /** The events so far, in the order of the script. */
  get events(): readonly NewEvent[] {
    return this.#events;
  }

  trace(meta: TraceMeta = emptyMeta): Trace {
    return traceOf(this.#events, meta);
  }

  /** A crash takes the process along, as in a plan, unless `consequences` says that the script tells it. */
  replay(policy: Policy = android15, options: Partial<ReplayOptions> = {}): Prediction {
    return replay(compile(this.trace()), policy, {
      consequences: 'simulated',
      horizon: durationMs(24 * MS_PER_HOUR),
      ...options,
    });
  }

  /** What somebody is told, one line each. */
  outcomes(policy: Policy = android15, options: Partial<ReplayOptions> = {}): string[] {
    return told(this.replay(policy, options));
  }

  /** What nobody is told too. */
  allOutcomes(policy: Policy = android15, options: Partial<ReplayOptions> = {}): string[] {
    return this.replay(policy, options).outcomes.map(outcomeLine);
  }

  /** The reasons of the last outcome with this name, one sentence each. */
  reasons(outcome: string, policy: Policy = android15, options: Partial<ReplayOptions> = {}): string[] {
    const prediction = this.replay(policy, options);
    const event = prediction.outcomes.findLast((each) => each.outcome === outcome);
    return event === undefined ? [] : reasonsFor(prediction, event, sinceZero);
  }

  /** Outcomes and their reasons as one text. */
  predict(policy: Policy = android15, horizonMs = 24 * MS_PER_HOUR): string {
    const prediction = this.replay(policy, { horizon: durationMs(horizonMs) });
    const lines = prediction.outcomes.flatMap((event) => [
      `${momentLine(event)} ${event.outcome} ${event.component} ${event.type ?? ''}${event.silent ? ' (silent)' : ''}`.trim(),
      ...reasonsFor(prediction, event, sinceZero).map((reason) => `    ${reason}`),
    ]);
    return lines.join('\n');
  }
}

export function traceOf(events: readonly NewEvent[], meta: TraceMeta = emptyMeta): Trace {
  const builder = new TraceBuilder();
  for (const event of events) builder.add(event);
  return builder.finish(meta);
}

export function told(prediction: Prediction): string[] {
  return prediction.outcomes.filter((event) => !event.silent).map(outcomeLine);
}

/** `+6:00:00 timeout-callback A dataSync`; a moment that is an interval is written `+1:00:00 to +3:00:00`. */
export function outcomeLine(event: PredictedEvent): string {
  const service = event.component.slice(event.component.indexOf('.', event.component.indexOf('/')) + 1);
  return `${momentLine(event)} ${event.outcome} ${service} ${event.type ?? ''}`.trim();
}

function momentLine(event: PredictedEvent): string {
  const write = (elapsed: number): string => sinceZero({ uptime: 0, elapsed });
  const first = write(event.elapsedMs);
  return event.elapsedMs === event.latestElapsedMs ? first : `${first} to ${write(event.latestElapsedMs)}`;
}
