import { ServiceType } from '../../engine/android/service-types.js';
import { ActivityManagerService } from './activity-manager-service.js';
import type { Script, SimulationResult, Step } from './script.js';

/**
 * Some scripts never get past an instant: the app answers `onTimeout` by a start that is due at once. The simulator
 * gives up on them, and on scripts whose timers come by the million.
 */
const MAX_ACTIONS_AT_ONE_INSTANT = 1_000;
const MAX_ACTIONS = 100_000;

/** Plays a script: moves the clock, and lets messages, reactions and steps act in the order of docs/scenarios.md. */
export class World {
  private readonly script: Script;
  private readonly steps: readonly Step[];
  private readonly am: ActivityManagerService;
  private nextStep = 0;
  private isOver = false;

  constructor(script: Script) {
    this.script = script;
    this.steps = inOrderOfTime(script.steps);
    this.am = new ActivityManagerService(script);
  }

  play(): SimulationResult {
    const { clock } = this.am;
    let actions = 0;
    let actionsNow = 0;
    while (clock.elapsed <= this.script.endMs && !this.isOver) {
      if (this.actOnce()) {
        this.am.settle();
        actions += 1;
        actionsNow += 1;
        if (actionsNow > MAX_ACTIONS_AT_ONE_INSTANT || actions > MAX_ACTIONS) return this.result(clock.elapsed);
        continue;
      }
      const next = this.nextInstant();
      if (next > this.script.endMs) break;
      clock.advanceTo(next);
      actionsNow = 0;
    }
    return this.result(null);
  }

  /** One handler message, or one reaction, or one step. Returns whether there was one for this instant. */
  private actOnce(): boolean {
    const { am } = this;
    const message = am.handler.takeDue();
    if (message !== undefined) {
      am.handleMessage(message);
      return true;
    }
    if (am.app.reactIfDue()) return true;
    const step = this.steps[this.nextStep];
    if (step === undefined || step.atMs > am.clock.elapsed) return false;
    if (step.atMs < am.clock.elapsed) throw new RangeError(`a step lies inside a sleep: ${step.do} at ${step.atMs} ms`);
    this.nextStep += 1;
    this.perform(step);
    return true;
  }

  /** The elapsed time of what comes next, infinity when nothing comes. */
  private nextInstant(): number {
    const { am } = this;
    const due = am.clock.elapsedAtUptime(Math.min(am.handler.nextDue, am.app.nextDue));
    return Math.min(due, this.steps[this.nextStep]?.atMs ?? Infinity);
  }

  private perform(step: Step): void {
    if (step.service !== undefined) this.performOnService(step, step.service);
    else if (!this.performOnProcess(step)) this.performOnDevice(step);
  }

  private performOnService(step: Step, service: string): void {
    const { services } = this.am;
    switch (step.do) {
      case 'startService':
        return services.startService(service, step.backgroundStart);
      case 'startForegroundService':
        return services.startForegroundService(service, step.backgroundStart);
      case 'startForeground':
        return services.startForeground(service, step.types ?? ServiceType.manifest, step.backgroundStart);
      case 'stopForeground':
        return services.stopForeground(service);
      case 'stopService':
      case 'stopSelf':
        return services.stopService(service);
      case 'bind':
        return services.bindService(service, step.backgroundStart);
      case 'unbind':
        return services.unbindService(service);
      default:
        throw new TypeError(`${step.do} is not about a service`);
    }
  }

  private performOnProcess(step: Step): boolean {
    const { processes, clock } = this.am;
    const name = step.process ?? 'main';
    switch (step.do) {
      case 'appToTop':
        processes.startIfDown(name).isTop = true;
        return true;
      case 'appToHome':
        processes.get(name)?.leaveTop(clock.uptime);
        return true;
      case 'processDies': {
        const process = processes.get(name);
        if (process !== undefined) this.am.appDied(process, false);
        return true;
      }
      default:
        return false;
    }
  }

  private performOnDevice(step: Step): void {
    const { am } = this;
    switch (step.do) {
      case 'forceStop':
        return am.forceStop();
      case 'reboot':
        return am.reboot();
      case 'sleep':
        return am.clock.sleep(given(step.forMs, step, 'forMs'));
      case 'idleUid':
        return am.idle.idleUid();
      case 'setConfig':
        return am.constants.setConfig(given(step.key, step, 'key'), given(step.value, step, 'value'));
      case 'setCompat':
        return am.constants.setCompat(given(step.change, step, 'change'), given(step.enabled, step, 'enabled'));
      case 'bootCompleted':
        return am.backgroundStarts.bootCompleted();
      case 'grantBackgroundStart':
      case 'revokeBackgroundStart':
        am.backgroundStarts.isGranted = step.do === 'grantBackgroundStart';
        return;
      case 'screenOn':
      case 'screenOff':
        return;
      case 'end':
        this.isOver = true;
        return;
      default:
        throw new TypeError(`${step.do} needs a service`);
    }
  }

  private result(cutShortAtMs: number | null): SimulationResult {
    return { outcomes: this.am.outcomes, budgets: this.am.uid.budgets(), cutShortAtMs };
  }
}

function given<T>(value: T | undefined, step: Step, field: string): T {
  if (value === undefined) throw new TypeError(`${step.do} at ${step.atMs} ms needs ${field}`);
  return value;
}

/** By time; steps of one instant stay in the order of the script. */
function inOrderOfTime(steps: readonly Step[]): readonly Step[] {
  const isOrdered = steps.every((step, index) => step.atMs >= (steps[index - 1]?.atMs ?? step.atMs));
  return isOrdered ? steps : steps.toSorted((first, second) => first.atMs - second.atMs);
}
