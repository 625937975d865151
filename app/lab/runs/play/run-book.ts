/** One run while the lab has it: what the store says of it, and what is seen of it live. The only place that changes either. */
import { ok, type Result } from '../../../../engine/result.js';
import type { Analysis, VerdictName } from '../../../../engine/compare/analysis.js';
import type { ScenarioPrediction } from '../../../../engine/scenario/predict-scenario.js';
import type { Store } from '../../store/store.js';
import type { StoreError } from '../../store/store-error.js';
import type { CasePhase, LiveCase, LiveMark, LiveRun } from '../live-run.js';
import { AROUND_CASE_MS } from '../prepare/plan-run.js';
import type { Run, RunCase, RunDevice, RunState } from '../run.js';

/** What is seen of a case and not kept. */
interface LiveDetails {
  phase: CasePhase;
  playedMs: number;
  durationMs: number;
  marks: readonly LiveMark[];
  /** What it waits for; the reason in the record counts where there is none. */
  waitsFor: string | null;
}

export type LiveNews = Partial<LiveDetails>;

export interface CasePlace {
  readonly scenario: string;
  readonly device: string;
}

const keyOf = ({ scenario, device }: CasePlace): string => JSON.stringify([scenario, device]);

export interface BookOptions {
  readonly run: Run;
  readonly store: Pick<Store, 'putCases' | 'putDevices' | 'updateRun'>;
  /** Length of a case in milliseconds. */
  readonly durationOf: (place: CasePlace) => number;
  readonly observations: number;
  /** Called after every change. */
  readonly onChange: () => void;
}

export class RunBook {
  #run: Run;
  readonly #cases = new Map<string, RunCase>();
  readonly #details = new Map<string, LiveDetails>();
  readonly #devices: Map<string, RunDevice>;
  #observations: number;
  #isPaused = false;
  #isEnding = false;

  constructor(private readonly options: BookOptions) {
    const { run, observations, durationOf } = options;
    this.#run = run;
    this.#observations = observations;
    this.#devices = new Map(run.devices.map((device) => [device.id, device]));
    for (const each of run.cases) {
      const key = keyOf(each);
      this.#cases.set(key, each);
      this.#details.set(key, {
        phase: isOver(each) ? 'over' : 'waiting',
        playedMs: each.state === 'done' ? durationOf(each) : 0,
        durationMs: durationOf(each),
        marks: predictedMarks(each.prediction),
        waitsFor: null,
      });
    }
  }

  get id(): string {
    return this.#run.id;
  }

  get run(): Run {
    return { ...this.#run, devices: [...this.#devices.values()], cases: [...this.#cases.values()] };
  }

  case(place: CasePlace): RunCase {
    const known = this.#cases.get(keyOf(place));
    if (known === undefined) throw new Error(`run ${this.id} has no case ${keyOf(place)}`);
    return known;
  }

  device(id: string): RunDevice {
    const known = this.#devices.get(id);
    if (known === undefined) throw new Error(`run ${this.id} has no device ${id}`);
    return known;
  }

  /** Settles when it is in the store. */
  async changeCase(place: CasePlace, changes: Partial<RunCase>): Promise<Result<void, StoreError>> {
    const changed = { ...this.case(place), ...changes };
    this.#cases.set(keyOf(place), changed);
    // A new prediction begins a new attempt: what was seen in the one before is not shown with it.
    if (changes.prediction !== undefined) this.tell(place, { marks: predictedMarks(changed.prediction) });
    this.options.onChange();
    return await this.options.store.putCases(this.id, [changed]);
  }

  async changeDevice(id: string, changes: Partial<RunDevice>): Promise<Result<void, StoreError>> {
    const changed = { ...this.device(id), ...changes };
    this.#devices.set(id, changed);
    return await this.options.store.putDevices(this.id, [changed]);
  }

  async changeState(state: RunState, at: string): Promise<Result<void, StoreError>> {
    const begunAt = this.#run.begunAt ?? (state === 'running' ? at : null);
    const endedAt = state === 'running' ? null : at;
    if (this.#run.state === state && this.#run.begunAt === begunAt) return ok(undefined);
    this.#run = { ...this.#run, state, begunAt, endedAt };
    this.options.onChange();
    return await this.options.store.updateRun(this.id, { state, begunAt, endedAt });
  }

  /** Only for those who look on; nothing of it is kept. */
  tell(place: CasePlace, news: LiveNews): void {
    const details = this.#details.get(keyOf(place));
    if (details === undefined) return;
    Object.assign(details, news);
    this.options.onChange();
  }

  countObservations(count: number): void {
    this.#observations += count;
    this.options.onChange();
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.options.onChange();
  }

  setEnding(): void {
    this.#isEnding = true;
    this.options.onChange();
  }

  live(): LiveRun {
    const { id, name, state, begunAt } = this.#run;
    const cases = [...this.#cases.entries()].map(([key, record]) => this.#liveCase(key, record));
    return {
      id,
      name,
      state,
      isPaused: this.#isPaused,
      isEnding: this.#isEnding,
      begunAt,
      leftMs: state === 'running' && !this.#isPaused ? longestLeft(cases) : null,
      observations: this.#observations,
      cases,
    };
  }

  #liveCase(key: string, { scenario, device, state, attempts, reason, analysis }: RunCase): LiveCase {
    const details = this.#details.get(key);
    return {
      scenario,
      device,
      state,
      phase: details?.phase ?? 'over',
      attempts,
      playedMs: details?.playedMs ?? 0,
      durationMs: details?.durationMs ?? 0,
      marks: details?.marks ?? [],
      verdicts: countVerdicts(analysis),
      reason: details?.waitsFor ?? reason,
    };
  }
}

const isOver = ({ state }: RunCase): boolean => state === 'done' || state === 'failed' || state === 'interrupted';

function predictedMarks(prediction: ScenarioPrediction | null): readonly LiveMark[] {
  return (prediction?.outcomes ?? []).flatMap(({ outcome, service, elapsedMs, silent }) =>
    silent === true ? [] : [{ voice: 'predicted' as const, outcome, service, atMs: elapsedMs }],
  );
}

export function countVerdicts(analysis: Analysis | null): LiveCase['verdicts'] {
  const counts: Partial<Record<VerdictName, number>> = {};
  for (const { verdict } of analysis?.verdicts ?? []) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

function longestLeft(cases: readonly LiveCase[]): number {
  const left = new Map<string, number>();
  for (const { device, phase, durationMs, playedMs } of cases)
    if (phase !== 'over')
      left.set(device, (left.get(device) ?? 0) + Math.max(0, durationMs - playedMs) + AROUND_CASE_MS);
  return Math.max(0, ...left.values());
}
