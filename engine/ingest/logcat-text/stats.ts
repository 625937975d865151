/** What a reader counts about a text as a whole. */
import type { LogBuffer, Stamp } from '../record.js';
import type { Diagnostic } from '../sink.js';
import type { ClockStep, ClockSteps } from './clock-steps.js';
import { layoutNames, type LayoutName } from './layouts.js';
import { textOf } from './record-builder.js';

const MOST_EXAMPLES = 8;
const LONGEST_EXAMPLE = 200;
const MOST_MARKERS = 1_000;

export interface LogcatTextStats {
  /** The layout of most records; `none` when no line had a header. */
  readonly layout: LayoutName | 'none';
  /** Records by layout, only those that occur. */
  readonly layouts: ReadonlyMap<LayoutName, number>;
  /** All lines: `records + continuations + unknown.count + markerLines + blank`. */
  readonly lines: number;
  /** Lines with a parsed header. */
  readonly records: number;
  /** Lines without a header after a record. */
  readonly continuations: number;
  /** Lines without a header before any record, after a marker or banner, and torn headers. */
  readonly unknown: { readonly count: number; readonly examples: readonly LineExample[] };
  readonly markerLines: number;
  readonly blank: number;
  /** The first 1,000 buffer markers. */
  readonly markers: readonly { readonly buffer: LogBuffer; readonly line: number }[];
  /** Stamps of the first and the last record that has one. */
  readonly first: Stamp | undefined;
  readonly last: Stamp | undefined;
  readonly clockSteps: { readonly kept: readonly ClockStep[]; readonly backward: number; readonly forward: number };
}

export interface LineExample {
  readonly line: number;
  readonly text: string;
}

export class LogcatStatsCounter {
  lines = 0;
  continuations = 0;
  blank = 0;
  readonly linesByLayout = new Uint32Array(layoutNames.length);
  private unknown = 0;
  private readonly examples: LineExample[] = [];
  private markerLines = 0;
  private readonly markers: { buffer: LogBuffer; line: number }[] = [];

  marker(buffer: LogBuffer, line: number): void {
    this.markerLines++;
    if (this.markers.length < MOST_MARKERS) this.markers.push({ buffer, line });
  }

  unknownLine(bytes: Uint8Array, start: number, end: number, line: number): void {
    this.unknown++;
    if (this.examples.length >= MOST_EXAMPLES) return;
    this.examples.push({ line, text: textOf(bytes, start, Math.min(end, start + LONGEST_EXAMPLE)) });
  }

  stats(clock: ClockSteps): LogcatTextStats {
    const found = layoutNames
      .map((name, layout): [LayoutName, number] => [name, this.linesByLayout[layout] ?? 0])
      .filter(([, count]) => count > 0);
    const most = found.reduce<[LayoutName | 'none', number]>(
      (best, each) => (each[1] > best[1] ? each : best),
      ['none', 0],
    );
    return {
      layout: most[0],
      layouts: new Map(found),
      lines: this.lines,
      records: found.reduce((sum, [, count]) => sum + count, 0),
      continuations: this.continuations,
      unknown: { count: this.unknown, examples: [...this.examples] },
      markerLines: this.markerLines,
      blank: this.blank,
      markers: [...this.markers],
      first: clock.first,
      last: clock.last,
      clockSteps: { kept: [...clock.kept], backward: clock.backward, forward: clock.forward },
    };
  }

  diagnostics(source: number): Diagnostic[] {
    const [first] = this.examples;
    if (first === undefined) return [];
    return [{ what: 'line with no known layout', count: this.unknown, first: { source, ...first } }];
  }
}
