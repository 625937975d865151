/** What the lines say beside events: claims that are not believed, and lines that people often misread. Counted by text. */
import type { TimedFact } from '../clock/moments.js';
import type { Diagnostic } from '../sink.js';

/** Lines that apps write about themselves. */
const ownWords: ReadonlySet<TimedFact['body']['kind']> = new Set([
  'app-saw-timeout',
  'did-not-stop-exception',
  'did-not-start-exception',
  'exhausted-exception',
  'boot-denied-exception',
  'type-denied-exception',
  'process-crashed',
  'worker-result',
  'worker-foreground',
  'activity-top',
]);

export class Remarks {
  readonly #found = new Map<string, { count: number; first: Diagnostic['first'] }>();

  /** A line of another process than its words suggest: an own word, a forgery or a second system_server; never believed, always told. */
  claim(fact: TimedFact): void {
    // logd writes in the name of the process whose lines it dropped.
    if (fact.body.kind === 'lines-lost' || fact.body.kind === 'probe-line') return;
    this.add(
      ownWords.has(fact.body.kind)
        ? 'line of an app about itself: a claim, kept as such'
        : 'line that only the system writes, written by another process: not believed',
      fact,
    );
  }

  /** Believed lines that are read as something they are not (spec/log-formats.md 2.2, traps 1 and 2). */
  trap(fact: TimedFact): void {
    const { body } = fact;
    if (body.kind === 'fgs-timer-cancelled')
      this.add('"Stop FGS timeout": the system took a timer away because the service stopped; it is no timeout', fact);
    else if (body.kind === 'fgs-logger' && body.packageName === undefined)
      this.add('ForegroundServiceTypeLoggerModule: its "no types" says nothing about the types of a service', fact);
  }

  add(what: string, { provenance: { source, line, rawText } }: TimedFact): void {
    const known = this.#found.get(what);
    if (known === undefined) this.#found.set(what, { count: 1, first: { source, line, text: rawText } });
    else known.count++;
  }

  diagnostics(): Diagnostic[] {
    return [...this.#found].map(([what, { count, first }]) => ({ what, count, first }));
  }
}
