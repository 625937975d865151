/**
 * A scenario as orders to a device. What a service does itself (startForeground, stopSelf, ...) goes along with the order
 * that starts it, as a script that the probe performs on the device's own clock; everything else is an order of the lab at
 * its time. The predicted outcomes tell which services live when, so that no order reaches one that the script holds gone.
 */
import { fail, ok, type Result } from '../../../../engine/result.js';
import { ServiceType } from '../../../../engine/android/service-types.js';
import { describePrediction, replayScenario } from '../../../../engine/scenario/predict-scenario.js';
import {
  MAIN_PROCESS,
  type BackgroundStart,
  type Scenario,
  type ScenarioStep,
} from '../../../../engine/scenario/scenario.js';
import { scenarioTimeline } from '../../../../engine/scenario/scenario-timeline.js';
import { formatDuration } from '../../../../engine/time-format.js';
import type { Policy } from '../../../../engine/policy/policy.js';
import type { Change } from '../../ledger/change.js';
import type { Cast } from '../../probe/cast-services.js';
import { foreground, Orders, reactionScript, timed, type ServiceOrder } from '../../probe/orders.js';
import { probePackage } from '../../probe/probe-app.js';
import { changeOfStep } from './case-changes.js';
import type { StartCalls } from './probe-inputs.js';
import { StageActors, type Actor, type OpenStart } from './stage-actors.js';

/** `stops`: the class of the service that the order stops. */
export interface DriveOrder {
  /** Since the scenario began. */
  readonly atMs: number;
  /** For people: `startForegroundService A`. */
  readonly words: string;
  readonly action:
    | { readonly by: 'shell'; readonly line: string; readonly stops?: string }
    | { readonly by: 'ledger'; readonly change: Change }
    | { readonly by: 'restart' };
}

export interface DrivePlan {
  /** In the order in which they are given. */
  readonly orders: readonly DriveOrder[];
  /** Which call each start of a class of the probe is, in order. */
  readonly calls: StartCalls;
  /** What is not quite as in the scenario, one sentence each. */
  readonly notes: readonly string[];
}

/** The error says why the scenario cannot be played. `run` stands in every line that the probe writes; `policy`: of the device. */
export function planDrive(scenario: Scenario, cast: Cast, run: string, policy?: Policy): Result<DrivePlan, string> {
  return new DrivePlanner(scenario, cast, run).plan(policy);
}

type ServiceStep = Extract<ScenarioStep, { readonly service: string }>;
type ProcessStep = Extract<ScenarioStep, { readonly process: string }>;
type PlainStep = Exclude<ScenarioStep, ServiceStep | ProcessStep>;
type StartStep = Extract<ServiceStep, { readonly backgroundStart: BackgroundStart }>;
type ForegroundStep = Extract<ScenarioStep, { readonly types: number }>;

/** Why a plan cannot be made, thrown inside the planner only. */
class Obstacle extends Error {}

class DrivePlanner {
  readonly #orders: (() => DriveOrder)[] = [];
  readonly #calls = new Map<string, ServiceOrder['call'][]>();
  readonly #notes = new Set<string>();
  readonly #actors: StageActors;
  readonly #probe: Orders;
  #mayStartFromBackground = true;

  constructor(
    readonly scenario: Scenario,
    cast: Cast,
    run: string,
  ) {
    this.#probe = new Orders(probePackage(scenario.targetSdk), run);
    this.#actors = new StageActors(scenario, cast);
  }

  plan(policy: Policy | undefined): Result<DrivePlan, string> {
    const { scenario } = this;
    const prediction = replayScenario(scenario, policy);
    const { outcomes } = describePrediction(scenario, prediction);
    try {
      for (const entry of scenarioTimeline(scenario, prediction, outcomes)) {
        this.#actors.react(entry.elapsedMs);
        if ('outcome' in entry) this.#actors.outcome(entry.outcome);
        else this.#step(entry.step);
      }
    } catch (error) {
      if (error instanceof Obstacle) return fail(error.message);
      throw error;
    }
    return ok({ orders: this.#orders.map((order) => order()), calls: this.#calls, notes: [...this.#notes] });
  }

  #step(step: ScenarioStep): void {
    if ('service' in step) this.#serviceStep(step);
    else if ('process' in step) this.#processStep(step);
    else this.#plainStep(step);
  }

  #serviceStep(step: ServiceStep): void {
    const actor = this.#actors.named(step.service);
    if (actor === undefined) return;
    switch (step.do) {
      case 'startService':
      case 'startForegroundService':
        this.#start(step, step.do, actor);
        return;
      case 'startForeground':
        this.#startForeground(step, actor);
        return;
      case 'stopForeground':
      case 'stopSelf':
        this.#byItself(step.atMs, actor, step.do);
        if (step.do === 'stopSelf') this.#actors.stop(actor);
        return;
      case 'stopService':
        this.#add(step, { by: 'shell', line: this.#probe.stop(actor.className), stops: actor.className });
        this.#actors.stop(actor);
        return;
      case 'bind':
        this.#shell(step, this.#probe.bind(actor.className));
        actor.exists = true;
        actor.isBound = true;
        return;
      case 'unbind':
        this.#shell(step, this.#probe.unbind(actor.className));
        actor.isBound = false;
        if (!actor.isStarted) this.#actors.remove(actor);
        return;
    }
  }

  #start(step: StartStep, call: ServiceOrder['call'], actor: Actor): void {
    const isByShell =
      step.backgroundStart === 'allowed' || (step.backgroundStart === null && this.#mayStartFromBackground);
    this.#open(actor, { atMs: step.atMs, call, isByShell, script: [], types: null }, call);
    actor.exists = true;
    actor.isStarted = true;
  }

  #open(actor: Actor, start: OpenStart, words: string): void {
    const { service, className } = actor;
    actor.start = start;
    this.#calls.set(className, [...(this.#calls.get(className) ?? []), start.call]);
    this.#orders.push(() => {
      const order: ServiceOrder = {
        className,
        call: start.call,
        steps: start.script.join(','),
        onTimeout: reactionScript(service.onTimeout, start.types),
        isSticky: service.sticky,
      };
      const line = start.isByShell ? this.#probe.startByShell(order) : this.#probe.startByApp(order);
      return { atMs: start.atMs, words: `${words} ${service.name}`, action: { by: 'shell', line } };
    });
  }

  #startForeground(step: ForegroundStep, actor: Actor): void {
    if (step.backgroundStart === 'denied')
      this.#notes.add(
        `Whether ${step.service} may call startForeground from the background is the device's decision: nothing takes a right away from it.`,
      );
    const types = step.types === ServiceType.manifest ? actor.service.declared : step.types;
    this.#byItself(step.atMs, actor, foreground(types));
    if (actor.start !== null) actor.start.types = types;
  }

  /** What only the service itself can do. */
  #byItself(atMs: number, actor: Actor, action: string): void {
    if (!actor.exists) return;
    const { name } = actor.service;
    if (actor.start === null) {
      const at = formatDuration(atMs);
      if (!actor.isStarted)
        throw new Obstacle(
          `At ${at} "${name}" acts by itself, but it is only bound: the probe takes orders when it is started.`,
        );
      this.#notes.add(
        `"${name}" is told at ${at} what to do by a startService, because after the death of its process nothing else reaches it.`,
      );
      this.#open(actor, { atMs, call: 'startService', isByShell: true, script: [], types: null }, 'order to');
    }
    actor.start?.script.push(timed(atMs - actor.start.atMs, action));
  }

  #processStep(step: ProcessStep): void {
    const isMain = step.process === MAIN_PROCESS;
    if (step.do === 'processDies') {
      this.#kill(step, isMain);
      this.#actors.processDies(step.process);
      return;
    }
    if (!isMain)
      throw new Obstacle(`The probe shows itself from its main process only, and not from "${step.process}".`);
    this.#shell(step, step.do === 'appToTop' ? this.#probe.toTop() : this.#probe.toHome());
  }

  /** By a service's own script where one runs: that needs no message, and comes at its time. */
  #kill(step: ProcessStep, isMain: boolean): void {
    const latest = this.#actors
      .in(step.process)
      .flatMap(({ start }) => start ?? [])
      .at(-1);
    if (latest !== undefined) latest.script.push(timed(step.atMs - latest.atMs, 'die'));
    else if (isMain) this.#shell(step, this.#probe.die());
    else if (this.#actors.in(step.process).some(({ exists }) => exists))
      throw new Obstacle(`Nothing ends the process "${step.process}" while its services are only bound.`);
  }

  #plainStep(step: PlainStep): void {
    switch (step.do) {
      case 'forceStop':
        this.#shell(step, this.#probe.forceStop());
        this.#actors.removeAll();
        return;
      case 'reboot':
        this.#add(step, { by: 'restart' });
        this.#actors.removeAll();
        return;
      case 'idleUid':
        this.#shell(step, this.#probe.idleUid());
        return;
      case 'grantBackgroundStart':
      case 'revokeBackgroundStart':
        this.#mayStartFromBackground = step.do === 'grantBackgroundStart';
        if (!this.#mayStartFromBackground)
          this.#notes.add(
            'Without the right to start from the background the app starts its services itself, not the shell for it; for half a minute after a start by the shell Android allows it all the same.',
          );
        return;
      case 'setConfig':
      case 'setCompat':
      case 'screenOn':
      case 'screenOff':
        this.#change(step);
        return;
      case 'sleep':
      case 'bootCompleted':
        throw new Obstacle(`"${step.do}" cannot be brought about on a device.`);
      case 'end':
        return;
    }
  }

  #change(step: ScenarioStep): void {
    const isAfterRestart = this.scenario.steps
      .slice(0, this.scenario.steps.indexOf(step))
      .some((each) => each.do === 'reboot');
    if (isAfterRestart)
      throw new Obstacle('Settings are changed before a restart only: what is undone later is written for one boot.');
    const change = changeOfStep(step, this.scenario);
    if (change === undefined) return;
    this.#add(step, { by: 'ledger', change });
    if (step.do === 'setCompat' && this.#actors.isAnyAlive)
      this.#notes.add('Switching a compatibility change ends the processes of the app.');
  }

  #shell(step: ScenarioStep, line: string): void {
    this.#add(step, { by: 'shell', line });
  }

  #add(step: ScenarioStep, action: DriveOrder['action']): void {
    const about = 'service' in step ? ` ${step.service}` : '';
    this.#orders.push(() => ({ atMs: step.atMs, words: `${step.do}${about}`, action }));
  }
}
