/**
 * Reads the dumps inside a bugreport: the right reader for each part, and a place on the clock for facts that only say how
 * long ago something was. The moment of a dump stands behind it (`ending at:`), so such facts wait for its end.
 */
import {
  resolveAge,
  lineTargetOf,
  type DumpFact,
  type DumpReader,
  type DumpSink,
  type LineTarget,
} from '../dumpsys/dump-time.js';
import { createDumpReader, type DumpKind } from '../dumpsys/dump-kind.js';
import type { Stamp } from '../record.js';
import type { ReportPart } from './sections.js';

/** A dump holds some hundred services and jobs; a hostile one may hold any number. */
const maxWaiting = 200_000;

const kindOfPart: Readonly<Partial<Record<ReportPart, DumpKind>>> = {
  'activity-services': 'activity-services',
  'activity-settings': 'activity-settings',
  'exit-info': 'exit-info',
  'batterystats-history': 'batterystats-history',
  'batterystats-checkin': 'batterystats-checkin',
  jobscheduler: 'jobscheduler',
};

export class ReportDumps {
  private reader: DumpReader | undefined;
  private waiting: DumpFact[] = [];
  private refused = 0;

  constructor(private readonly sink: DumpSink) {}

  /** To be called from the router's `partStart`; `undefined` for the parts that are logs. */
  start(part: ReportPart): LineTarget | undefined {
    const kind = kindOfPart[part];
    if (kind === undefined) return undefined;
    this.reader = createDumpReader(kind, {
      fact: (fact) => this.take(fact),
      problem: (problem) => this.sink.problem(problem),
    });
    return lineTargetOf(this.reader);
  }

  /** To be called from `partEnd`. `startedAt`: the report's own date, for parts that do not tell when they were made. */
  end(endedAt: Stamp | undefined, startedAt: Stamp | undefined): void {
    this.reader?.finish();
    this.reader = undefined;
    const dumpedAt: Stamp = endedAt ?? startedAt ?? { clock: 'none' };
    for (const fact of this.waiting) this.sink.fact(resolveAge(fact, dumpedAt));
    this.waiting = [];
  }

  private take(fact: DumpFact): void {
    if (fact.time.at !== 'before-dump') this.sink.fact(fact);
    else if (this.waiting.length < maxWaiting) this.waiting.push(fact);
    else if (this.refused++ === 0) {
      this.sink.problem({ what: 'a dump holds more records than are read', line: fact.line, text: fact.rawText });
    }
  }
}
