/** Marks for a lane while the case plays: predicted ones at once, observed ones as the log tells them. The comparison comes later. */
import { packageOf } from '../../../../engine/android/components.js';
import { isSilent, type OutcomeName } from '../../../../engine/android/outcomes.js';
import type { FactBody } from '../../../../engine/ingest/fact.js';
import { TextSourceReader } from '../../../../engine/ingest/text-source-reader.js';
import type { ScenarioPrediction } from '../../../../engine/scenario/predict-scenario.js';
import type { Cast } from '../../probe/cast-services.js';
import { probeComponent } from '../../probe/probe-app.js';
import type { CaseGround } from './case-ground.js';
import type { LiveMark } from '../live-run.js';
import { momentOfLine } from '../../probe/log-lines.js';

/** One outcome is told on several lines; those within this time are one mark. */
const SAME_MARK_MS = 2_000;
const MOST_MARKS = 10_000;

function predictedMarks({ outcomes }: ScenarioPrediction): LiveMark[] {
  return outcomes
    .filter(({ outcome }) => !isSilent(outcome))
    .map(({ outcome, service, elapsedMs }) => ({ voice: 'predicted', outcome, service, atMs: elapsedMs }));
}

export interface MarksBeginning {
  readonly packageName: string;
  readonly cast: Cast;
  /** The first step on the device's wall clock. */
  readonly zeroMs: number;
}

/** All marks of a case so far; tells them whenever there is a new one. */
export class LiveMarks {
  #predicted: readonly LiveMark[] = [];
  #observed: ObservedMarks | undefined;

  constructor(private readonly tell: CaseGround['tell']) {}

  predicted(prediction: ScenarioPrediction): void {
    this.#predicted = predictedMarks(prediction);
    this.tell({ marks: this.#predicted });
  }

  /** From now on observed ones are told. Called again when the scenario's time was stopped: marks so far stay. */
  begin(beginning: MarksBeginning): void {
    this.#observed = new ObservedMarks(beginning, this.#observed?.marks);
  }

  observed(lines: readonly string[]): void {
    if (this.#observed?.take(lines) === true) this.tell({ marks: [...this.#predicted, ...this.#observed.marks] });
  }
}

class ObservedMarks {
  readonly marks: LiveMark[];
  readonly #serviceOf: ReadonlyMap<string, string>;

  constructor(
    private readonly beginning: MarksBeginning,
    before: readonly LiveMark[] = [],
  ) {
    this.marks = [...before];
    const { cast, packageName } = beginning;
    this.#serviceOf = new Map([...cast].map(([name, probe]) => [probeComponent(packageName, probe.name), name]));
  }

  /** Whether the lines told a new mark. */
  take(lines: readonly string[]): boolean {
    const about = lines.filter((line) => line.includes(this.beginning.packageName));
    if (about.length === 0) return false;
    const before = this.marks.length;
    for (const line of about) this.#line(line);
    return this.marks.length > before;
  }

  #line(line: string): void {
    const moment = momentOfLine(line);
    if (moment === undefined || this.marks.length >= MOST_MARKS) return;
    const bytes = new TextEncoder().encode(`${line}\n`);
    const reader = new TextSourceReader('line', 0, bytes);
    reader.push(bytes);
    for (const { facts } of reader.finish().logs)
      for (const fact of facts) this.#fact(fact, moment - this.beginning.zeroMs);
  }

  #fact(fact: FactBody, atMs: number): void {
    const shown = shownBy(fact);
    if (shown === undefined || packageOf(shown.component) !== this.beginning.packageName) return;
    const service = this.#serviceOf.get(shown.component) ?? null;
    const isKnown = this.marks.some(
      (mark) => mark.outcome === shown.outcome && mark.service === service && atMs - mark.atMs < SAME_MARK_MS,
    );
    if (!isKnown) this.marks.push({ voice: 'observed', outcome: shown.outcome, service, atMs: Math.round(atMs) });
  }
}

/** The lines of the system that name a service; the rest is left to the comparison. */
function shownBy(fact: FactBody): { readonly outcome: OutcomeName; readonly component: string } | undefined {
  switch (fact.kind) {
    case 'fgs-event':
      if (fact.transition === 'timed-out') return { outcome: 'timeout-callback', component: fact.component };
      if (fact.transition === 'denied' && fact.startReason === 'DENIED')
        return { outcome: 'start-denied-background', component: fact.component };
      return undefined;
    case 'fgs-timed-out':
      return { outcome: 'timeout-callback', component: fact.service.component };
    case 'fgs-did-not-stop':
      return { outcome: 'crash-did-not-stop', component: fact.service.component };
    case 'short-fgs':
      return shortService(fact.stage, fact.service.component);
    case 'exhausted-exception':
      return fact.component === undefined
        ? undefined
        : { outcome: 'start-denied-exhausted', component: fact.component };
    case 'service-stopped-idle':
      return { outcome: 'service-stopped-idle', component: fact.component };
    default:
      return undefined;
  }
}

function shortService(stage: string, component: string): ReturnType<typeof shownBy> {
  if (stage === 'timed-out') return { outcome: 'timeout-callback', component };
  if (stage === 'demoted') return { outcome: 'short-service-demoted', component };
  return stage === 'anr' ? { outcome: 'anr-short-service', component } : undefined;
}
