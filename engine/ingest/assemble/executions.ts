/**
 * Services that were still executing when the system gave them up. No line tells when a service begins to execute; it is inferred
 *
 *     from the wait that the ANR prints     `executing service pkg/.Svc, waited 20012ms`: exact
 *     from the last start before it         where that lies one limit, and a moment to bring the process up, before
 *
 * and else it stays unknown: then nothing is predicted.
 */
import { shortComponent } from '../../android/components.js';
import { userOfCaller, userOfUid } from '../../android/uids.js';
import { BACKGROUND_EXECUTION_LIMIT_MS, EXECUTION_LIMIT_MS } from '../../limits/execution-timeout.js';
import { EventKind } from '../../trace/event-kind.js';
import type { ResolvedClock, TimedFact } from '../clock/moments.js';
import type { RowSink } from './row-sink.js';
import { serviceKey } from './session-evidence.js';

/** From a start to the moment at which its process has come up and executes it. */
const COLD_START_MS = 5_000;
/** The line about the service and the ANR of its process stand this close together. */
const SAME_ANR_MS = 10_000;

interface Start {
  readonly elapsed: number;
  readonly uptime: number;
}

/** What an ANR printed about how long a service had been executing. */
interface PrintedWait {
  readonly elapsed: number;
  readonly waitedMs: number;
}

export class Executions {
  readonly #startOf = new Map<string, Start>();
  readonly #toldAt = new Map<string, number>();
  /** By process: the service that was started in it last. */
  readonly #startedIn = new Map<string, string>();
  /** By component, in order of time; those that are too old are dropped as the walk goes on. */
  readonly #waits = new Map<string, PrintedWait[]>();

  constructor(
    readonly rows: RowSink,
    believed: readonly TimedFact[],
    readonly clock: Pick<ResolvedClock, 'uptime'>,
  ) {
    for (const { body, elapsed } of believed) {
      const executing = body.kind === 'process-not-responding' ? executingIn(body.reason) : undefined;
      if (executing?.waitedMs === undefined) continue;
      const { component, waitedMs } = executing;
      const waits = this.#waits.get(component);
      if (waits === undefined) this.#waits.set(component, [{ elapsed, waitedMs }]);
      else waits.push({ elapsed, waitedMs });
    }
  }

  take(fact: TimedFact): void {
    const { body } = fact;
    switch (body.kind) {
      case 'fgs-start-decision':
        if (body.allowed && body.component !== undefined)
          this.#started(fact, body.component, userOfCaller(body.callingUid));
        return;
      case 'process-started':
        if (body.hostingType === 'service' && body.component !== undefined)
          this.#started(fact, body.component, userOfUid(body.uid ?? 0));
        return;
      case 'process-bound':
        this.#attached(fact, body.processName);
        return;
      case 'execution-timeout':
        this.#overdue(fact, body.service.component, body.service.user);
        return;
      case 'process-not-responding': {
        const executing = executingIn(body.reason);
        const uid = this.rows.identities.uidOfPid(body.pid, fact.elapsed);
        if (executing !== undefined) this.#overdue(fact, executing.component, userOfUid(Math.max(uid ?? 0, 0)));
        return;
      }
      default:
        return;
    }
  }

  #started({ elapsed, uptime }: TimedFact, component: string, user: number): void {
    const key = serviceKey(user, component);
    this.#startOf.set(key, { elapsed, uptime });
    this.#startedIn.set(this.rows.identities.processOf(component), key);
  }

  /** A service whose process had to come up executes from then on. */
  #attached({ elapsed, uptime }: TimedFact, process: string): void {
    const key = this.#startedIn.get(process);
    const start = key === undefined ? undefined : this.#startOf.get(key);
    if (key === undefined || start === undefined || elapsed - start.elapsed > COLD_START_MS) return;
    this.#startOf.set(key, { elapsed, uptime });
  }

  /** The line about the service and the ANR event tell one thing. */
  #overdue(fact: TimedFact, component: string, user: number): void {
    const key = serviceKey(user, component);
    if (fact.elapsed - (this.#toldAt.get(key) ?? Number.NEGATIVE_INFINITY) <= SAME_ANR_MS) return;
    this.#toldAt.set(key, fact.elapsed);
    const begun = this.#begun(fact, component, key);
    if (begun === undefined) return;
    const subject = this.rows.service(component, user);
    this.rows.inferred(EventKind.executionBegun, begun, { ...subject, argument: begun.isInForegroundGroup ? 1 : 0 });
  }

  #begun(
    fact: TimedFact,
    component: string,
    key: string,
  ): { readonly elapsed: number; readonly uptime: number; readonly isInForegroundGroup: boolean } | undefined {
    const printed = this.#printedWait(component, fact.elapsed);
    if (printed !== undefined) {
      const uptime = fact.uptime - printed.waitedMs;
      const isInForegroundGroup = printed.waitedMs < BACKGROUND_EXECUTION_LIMIT_MS;
      return { elapsed: this.clock.uptime.elapsedAt(uptime), uptime, isInForegroundGroup };
    }
    const start = this.#startOf.get(key);
    if (start === undefined) return undefined;
    const lasted = fact.uptime - start.uptime;
    const limit = [EXECUTION_LIMIT_MS, BACKGROUND_EXECUTION_LIMIT_MS].find(
      (each) => lasted >= each && lasted <= each + COLD_START_MS,
    );
    if (limit === undefined) return undefined;
    return { elapsed: start.elapsed, uptime: start.uptime, isInForegroundGroup: limit === EXECUTION_LIMIT_MS };
  }

  #printedWait(component: string, elapsed: number): PrintedWait | undefined {
    const waits = this.#waits.get(component) ?? [];
    const isOld = (wait: PrintedWait): boolean => wait.elapsed < elapsed - SAME_ANR_MS;
    let old = 0;
    while (old < waits.length && isOld(waits[old]!)) old++;
    waits.splice(0, old);
    const [first] = waits;
    return first !== undefined && first.elapsed <= elapsed + SAME_ANR_MS ? first : undefined;
  }
}

/** `executing service pkg/.Svc[, waited 20012ms]`, the reason of an ANR. */
export function executingIn(
  reason: string,
): { readonly component: string; readonly waitedMs: number | undefined } | undefined {
  const match = /executing service (\S{1,300}\/[^\s,]{1,300})(?:, waited (\d{1,12})ms)?/.exec(reason);
  const component = match?.[1];
  if (component === undefined) return undefined;
  return { component: shortComponent(component), waitedMs: match?.[2] === undefined ? undefined : Number(match[2]) };
}
