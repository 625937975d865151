/**
 * Whether a recording shows what an outcome comes from. An outcome that nothing predicts is against the rules only where the
 * inputs of its rule were seen; where they were not, nobody can tell, and it is not observable.
 */
import { packageOf } from '../android/components.js';
import { ServiceType } from '../android/service-types.js';
import { EventKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import type { ObservedOutcome } from './analysis.js';
import { limitedMask } from './judged-outcomes.js';
import { countBefore } from './sorted-search.js';

/** A decision, the idle event, and the line that follows from it stand this close together. */
const SAME_MOMENT_MS = 2_000;
/** A service executes for at most 200 s before it is given up, and a log may print late. */
const EXECUTION_REACHES_MS = 240_000;

const NEVER = Number.POSITIVE_INFINITY;

export class RecordedInputs {
  /** Moments in order of time, by what happened and to whom. */
  readonly #moments = new Map<string, number[]>();

  constructor(readonly trace: Trace) {
    const { kind, elapsed, service, types, uid, note } = trace.core;
    for (let row = 0; row < trace.length; row++) {
      const at = elapsed[row]!;
      switch (kind[row]) {
        case EventKind.startForeground:
          this.#noteForeground(trace.strings.at(service[row]!), types[row]!, at);
          if (trace.core.argument[row] === 1) this.#note(`decision ${trace.strings.at(service[row]!)}`, at);
          break;
        case EventKind.startService:
        case EventKind.startForegroundService:
          if (trace.provenance(row) === undefined) break;
          this.#note(`decision ${trace.strings.at(service[row]!)}`, at);
          if (trace.strings.at(note[row]!) === 'BOOT_COMPLETED')
            this.#note(`boot ${trace.strings.at(service[row]!)}`, at);
          break;
        case EventKind.uidIdle:
          this.#note(`idle ${uid[row]!}`, at);
          break;
        case EventKind.executionBegun:
          this.#note(`executing ${trace.strings.at(service[row]!)}`, at);
          break;
        default:
          break;
      }
    }
  }

  #noteForeground(component: string, types: number, at: number): void {
    for (const who of [component, packageOf(component)]) {
      if (types === ServiceType.shortService) this.#note(`short ${who}`, at);
      if ((types & limitedMask) !== 0) this.#note(`limited ${who}`, at);
    }
  }

  #note(key: string, at: number): void {
    const moments = this.#moments.get(key);
    if (moments === undefined) this.#moments.set(key, [at]);
    else moments.push(at);
  }

  /** What the recording does not show of the way to this outcome, in words; `undefined` when it shows all that a rule reads. */
  hiddenFrom(seen: ObservedOutcome): string | undefined {
    const who = seen.service ?? seen.package;
    switch (seen.outcome) {
      case 'short-service-demoted':
      case 'anr-short-service':
        return this.#has(`short ${who}`, seen, NEVER) ? undefined : 'when the shortService went to the foreground';
      case 'crash-did-not-stop':
        return this.#has(`limited ${who}`, seen, NEVER) ? undefined : 'when the service went to the foreground';
      case 'start-denied-exhausted':
        return this.#has(`limited ${seen.package}`, seen, NEVER) ? undefined : 'what was used of the budget before';
      case 'crash-did-not-start':
      case 'anr-did-not-start':
        return 'the startForegroundService call that was not followed up (the system prints a decision only when its reason changes)';
      case 'start-denied-background':
        return this.#has(`decision ${who}`, seen, SAME_MOMENT_MS)
          ? undefined
          : 'what the refusal was decided from ("Background started FGS")';
      case 'start-denied-boot':
        return this.#has(`boot ${who}`, seen, NEVER) ? undefined : 'for what reason the service had been started';
      case 'start-denied-type':
        return 'the manifest of the app, its permissions, and whether the service was started';
      case 'service-stopped-idle':
        return this.#has(`idle ${seen.uid ?? ''}`, seen, SAME_MOMENT_MS)
          ? undefined
          : 'when the app became idle (event am_uid_idle)';
      case 'anr-execution':
        return this.#has(`executing ${who}`, seen, EXECUTION_REACHES_MS)
          ? undefined
          : 'when the service began to execute';
      default:
        return undefined;
    }
  }

  /** Whether it happened at most `reach` before the outcome. */
  #has(key: string, { at: { elapsedMs } }: ObservedOutcome, reach: number): boolean {
    const moments = this.#moments.get(key) ?? [];
    const before = countBefore(moments.length, (index) => moments[index]! <= elapsedMs);
    return before > 0 && elapsedMs - moments[before - 1]! <= reach;
  }
}
