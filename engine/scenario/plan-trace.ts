/**
 * A scenario as a planned trace: the same rows that a recording of it would hold, as far as a script knows them. What
 * follows from the rows (a crash, a restart, a reaction to onTimeout) is left to the replay.
 *
 *     elapsed −bootUptime   boot, target SDK, configuration, background flag, the services in the order of the list
 *     elapsed 0 …           the steps; uptime stands still between sleepBegin and sleepEnd
 *     the end               recordingEnd
 */
import { ProcessState } from '../android/process-states.js';
import type { Reaction, Reactions } from '../replay/reactions.js';
import { EventKind } from '../trace/event-kind.js';
import { TraceBuilder } from '../trace/trace-builder.js';
import { emptyMeta, type Trace } from '../trace/trace.js';
import {
  componentOf,
  processNameOf,
  SCENARIO_UID,
  type BackgroundStart,
  type Scenario,
  type ScenarioStep,
} from './scenario.js';

/** Rows at the beginning beside settings and services: boot, target SDK, flag. */
export const ROWS_BEFORE_SERVICES = 3;
const END_ROWS = 1;
/** Of the steps that do not make just one. */
const rowsOfStep: Partial<Record<ScenarioStep['do'], number>> = { sleep: 2, end: 0 };
const NO_UID = -1;

/** `argument` of a start: whether the step itself says that it may start from the background. */
const backgroundArgument: Readonly<Record<'allowed' | 'denied', number>> = { denied: 1, allowed: 2 };

export function planTrace(scenario: Scenario): Trace {
  return new Planner(scenario).plan();
}

/** What the app of a scenario does when its services time out, for the replay. */
export function reactionsOf(scenario: Scenario): Reactions {
  const reactions = new Map<string, Reaction>();
  for (const { name, onTimeout } of scenario.services) {
    if (onTimeout.do === 'ignore') continue;
    const { afterMs, types } = onTimeout;
    reactions.set(componentOf(scenario.packageName, name), { do: onTimeout.do, afterMs, types });
  }
  return reactions;
}

/** Whom a row is about. */
interface Subject {
  readonly uid: number;
  readonly process: string;
  readonly service: string;
}

const theDevice: Subject = { uid: NO_UID, process: '', service: '' };

/** Steps that name neither a service nor a process. */
type PlainStep = Exclude<ScenarioStep, { readonly service: string } | { readonly process: string }>;

class Planner {
  readonly #builder: TraceBuilder;
  readonly #theApp: Subject;
  readonly #services = new Map<string, Subject>();
  #sleptMs = 0;

  constructor(readonly scenario: Scenario) {
    const { services, steps, device, packageName } = scenario;
    const settings = ROWS_BEFORE_SERVICES + device.config.length + services.length;
    const rows = steps.reduce((sum, step) => sum + (rowsOfStep[step.do] ?? 1), settings + END_ROWS);
    this.#builder = new TraceBuilder({ capacity: rows, isPlan: true });
    this.#theApp = { uid: SCENARIO_UID, process: packageName, service: '' };
    for (const { name, process } of services) {
      this.#services.set(name, {
        uid: SCENARIO_UID,
        process: processNameOf(packageName, process),
        service: componentOf(packageName, name),
      });
    }
  }

  plan(): Trace {
    const { scenario } = this;
    this.#begin();
    for (const step of scenario.steps) this.#step(step);
    this.#add(EventKind.recordingEnd, scenario.endMs, theDevice);
    return this.#builder.finish({ ...emptyMeta, zero: 'scenario-start', release: scenario.device.release });
  }

  /** One literal with every field: thousands of scenarios a second pass here. */
  #add(kind: number, elapsed: number, subject: Subject, argument = Number.NaN, types = 0, note = ''): void {
    const { uid, process, service } = subject;
    const uptime = elapsed - this.#sleptMs;
    this.#builder.add({ kind, elapsed, uptime, uid, process, service, types, argument, note });
  }

  #begin(): void {
    const { scenario } = this;
    const elapsed = -scenario.device.bootUptimeMs;
    this.#add(EventKind.boot, elapsed, theDevice);
    this.#add(EventKind.targetSdk, elapsed, this.#theApp, scenario.targetSdk);
    for (const { key, value } of scenario.device.config)
      this.#add(EventKind.configSet, elapsed, theDevice, value, 0, key);
    this.#add(EventKind.backgroundFlag, elapsed, this.#theApp, 1);
    // Every service stands in the trace from the beginning, so that the replay knows them in the order of the list.
    for (const { name, sticky } of scenario.services)
      this.#add(EventKind.serviceSticky, elapsed, this.#service(name), sticky ? 1 : 0);
  }

  #service(name: string): Subject {
    return this.#services.get(name) ?? this.#theApp;
  }

  #process(name: string): Subject {
    return { uid: SCENARIO_UID, process: processNameOf(this.scenario.packageName, name), service: '' };
  }

  #step(step: ScenarioStep): void {
    const { atMs } = step;
    switch (step.do) {
      case 'startService':
      case 'startForegroundService':
        this.#add(EventKind[step.do], atMs, this.#service(step.service), argumentOf(step.backgroundStart));
        return;
      case 'bind':
        this.#add(EventKind.bindService, atMs, this.#service(step.service), argumentOf(step.backgroundStart));
        return;
      case 'startForeground': {
        const { types, backgroundStart } = step;
        const argument = argumentOf(backgroundStart);
        this.#add(EventKind.startForeground, atMs, this.#service(step.service), argument, types);
        return;
      }
      case 'stopForeground':
      case 'stopService':
      case 'stopSelf':
        this.#add(EventKind[step.do], atMs, this.#service(step.service));
        return;
      case 'unbind':
        this.#add(EventKind.unbindService, atMs, this.#service(step.service));
        return;
      case 'appToTop':
        this.#add(EventKind.processState, atMs, this.#process(step.process), ProcessState.TOP);
        return;
      case 'appToHome':
        this.#add(EventKind.processState, atMs, this.#process(step.process), ProcessState.LAST_ACTIVITY);
        return;
      case 'processDies':
        this.#add(EventKind.processDied, atMs, this.#process(step.process));
        return;
      default:
        this.#plainStep(step);
    }
  }

  #plainStep(step: PlainStep): void {
    const { atMs } = step;
    switch (step.do) {
      case 'sleep':
        this.#add(EventKind.sleepBegin, atMs, theDevice);
        this.#sleptMs += step.forMs;
        this.#add(EventKind.sleepEnd, atMs + step.forMs, theDevice);
        return;
      case 'setConfig':
        this.#add(EventKind.configSet, atMs, theDevice, step.value, 0, step.key);
        return;
      case 'setCompat':
        this.#add(EventKind.compatSet, atMs, this.#theApp, step.enabled ? 1 : 0, 0, String(step.change));
        return;
      case 'forceStop':
      case 'bootCompleted':
        this.#add(EventKind[step.do], atMs, this.#theApp);
        return;
      case 'idleUid':
        this.#add(EventKind.uidIdle, atMs, this.#theApp);
        return;
      case 'grantBackgroundStart':
        this.#add(EventKind.backgroundFlag, atMs, this.#theApp, 1);
        return;
      case 'revokeBackgroundStart':
        this.#add(EventKind.backgroundFlag, atMs, this.#theApp, 0);
        return;
      case 'reboot':
        this.#add(EventKind.boot, atMs, theDevice);
        return;
      case 'screenOn':
      case 'screenOff':
        this.#add(EventKind[step.do], atMs, theDevice);
        return;
      case 'end':
        // Where the trace ends.
        return;
    }
  }
}

/** NaN: the step does not say. */
function argumentOf(backgroundStart: BackgroundStart): number {
  return backgroundStart === null ? Number.NaN : backgroundArgument[backgroundStart];
}
