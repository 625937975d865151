/**
 * Replays what was recorded: which change of a record, a process or an app each row is (record-life.ts says what it does), and
 * the prediction that comes of it. The walk over the rows is in replay-walk.ts.
 */
import { ServiceType } from '../android/service-types.js';
import { WholeRun } from '../limits/time-limited-types.js';
import { constantsOf, isConstantName } from '../policy/constants.js';
import { FGS_INTRODUCE_TIME_LIMITS } from '../policy/policy.js';
import { EventKind } from '../trace/event-kind.js';
import type { OutcomeColumns } from './outcome-columns.js';
import { assumptionsOf, earlierBy, predictedBudgets, predictedEvents } from './predicted-events.js';
import type { Prediction } from './prediction.js';
import { acceptedTypes } from './program.js';
import { RecordLife } from './record-life.js';
import { TimeLimitOverride, type AppRecord, type ProcessRecord, type ServiceRecord } from './records.js';

const FIRST_SERVICE_KIND = EventKind.startService;
const LAST_SERVICE_KIND = EventKind.executionBegun;
const FIRST_PROCESS_KIND = EventKind.processStarted;
const LAST_PROCESS_KIND = EventKind.processBound;

export class RecordedReplay extends RecordLife {
  protected beginApp(): void {
    Object.assign(this.constants, constantsOf(this.policy));
    this.rule?.resetConfig();
  }

  run(): Prediction {
    this.walk();
    return this.#prediction();
  }

  /** The same walk, for callers who want many results and no sentences. */
  runForColumns(): OutcomeColumns {
    this.walk();
    const isExact = this.beganEarlierBy.every((began) => began === 0);
    return this.outcomes.columns(isExact ? null : earlierBy(this.beganEarlierBy, this.rule, this.constants));
  }

  protected handle(what: number, subject: number, ticket: number): void {
    this.rule?.handle(what, subject, ticket);
    this.shortService.handle(what, subject, ticket);
    this.neighbours?.handle(what, subject, ticket);
  }

  protected act(at: number): void {
    const kind = this.program.kind[at]!;
    if (kind >= FIRST_SERVICE_KIND && kind <= LAST_SERVICE_KIND) this.#actOnService(at, kind, this.serviceAt(at));
    else if (kind >= FIRST_PROCESS_KIND && kind <= LAST_PROCESS_KIND) this.#actOnProcess(at, kind, this.processAt(at));
    else this.#actOnAppOrDevice(at, kind);
  }

  /** The rows are start, startForeground, stops: what they do to a record goes with it, what they do to a budget stays. */
  protected actAtOnce(at: number): boolean {
    const { program, constants, rule } = this;
    const { kind, uptime, elapsed, row } = program;
    const foreground = at + 1;
    const began = uptime[foreground]!;
    const end = uptime[at + 2]!;
    const isPromise = kind[at] === EventKind.startForegroundService;
    if (isPromise && !(began < uptime[at]! + constants.service_start_foreground_timeout_ms)) return false;
    const types = acceptedTypes(program.types[foreground]!);
    if (types === ServiceType.shortService && !(end < began + constants.short_fgs_timeout_duration)) return false;
    const service = this.serviceAt(at);
    if (rule?.applies(service.app) === true) {
      this.now.set(began, elapsed[foreground]!, elapsed[foreground]!, row[foreground]!);
      const became = rule.runWhole(service, this.processAt(at), types, end);
      if (became !== WholeRun.accepted) return became === WholeRun.refused;
    } else if (rule?.chargesAnyway(service.app, types) === true) return false;
    this.beganEarlierBy[service.index] = program.earlierBy[foreground]!;
    return true;
  }

  protected serviceAt(at: number): ServiceRecord {
    return this.state.services[this.program.service[at]!]!;
  }

  /** Every row of a service names a process too: its main process when none is said. */
  protected processAt(at: number): ProcessRecord {
    return this.state.processes[this.program.process[at]!]!;
  }

  protected appAt(at: number): AppRecord {
    return this.state.apps[this.program.app[at]!]!;
  }

  #actOnService(at: number, kind: number, service: ServiceRecord): void {
    switch (kind) {
      case EventKind.startForeground:
        this.startForeground(at, service, this.processAt(at));
        return;
      case EventKind.stopForeground:
        this.stopForeground(service);
        return;
      case EventKind.startForegroundService:
      case EventKind.startService:
        this.startService(at, kind, service, this.processAt(at));
        return;
      case EventKind.stopService:
      case EventKind.stopSelf:
        this.stopService(service);
        return;
      case EventKind.bindService:
        this.bindService(at, service, this.processAt(at));
        return;
      case EventKind.unbindService:
        this.unbindService(service);
        return;
      case EventKind.serviceSticky:
        service.isSticky = this.program.argument[at] === 1;
        return;
      case EventKind.executionBegun:
        this.neighbours?.executionBegun(service, this.processAt(at), this.program.argument[at] === 1);
        return;
      default:
        return;
    }
  }

  #actOnProcess(at: number, kind: number, process: ProcessRecord): void {
    switch (kind) {
      case EventKind.processState:
        this.processState(process, this.program.argument[at]!);
        return;
      case EventKind.processStarted:
        this.processStarted(process);
        return;
      case EventKind.processDied:
        this.processDied(process);
        return;
      case EventKind.processBound:
        this.neighbours?.processUp(process);
        return;
      default:
        return;
    }
  }

  #actOnAppOrDevice(at: number, kind: number): void {
    switch (kind) {
      case EventKind.forceStop:
        this.forceStop(this.appAt(at));
        return;
      case EventKind.packageRemoved:
        this.forceStop(this.appAt(at));
        this.rule?.forgetApp(this.appAt(at));
        return;
      case EventKind.targetSdk:
        this.appAt(at).targetSdk = this.program.argument[at]!;
        return;
      // What runs ends with the shutdown; the boot that follows sets the clocks.
      case EventKind.boot:
      case EventKind.shutdown:
        this.boot();
        return;
      case EventKind.configSet:
        this.#setConfig(this.noteAt(at), this.program.argument[at]!);
        return;
      case EventKind.compatSet:
        setCompat(this.appAt(at), Number(this.noteAt(at)), this.program.argument[at]!);
        return;
      case EventKind.uidIdle:
        this.neighbours?.uidIdle(this.appAt(at), (service) => this.stopService(service));
        return;
      default:
        return;
    }
  }

  #setConfig(key: string, value: number): void {
    this.rule?.setConfig(key, value);
    if (isConstantName(key)) this.constants[key] = Number.isNaN(value) ? constantsOf(this.policy)[key] : value;
  }

  #prediction(): Prediction {
    const { program, policy } = this;
    const rule = this.rule;
    return {
      policy,
      program,
      outcomes: predictedEvents(program, this.outcomes, earlierBy(this.beganEarlierBy, rule, this.constants)),
      budgets: rule === null ? [] : predictedBudgets(program, this.state, rule),
      ledger: this.ledger,
      isCutShort: this.guard.isCut,
      assumptions: [...(rule === null ? [] : assumptionsOf(program, this.state, rule)), ...this.guard.assumptions],
    };
  }
}

/** `value`: 1: enabled, 0: disabled for this app; NaN: the override was taken back. */
function setCompat(app: AppRecord, change: number, value: number): void {
  if (change === FGS_INTRODUCE_TIME_LIMITS) app.timeLimitOverride = overrideOf(value);
  else if (Number.isNaN(value)) app.compatOverrides?.delete(change);
  else (app.compatOverrides ??= new Map()).set(change, value === 1);
}

function overrideOf(value: number): number {
  if (Number.isNaN(value)) return TimeLimitOverride.none;
  return value === 1 ? TimeLimitOverride.enabled : TimeLimitOverride.disabled;
}
