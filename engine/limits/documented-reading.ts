/**
 * The public guide read literally (policy `documented`, spec/fgs-limits.md 8.2 and 8.3):
 *
 *     used(app, type, t)   background time within (t − 24 h, t], and since the last reset, with a service of the type running
 *     limit                at the first t with used ≥ limit: onTimeout; the service is no longer foreground
 *     crash                stopSelf not called within the grace
 *     denial               startForeground with used ≥ limit
 *     reset                the app comes to the foreground (any of its processes)
 *
 * Counted on elapsed time, sleep included; overlapping services of a type count once; a mask with both types charges both.
 * Not the hot path: plain objects.
 */
import type { OutcomeName } from '../android/outcomes.js';
import { ServiceType } from '../android/service-types.js';
import { FGS_INTRODUCE_TIME_LIMITS, type DocumentedPolicy } from '../policy/policy.js';
import { Ledger, LedgerCode, NONE, ResetReason } from '../replay/ledger.js';
import { Moment } from '../replay/moment.js';
import { targetSdkAssumption } from '../replay/predicted-events.js';
import type { PredictedBudget, PredictedEvent, Prediction } from '../replay/prediction.js';
import { acceptedTypes, inTimeOrder, type Program } from '../replay/program.js';
import { EventKind } from '../trace/event-kind.js';
import { AppsOnScreen } from './apps-on-screen.js';
import { DocumentedAccount, limitedTypes, type LimitedType } from './documented-account.js';
import { documentedEvent } from './documented-event.js';
import { DocumentedSettings } from './documented-settings.js';

const limitedMask = ServiceType.dataSync | ServiceType.mediaProcessing;

interface Grace {
  readonly service: number;
  readonly type: LimitedType;
  readonly crashAt: number;
}

export interface DocumentedOptions {
  /**
   * `recorded`: a log shows one event for stopService and stopSelf, so that either ends the grace, and what follows a crash
   * stands in the log. `simulated`: a plan tells the two apart, and only stopSelf ends the grace (8.4 D-09); a crash kills.
   */
  readonly consequences: 'recorded' | 'simulated';
  readonly horizon: number;
}

export function replayDocumented(program: Program, policy: DocumentedPolicy, options: DocumentedOptions): Prediction {
  return new DocumentedReplay(program, policy, options).run();
}

class DocumentedReplay {
  readonly #ledger = new Ledger(new Moment());
  readonly #outcomes: PredictedEvent[] = [];
  readonly #accounts = new Map<number, DocumentedAccount>();
  readonly #graces = new Map<number, Grace>();
  /** Types of the services in the foreground. */
  readonly #foreground = new Map<number, number>();
  readonly #host = new Map<number, number>();
  readonly #onScreen: AppsOnScreen;
  readonly #settings: DocumentedSettings;
  /** Of the row replayed last. */
  #uptime: number;
  #elapsed: number;
  /** Uptime of the row to come: what lies between the two rows lies not after it. */
  #nextUptime = Number.POSITIVE_INFINITY;

  constructor(
    readonly program: Program,
    readonly policy: DocumentedPolicy,
    readonly options: DocumentedOptions,
  ) {
    this.#settings = new DocumentedSettings(policy);
    this.#onScreen = new AppsOnScreen(program);
    this.#uptime = program.firstUptime;
    this.#elapsed = program.firstElapsed;
  }

  run(): Prediction {
    const { program } = this;
    for (const at of inTimeOrder(program)) {
      const elapsed = program.elapsed[at]!;
      this.#nextUptime = program.uptime[at]!;
      this.#runUntil(elapsed);
      this.#elapsed = elapsed;
      this.#uptime = this.#nextUptime;
      this.#ledger.now.row = program.row[at]!;
      this.#act(at);
      this.#ledger.now.row = NONE;
    }
    this.#nextUptime = Number.POSITIVE_INFINITY;
    this.#runUntil(Math.max(this.#elapsed, this.program.lastElapsed) + this.options.horizon);
    return {
      policy: this.policy,
      program,
      outcomes: this.#outcomes,
      budgets: this.#budgets(),
      ledger: this.#ledger,
      isCutShort: false,
      assumptions: [...this.#settings.assumedTargetSdk].map((app) =>
        targetSdkAssumption(program, app, this.policy.timeLimitedTypes),
      ),
    };
  }

  /** Lets limits and graces come due, earliest first, up to `elapsed`. */
  #runUntil(elapsed: number): void {
    for (;;) {
      let dueAt = Number.POSITIVE_INFINITY;
      let due: DocumentedAccount | Grace | undefined;
      for (const account of this.#accounts.values()) {
        if (account.dueAt >= dueAt) continue;
        dueAt = account.dueAt;
        due = account;
      }
      for (const grace of this.#graces.values()) {
        if (grace.crashAt >= dueAt) continue;
        dueAt = grace.crashAt;
        due = grace;
      }
      if (due === undefined || dueAt > elapsed) return;
      if (due instanceof DocumentedAccount) this.#reachLimit(due, dueAt);
      else this.#crash(due);
    }
  }

  #reachLimit(account: DocumentedAccount, at: number): void {
    account.exceeded = { elapsed: at, uptime: this.#uptimeAt(at) };
    const used = account.use.usedAt(at);
    const services = [...account.running];
    for (const service of services) {
      this.#record(LedgerCode.expired, service, account, at, used);
      this.#emit('timeout-callback', service, account.type);
      // A grace that is negative ends at once.
      const crashAt = at + Math.max(0, this.#settings.grace);
      this.#graces.set(service, { service, type: account.type, crashAt });
    }
    for (const service of services) this.#leaveForeground(service, at);
  }

  #crash(grace: Grace): void {
    const { service, type, crashAt } = grace;
    this.#graces.delete(service);
    const account = this.#account(this.program.services[service]!.app, type);
    this.#record(LedgerCode.graceEnded, service, account, crashAt, this.#settings.grace);
    this.#emit('crash-did-not-stop', service, type);
    const host = this.#host.get(service);
    if (this.options.consequences === 'simulated' && host !== undefined) this.#processDied(host, crashAt);
  }

  #act(at: number): void {
    const { program } = this;
    const service = program.service[at]!;
    const process = program.process[at]!;
    const app = program.app[at]!;
    switch (program.kind[at]) {
      case EventKind.startService:
      case EventKind.startForegroundService:
      case EventKind.bindService:
      case EventKind.startForeground:
      case EventKind.stopForeground:
      case EventKind.stopService:
      case EventKind.stopSelf:
        if (service !== NONE) this.#actOnService(at, service, process);
        return;
      case EventKind.processDied:
        if (process !== NONE) this.#processDied(process, this.#elapsed);
        return;
      case EventKind.processState:
        // A row that does not say which state tells nothing.
        if (process !== NONE && !Number.isNaN(program.argument[at]!))
          this.#setProcessState(process, program.argument[at]!, this.#elapsed);
        return;
      case EventKind.forceStop:
        this.#forceStop(app);
        return;
      case EventKind.packageRemoved:
        this.#forceStop(app);
        this.#forgetAccounts((account) => account.app === app);
        return;
      case EventKind.boot:
      case EventKind.shutdown:
        for (const hosted of [...this.#foreground.keys()]) this.#goneWithProcess(hosted, this.#elapsed);
        this.#graces.clear();
        this.#onScreen.forgetAll();
        this.#forgetAccounts(() => true);
        return;
      case EventKind.targetSdk:
        this.#settings.setTargetSdk(app, program.argument[at]!);
        return;
      case EventKind.configSet:
        this.#setConfig(this.#note(at), program.argument[at]!);
        return;
      case EventKind.compatSet:
        if (this.#note(at) === String(FGS_INTRODUCE_TIME_LIMITS))
          this.#settings.setOverride(app, program.argument[at]!);
        return;
      default:
        return;
    }
  }

  #actOnService(at: number, service: number, process: number): void {
    switch (this.program.kind[at]) {
      case EventKind.startForegroundService:
        if (this.program.argument[at] === 1) this.#denyBackground(service);
        else this.#host.set(service, process);
        return;
      case EventKind.startForeground:
        this.#startForeground(at, service, process);
        return;
      case EventKind.stopForeground:
        this.#leaveForeground(service, this.#elapsed, LedgerCode.disarmed);
        return;
      case EventKind.stopService:
        this.#leaveForeground(service, this.#elapsed, LedgerCode.disarmed);
        if (this.options.consequences === 'recorded') this.#graces.delete(service);
        return;
      case EventKind.stopSelf:
        this.#leaveForeground(service, this.#elapsed, LedgerCode.disarmed);
        this.#graces.delete(service);
        return;
      default:
        this.#host.set(service, process);
        return;
    }
  }

  #note(at: number): string {
    return this.program.trace.strings.at(this.program.note[at]!);
  }

  /** A new limit holds at once (8.4 D-19). */
  #setConfig(key: string, value: number): void {
    if (!this.#settings.setConfig(key, value)) return;
    for (const account of this.#accounts.values()) {
      account.reschedule(this.#elapsed, this.#settings.limits[account.type]);
      this.#arm(account, this.#elapsed);
    }
  }

  #goneWithProcess(service: number, at: number): void {
    this.#leaveForeground(service, at, LedgerCode.processDied);
    this.#graces.delete(service);
  }

  #processDied(process: number, at: number): void {
    for (const [service, host] of this.#host) if (host === process) this.#goneWithProcess(service, at);
    this.#setProcessState(process, Number.POSITIVE_INFINITY, at);
  }

  #forceStop(app: number): void {
    for (const service of [...this.#foreground.keys(), ...this.#graces.keys()])
      if (this.program.services[service]!.app === app) this.#goneWithProcess(service, this.#elapsed);
    this.#onScreen.forgetApp(app);
  }

  #forgetAccounts(isMeant: (account: DocumentedAccount) => boolean): void {
    for (const [key, account] of this.#accounts) if (isMeant(account)) this.#accounts.delete(key);
  }

  /** The guide names exhaustion as the only reason: it goes before a start from the background (8.4 D-18). */
  #startForeground(at: number, service: number, process: number): void {
    const { app } = this.program.services[service]!;
    const types = acceptedTypes(this.program.types[at]!);
    const asked = this.#settings.applies(app) ? limitedTypes.filter((type) => (types & ServiceType[type]) !== 0) : [];
    for (const type of asked) {
      const account = this.#account(app, type);
      const used = account.use.usedAt(this.#elapsed);
      if (used < this.#settings.limits[type]) continue;
      const exceededAt = account.exceeded?.elapsed ?? this.#elapsed;
      this.#record(LedgerCode.denied, service, account, this.#elapsed, this.#onUptime(this.#elapsed, exceededAt), used);
      this.#emit('start-denied-exhausted', service, type);
      return;
    }
    if (this.program.argument[at] === 1 && (asked.length > 0 || !this.#foreground.has(service))) {
      this.#denyBackground(service);
      return;
    }
    this.#host.set(service, process);
    this.#leaveForeground(service, this.#elapsed);
    this.#foreground.set(service, asked.length === 0 ? types & ~limitedMask : types);
    for (const type of asked) this.#join(service, this.#account(app, type));
  }

  #denyBackground(service: number): void {
    this.#ledger.now.elapsed = this.#elapsed;
    this.#ledger.now.uptime = this.#uptime;
    this.#ledger.write(LedgerCode.deniedBackground, service, NONE, 0, 0);
    this.#emit('start-denied-background', service, null);
  }

  #account(app: number, type: LimitedType): DocumentedAccount {
    const key = app * limitedTypes.length + limitedTypes.indexOf(type);
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const account = new DocumentedAccount(app, type, this.policy.timeLimitedTypes.window);
    this.#accounts.set(key, account);
    return account;
  }

  #join(service: number, account: DocumentedAccount): void {
    const at = this.#elapsed;
    account.running.add(service);
    this.#record(LedgerCode.charging, service, account, at, account.running.size, account.use.usedAt(at));
    this.#update(account, service, at);
    this.#armService(service, account, at);
  }

  /** `why`: the ledger code to write for each budget, where it is not the limit or another start that ends the stretch. */
  #leaveForeground(service: number, at: number, why?: number): void {
    const types = this.#foreground.get(service);
    if (types === undefined) return;
    this.#foreground.delete(service);
    const { app } = this.program.services[service]!;
    for (const type of limitedTypes) {
      if ((types & ServiceType[type]) === 0) continue;
      const account = this.#account(app, type);
      if (!account.running.delete(service)) continue;
      if (why !== undefined) this.#record(why, service, account, at, 0);
      this.#update(account, service, at);
      this.#record(LedgerCode.released, service, account, at, account.running.size);
    }
  }

  #setProcessState(process: number, state: number, at: number): void {
    const app = this.#onScreen.set(process, state);
    if (app < 0) return;
    for (const account of this.#accounts.values()) {
      if (account.app !== app) continue;
      if (this.#onScreen.has(app)) this.#reset(account, at);
      else {
        this.#update(account, NONE, at);
        this.#arm(account, at);
      }
    }
  }

  #reset(account: DocumentedAccount, at: number): void {
    const used = account.use.usedAt(at);
    const subject = [...account.running][0] ?? NONE;
    this.#update(account, subject, at);
    account.use.reset();
    account.exceeded = null;
    this.#record(LedgerCode.reset, subject, account, at, ResetReason.appCame, used);
    if (used > 0 && subject !== NONE) this.#emit('budget-reset', subject, account.type);
  }

  #update(account: DocumentedAccount, service: number, at: number): void {
    const ended = account.update(at, this.#onScreen.has(account.app), this.#settings.limits[account.type]);
    // At the limit itself the whole sum stands in the ledger already.
    const isLimit = account.exceeded?.elapsed === at;
    if (ended > 0 && !isLimit) this.#record(LedgerCode.charged, service, account, at, ended, account.use.usedAt(at));
  }

  #arm(account: DocumentedAccount, at: number): void {
    for (const service of account.running) this.#armService(service, account, at);
  }

  #armService(service: number, account: DocumentedAccount, at: number): void {
    const left = Math.max(0, this.#settings.limits[account.type] - account.use.usedAt(at));
    this.#record(LedgerCode.armed, service, account, at, this.#onUptime(at, account.dueAt), left);
  }

  #uptimeAt(elapsed: number): number {
    return Math.min(this.#uptime + (elapsed - this.#elapsed), this.#nextUptime);
  }

  /** A later or earlier moment as the ledger writes moments: uptime, if nothing sleeps in between. */
  #onUptime(at: number, elapsed: number): number {
    return this.#uptimeAt(at) + (elapsed - at);
  }

  #record(code: number, service: number, account: DocumentedAccount, at: number, first: number, second = 0): void {
    this.#ledger.now.elapsed = at;
    this.#ledger.now.uptime = this.#uptimeAt(at);
    this.#ledger.write(code, service, account.budget, first, second);
  }

  #emit(outcome: OutcomeName, service: number, type: LimitedType | null): void {
    this.#outcomes.push(documentedEvent(this.program, this.#ledger, outcome, service, type));
  }

  #budgets(): PredictedBudget[] {
    return [...this.#accounts.values()].map((account) => ({
      uid: this.program.apps[account.app]!.uid,
      packageName: this.program.apps[account.app]!.packageName,
      type: account.type,
      limitMs: this.#settings.limits[account.type],
      totalMs: account.use.usedAt(this.#elapsed),
      running: account.running.size,
      exceededAtMs: account.exceeded?.uptime ?? null,
    }));
  }
}
