/**
 * The public guide read literally (policy `documented`, spec/fgs-limits.md 8.2 and 8.3):
 *
 *     used(app, type, t)   background time within (t − 24 h, t], and since the last reset, with a service of the type running
 *     limit                at the first t with used ≥ limit: onTimeout; the service is no longer foreground
 *     crash                not stopped within the grace
 *     denial               startForeground with used ≥ limit
 *     reset                the app comes to the foreground (any of its processes)
 *
 * Counted on elapsed time, sleep included; overlapping services of a type count once; a mask with both types charges both.
 * Not the hot path: plain objects.
 */
import { isSilent } from '../android/outcomes.js';
import { ServiceType } from '../android/service-types.js';
import {
  CRASH_GRACE_KEY,
  DATA_SYNC_LIMIT_KEY,
  FGS_INTRODUCE_TIME_LIMITS,
  MEDIA_PROCESSING_LIMIT_KEY,
  type DocumentedPolicy,
} from '../policy/policy.js';
import { Ledger, LedgerCode, NONE } from '../replay/ledger.js';
import type { PredictedBudget, PredictedEvent, Prediction } from '../replay/prediction.js';
import { isTop, type Program } from '../replay/program.js';
import { EventKind } from '../trace/event-kind.js';
import { RollingUse } from './rolling-use.js';

type LimitedType = 'dataSync' | 'mediaProcessing';
const limitedTypes: readonly LimitedType[] = ['dataSync', 'mediaProcessing'];

interface Account {
  readonly app: number;
  readonly type: LimitedType;
  readonly use: RollingUse;
  readonly running: Set<number>;
  exceededAt: number | null;
  /** Elapsed time of the next limit, or Infinity. */
  dueAt: number;
}

interface Grace {
  readonly service: number;
  readonly type: LimitedType;
  readonly crashAt: number;
}

export function replayDocumented(
  program: Program,
  policy: DocumentedPolicy,
  options: { readonly horizon: number },
): Prediction {
  return new DocumentedReplay(program, policy, options.horizon).run();
}

class DocumentedReplay {
  readonly #ledger = new Ledger();
  readonly #outcomes: PredictedEvent[] = [];
  readonly #accounts = new Map<string, Account>();
  readonly #graces = new Map<number, Grace>();
  readonly #types = new Map<number, number>();
  readonly #foreground = new Set<number>();
  readonly #bound = new Map<number, number>();
  readonly #processState = new Map<number, number>();
  readonly #host = new Map<number, number>();
  readonly #targetSdk = new Map<number, number>();
  readonly #override = new Map<number, boolean>();
  readonly #limits: Record<LimitedType, number>;
  #grace: number;
  #uptime: number;
  #elapsed: number;

  constructor(
    readonly program: Program,
    readonly policy: DocumentedPolicy,
    readonly horizon: number,
  ) {
    this.#limits = {
      dataSync: policy.timeLimitedTypes.dataSyncLimit,
      mediaProcessing: policy.timeLimitedTypes.mediaProcessingLimit,
    };
    this.#grace = policy.timeLimitedTypes.crashGrace;
    this.#uptime = program.uptime[0] ?? 0;
    this.#elapsed = program.elapsed[0] ?? 0;
  }

  run(): Prediction {
    const { program } = this;
    for (let at = 0; at < program.length; at++) {
      const elapsed = program.elapsed[at]!;
      this.#runUntil(elapsed);
      this.#elapsed = elapsed;
      this.#uptime = program.uptime[at]!;
      this.#act(at);
    }
    this.#runUntil(this.#elapsed + this.horizon);
    return {
      policy: this.policy,
      program,
      outcomes: this.#outcomes,
      budgets: this.#budgets(),
      ledger: this.#ledger,
      assumptions: [],
    };
  }

  /** Lets limits and graces come due, earliest first, up to `elapsed`. */
  #runUntil(elapsed: number): void {
    for (;;) {
      let dueAt = Number.POSITIVE_INFINITY;
      let due: (() => void) | undefined;
      for (const account of this.#accounts.values()) {
        if (account.dueAt >= dueAt) continue;
        dueAt = account.dueAt;
        due = () => this.#reachLimit(account, dueAt);
      }
      for (const grace of this.#graces.values()) {
        if (grace.crashAt >= dueAt) continue;
        dueAt = grace.crashAt;
        due = () => this.#crash(grace);
      }
      if (due === undefined || dueAt > elapsed) return;
      due();
    }
  }

  #reachLimit(account: Account, at: number): void {
    account.exceededAt = at;
    const services = [...account.running];
    for (const service of services) {
      this.#record(LedgerCode.expired, service, account, at, account.use.usedAt(at));
      this.#emit('timeout-callback', service, account.type, at, NONE);
      this.#graces.set(service, { service, type: account.type, crashAt: at + this.#grace });
      this.#leaveForeground(service, at);
    }
    this.#reschedule(account, at);
  }

  #crash(grace: Grace): void {
    this.#graces.delete(grace.service);
    const account = this.#account(this.program.services[grace.service]!.app, grace.type);
    this.#record(LedgerCode.graceEnded, grace.service, account, grace.crashAt, this.#grace);
    this.#emit('crash-did-not-stop', grace.service, grace.type, grace.crashAt, NONE);
  }

  #act(at: number): void {
    const { program } = this;
    const service = program.service[at]!;
    const process = program.process[at]!;
    const app = program.app[at]!;
    switch (program.kind[at]) {
      case EventKind.startService:
      case EventKind.startForegroundService:
        this.#host.set(service, process);
        return;
      case EventKind.bindService:
        this.#bound.set(service, (this.#bound.get(service) ?? 0) + 1);
        this.#host.set(service, process);
        return;
      case EventKind.unbindService:
        this.#bound.set(service, Math.max(0, (this.#bound.get(service) ?? 0) - 1));
        return;
      case EventKind.startForeground:
        this.#startForeground(at, service, process);
        return;
      case EventKind.stopForeground:
        this.#leaveForeground(service, this.#elapsed);
        return;
      case EventKind.stopService:
      case EventKind.stopSelf:
        this.#leaveForeground(service, this.#elapsed);
        this.#graces.delete(service);
        return;
      case EventKind.processDied:
        for (const [hosted, host] of this.#host) if (host === process) this.#goneWithProcess(hosted);
        this.#setProcessState(process, Number.POSITIVE_INFINITY);
        return;
      case EventKind.processState:
        this.#setProcessState(process, program.argument[at]!);
        return;
      case EventKind.forceStop:
        this.#forApp(app, (hosted) => this.#goneWithProcess(hosted));
        return;
      case EventKind.packageRemoved:
        this.#forApp(app, (hosted) => this.#goneWithProcess(hosted));
        this.#forget((account) => account.app === app);
        return;
      case EventKind.boot:
        for (const hosted of [...this.#foreground]) this.#goneWithProcess(hosted);
        this.#graces.clear();
        this.#forget(() => true);
        return;
      case EventKind.targetSdk:
        this.#targetSdk.set(app, program.argument[at]!);
        return;
      case EventKind.configSet:
        this.#setConfig(this.#note(at), program.argument[at]!);
        return;
      case EventKind.compatSet:
        if (this.#note(at) === String(FGS_INTRODUCE_TIME_LIMITS)) this.#override.set(app, program.argument[at] === 1);
        return;
      default:
        return;
    }
  }

  #note(at: number): string {
    const { trace } = this.program;
    return trace.strings.at(trace.core.note[this.program.row[at]!]!);
  }

  #setConfig(key: string, value: number): void {
    if (key === DATA_SYNC_LIMIT_KEY) this.#limits.dataSync = value;
    else if (key === MEDIA_PROCESSING_LIMIT_KEY) this.#limits.mediaProcessing = value;
    else if (key === CRASH_GRACE_KEY) this.#grace = value;
    for (const account of this.#accounts.values()) this.#reschedule(account, this.#elapsed);
  }

  #goneWithProcess(service: number): void {
    this.#leaveForeground(service, this.#elapsed);
    this.#graces.delete(service);
  }

  #forApp(app: number, act: (service: number) => void): void {
    for (const service of [...this.#foreground]) if (this.program.services[service]!.app === app) act(service);
  }

  #forget(isMeant: (account: Account) => boolean): void {
    for (const [key, account] of this.#accounts) if (isMeant(account)) this.#accounts.delete(key);
  }

  #startForeground(at: number, service: number, process: number): void {
    const { app } = this.program.services[service]!;
    const types = this.program.types[at]!;
    if (this.program.argument[at] === 1) {
      this.#emit('start-denied-background', service, null, this.#elapsed, at);
      return;
    }
    this.#host.set(service, process);
    if (!this.#applies(app)) return;
    const asked = limitedTypes.filter((type) => (types & ServiceType[type]) !== 0);
    for (const type of asked) {
      const account = this.#account(app, type);
      if (account.use.usedAt(this.#elapsed) < this.#limits[type]) continue;
      this.#record(LedgerCode.denied, service, account, this.#elapsed, account.exceededAt ?? this.#elapsed);
      this.#emit('start-denied-exhausted', service, type, this.#elapsed, at);
      return;
    }
    this.#graces.delete(service);
    this.#leaveForeground(service, this.#elapsed);
    this.#types.set(service, types);
    this.#foreground.add(service);
    for (const type of asked) this.#join(service, this.#account(app, type));
  }

  #applies(app: number): boolean {
    const override = this.#override.get(app);
    if (override !== undefined) return override;
    const target = this.#targetSdk.get(app);
    return target === undefined || target >= this.policy.timeLimitedTypes.enabledSinceTargetSdk;
  }

  #account(app: number, type: LimitedType): Account {
    const key = `${app} ${type}`;
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const account: Account = {
      app,
      type,
      use: new RollingUse(this.policy.timeLimitedTypes.window),
      running: new Set(),
      exceededAt: null,
      dueAt: Number.POSITIVE_INFINITY,
    };
    this.#accounts.set(key, account);
    return account;
  }

  #join(service: number, account: Account): void {
    account.running.add(service);
    this.#record(
      LedgerCode.charging,
      service,
      account,
      this.#elapsed,
      account.running.size,
      account.use.usedAt(this.#elapsed),
    );
    this.#update(account, this.#elapsed);
    const left = Math.max(0, this.#limits[account.type] - account.use.usedAt(this.#elapsed));
    this.#record(LedgerCode.armed, service, account, this.#elapsed, account.dueAt, left);
  }

  #leaveForeground(service: number, at: number): void {
    if (!this.#foreground.delete(service)) return;
    const { app } = this.program.services[service]!;
    for (const type of limitedTypes) {
      if (((this.#types.get(service) ?? 0) & ServiceType[type]) === 0) continue;
      const account = this.#account(app, type);
      if (!account.running.delete(service)) continue;
      this.#update(account, at);
      this.#record(LedgerCode.released, service, account, at, account.running.size);
    }
  }

  #setProcessState(process: number, state: number): void {
    const { app } = this.program.processes[process]!;
    const wasVisible = this.#isOnScreen(app);
    this.#processState.set(process, state);
    const isVisible = this.#isOnScreen(app);
    if (wasVisible === isVisible) return;
    for (const account of this.#accounts.values()) {
      if (account.app !== app) continue;
      if (isVisible) {
        const used = account.use.usedAt(this.#elapsed);
        account.use.reset();
        account.exceededAt = null;
        const subject = [...account.running][0] ?? NONE;
        this.#record(LedgerCode.reset, subject, account, this.#elapsed, 1, used);
        if (used > 0 && subject !== NONE) this.#emit('budget-reset', subject, account.type, this.#elapsed, NONE);
      }
      this.#update(account, this.#elapsed);
    }
  }

  #isOnScreen(app: number): boolean {
    return this.program.processes.some(
      (process, index) => process.app === app && isTop(this.#processState.get(index) ?? Number.POSITIVE_INFINITY),
    );
  }

  /** Opens or closes the account's running interval after a change, and finds when its limit comes. */
  #update(account: Account, at: number): void {
    const isCharged = account.running.size > 0 && !this.#isOnScreen(account.app);
    if (isCharged) account.use.open(at);
    else account.use.close(at);
    this.#reschedule(account, at);
  }

  #reschedule(account: Account, at: number): void {
    account.dueAt = account.use.reaches(this.#limits[account.type], at);
  }

  #uptimeAt(elapsed: number): number {
    return this.#uptime + (elapsed - this.#elapsed);
  }

  #record(code: number, service: number, account: Account, at: number, first: number, second = 0): void {
    this.#ledger.elapsed = at;
    this.#ledger.uptime = this.#uptimeAt(at);
    const budget = account.app * 2 + (account.type === 'dataSync' ? 0 : 1);
    this.#ledger.write(code, service, budget, first, second);
  }

  #emit(outcome: PredictedEvent['outcome'], service: number, type: LimitedType | null, at: number, row: number): void {
    const { component, app } = this.program.services[service]!;
    const { packageName, uid } = this.program.apps[app]!;
    this.#outcomes.push({
      outcome,
      silent: isSilent(outcome),
      packageName,
      uid,
      component,
      type,
      uptimeMs: this.#uptimeAt(at),
      elapsedMs: at,
      earliestElapsedMs: at,
      latestElapsedMs: at,
      row: row === NONE ? NONE : this.program.row[row]!,
      ledgerEnd: this.#ledger.length,
      service,
      rule: 'documented-reading',
      source: 'Guide "Foreground service timeouts"',
    });
  }

  #budgets(): PredictedBudget[] {
    return [...this.#accounts.values()].map((account) => ({
      uid: this.program.apps[account.app]!.uid,
      packageName: this.program.apps[account.app]!.packageName,
      type: account.type,
      limitMs: this.#limits[account.type],
      totalMs: account.use.usedAt(this.#elapsed),
      running: account.running.size,
      exceededAtMs: account.exceededAt === null ? null : this.#uptimeAt(account.exceededAt),
    }));
  }
}
