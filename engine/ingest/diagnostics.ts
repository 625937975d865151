/** Counts what was odd, by kind, and keeps the first example of each. Bounded, whatever a source holds. */
import { maxDiagnosticKinds } from './limits.js';
import type { Diagnostic } from './sink.js';

const LONGEST_EXAMPLE = 300;

export class DiagnosticCounter {
  readonly #found = new Map<string, { count: number; readonly first: Diagnostic['first'] }>();

  constructor(readonly source: number) {}

  note(what: string, line: number, text: string, count = 1): void {
    const known = this.#found.get(what);
    if (known !== undefined) known.count += count;
    else if (this.#found.size < maxDiagnosticKinds)
      this.#found.set(what, { count, first: { source: this.source, line, text: text.slice(0, LONGEST_EXAMPLE) } });
  }

  addAll(diagnostics: readonly Diagnostic[]): void {
    for (const { what, count, first } of diagnostics) this.note(what, first.line, first.text, count);
  }

  all(): Diagnostic[] {
    return [...this.#found].map(([what, { count, first }]) => ({ what, count, first }));
  }
}
