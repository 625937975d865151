/**
 * A service must be done with onCreate, onStartCommand or onBind in time. Source: ActiveServices.bumpServiceExecutingLocked,
 * scheduleServiceTimeoutLocked, serviceTimeout (spec/fgs-limits.md 5.6).
 *
 *     executing ──20 s (in the foreground group) or 200 s──► ANR "executing service", if the same process still lives
 *
 * No line tells when a service begins to execute or when it is done; only the ANR itself says that one was not. So the rule is
 * told of the executions that a source proves to have lasted, and says when their time was over.
 */
import type { HandlerQueue } from '../replay/handler-queue.js';
import { LedgerCode, NONE, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';
import type { ProcessRecord, ServiceRecord } from '../replay/records.js';
import { MS_PER_SECOND } from '../time.js';

/** SERVICE_TIMEOUT_MSG */
export const EXECUTION_MESSAGE = 12;

/** SERVICE_TIMEOUT, SERVICE_BACKGROUND_TIMEOUT: no key changes them (emulators and slow hardware multiply them). */
export const EXECUTION_LIMIT_MS = 20 * MS_PER_SECOND;
export const BACKGROUND_EXECUTION_LIMIT_MS = 10 * EXECUTION_LIMIT_MS;

interface Execution {
  readonly process: ProcessRecord;
  readonly life: number;
  /** As far as the trace has shown by then. */
  readonly isAlive: boolean;
}

export class ExecutionTimeoutRule {
  readonly #pending = new Map<number, Execution>();

  constructor(
    readonly state: PlatformState,
    readonly queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
  ) {}

  /** The service begins to execute now, and a source proves that it was not done in time. */
  begin({ index }: ServiceRecord, process: ProcessRecord, isInForegroundGroup: boolean): void {
    const limit = isInForegroundGroup ? EXECUTION_LIMIT_MS : BACKGROUND_EXECUTION_LIMIT_MS;
    const deadline = this.state.now.uptime + limit;
    const ticket = this.queue.post(deadline, EXECUTION_MESSAGE, index);
    this.#pending.set(ticket, { process, life: process.life, isAlive: process.isAlive });
    this.ledger.write(LedgerCode.executionBegun, index, NONE, deadline, 0);
  }

  handle(service: number, ticket: number): void {
    const execution = this.#pending.get(ticket);
    this.#pending.delete(ticket);
    if (execution === undefined) return;
    const { process, life, isAlive } = execution;
    if (process.life !== life || process.isAlive !== isAlive) return;
    this.ledger.write(LedgerCode.executionOverdue, service, NONE, 0, 0);
    this.outcomes.write('anr-execution', service, 0, this.ledger.length);
  }

  forgetBoot(): void {
    this.#pending.clear();
  }
}
