/** The runs of a lab: planned, played, watched, ended and taken up again. */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { DeviceFleet } from '../devices/device-fleet.js';
import type { HostClocks } from '../devices/host-sleep.js';
import type { Store } from '../store/store.js';
import type { StoreError } from '../store/store-error.js';
import { keepFile } from '../traces/trace-library.js';
import type { CaseGround, PlayCase } from './case/case-ground.js';
import { findInterruptedRuns } from './interrupted-runs.js';
import { LiveRuns } from './live-runs.js';
import { newRun, plannedCase, runDeviceOf } from './new-run.js';
import { newObservation, observedPackage } from './observe/observation.js';
import { observeDevice, type ObserveOptions } from './observe/observe-run.js';
import { ActiveRun, type PlayDevice } from './play/active-run.js';
import { playQueue } from './play/device-queue.js';
import type { LedgerPlace } from './play/hand-back.js';
import { DEFAULT_RETRIES, defaultPatience, type Patience, type QueueOptions } from './play/queue-options.js';
import { RunBook, type CasePlace } from './play/run-book.js';
import type { CasePlanner } from './prepare/case-planner.js';
import { prepareRun, type PreparedRun } from './prepare/plan-run.js';
import { preparedFrom, type PreparedScenario } from './prepare/prepared-scenario.js';
import type { Run } from './run.js';
import type { RunEngine } from './run-engine.js';
import type { RunRequest } from './run-plan.js';

export interface RunEngineOptions {
  readonly store: Store;
  readonly fleet: DeviceFleet;
  readonly ledger: LedgerPlace;
  readonly playCase: PlayCase;
  readonly planner: CasePlanner;
  readonly probeApk: CaseGround['probeApk'];
  readonly version: string;
  /** Written into runs; `null`: not told. */
  readonly host: string | null;
  readonly now?: () => Date;
  readonly retries?: number;
  readonly patience?: Partial<Patience>;
  /** Milliseconds between two looks with dumpsys while an app is observed. */
  readonly observeEveryMs?: number;
  /** A mistake in Curfew that ended a run. Not given: thrown, so that the process ends and is started anew. */
  readonly onFault?: (error: unknown) => void;
  /** Tests let the computer sleep with them. */
  readonly hostClocks?: HostClocks;
}

const wordsOf = ({ message, whatToDo }: StoreError): string => `${message} ${whatToDo}`;

/** Sets right what a killed lab left in the store. The error says what to do. */
export async function openRunEngine(options: RunEngineOptions): Promise<Result<RunEngine, string>> {
  const interrupted = await findInterruptedRuns(options.store);
  return interrupted.ok ? ok(new Engine(options, interrupted.value)) : fail(wordsOf(interrupted.error));
}

class Engine implements RunEngine {
  readonly #active = new Map<string, ActiveRun>();
  readonly #live = new LiveRuns();
  readonly #queue: QueueOptions;
  readonly #now: () => Date;
  #isClosed = false;

  constructor(
    private readonly options: RunEngineOptions,
    interrupted: readonly Run[],
  ) {
    const { fleet, ledger, playCase, planner, probeApk, hostClocks } = options;
    this.#now = options.now ?? (() => new Date());
    this.#queue = {
      fleet,
      ledger,
      playCase,
      planner,
      probeApk,
      now: this.#now,
      retries: options.retries ?? DEFAULT_RETRIES,
      patience: { ...defaultPatience, ...options.patience },
      keep: (title, content) => this.#keep(title, content),
      ...(hostClocks === undefined ? {} : { hostClocks }),
    };
    for (const run of [...interrupted].reverse()) this.#bookOf(run, new Map(), 0);
  }

  readonly plan: RunEngine['plan'] = async (request) => {
    const prepared = await prepareRun(request, this.options.fleet, this.options.planner);
    return prepared.ok ? ok(prepared.value.plan) : prepared;
  };

  readonly start: RunEngine['start'] = async (request) => {
    const prepared = await prepareRun(request, this.options.fleet, this.options.planner);
    if (!prepared.ok) return prepared;
    const run = this.#runOf(request, prepared.value);
    const durations = new Map(prepared.value.plan.cases.map((each) => [placeKey(each), each.durationMs] as const));
    return await this.#begin(run, this.#bookOf(run, durations, 0), this.#playing(prepared.value.scenarios));
  };

  readonly observe: RunEngine['observe'] = async (request) => {
    const { version, host, fleet } = this.options;
    const made = newObservation(request, fleet.snapshot(), { at: this.#now(), curfewVersion: version, host });
    if (!made.ok) return made;
    const durations = new Map(made.value.cases.map((each) => [placeKey(each), request.forMs] as const));
    return await this.#begin(made.value, this.#bookOf(made.value, durations, 0), this.#observing());
  };

  readonly resume: RunEngine['resume'] = async (id) => {
    if (this.#active.has(id)) return fail('The run is running.');
    const read = await this.options.store.run(id);
    if (!read.ok) return fail(wordsOf(read.error));
    const run = read.value;
    if (run.state !== 'interrupted') return fail(`The run is ${run.state}: only one that was interrupted is taken up.`);
    const play = this.#playAgain(run);
    if (!play.ok) return play;
    const known = await this.options.store.nextSequences(id);
    if (!known.ok) return fail(wordsOf(known.error));
    const observations = [...known.value.values()].reduce((sum, next) => sum + next, 0);
    const book = this.#bookOf(run, this.#durationsOf(run), observations);
    this.#activate(book, play.value, known.value);
    return ok(undefined);
  };

  readonly live: RunEngine['live'] = () => this.#live.list();
  readonly watch: RunEngine['watch'] = (listener) => this.#live.watch(listener);

  readonly pause: RunEngine['pause'] = (id) => this.#withActive(id, (run) => run.pause());
  readonly unpause: RunEngine['unpause'] = (id) => this.#withActive(id, (run) => run.unpause());

  readonly cancel: RunEngine['cancel'] = async (id) => {
    const run = this.#active.get(id);
    if (run === undefined) return fail('The run is not running.');
    await run.end();
    const left = [...run.notHandedBack].map(([device, { text }]) => `${device} is not as it was found yet: ${text}`);
    return left.length === 0 ? ok(undefined) : fail(left.join('\n'));
  };

  readonly whenOver: RunEngine['whenOver'] = async (id) => {
    await this.#active.get(id)?.over;
  };

  readonly close: RunEngine['close'] = async () => {
    this.#isClosed = true;
    await Promise.all([...this.#active.values()].map((run) => run.end()));
    this.#live.end();
  };

  /** Settles when the run is in the store; it goes on from there. */
  async #begin(run: Run, book: RunBook, playDevice: PlayDevice): Promise<Result<string, string>> {
    if (this.#isClosed) return fail('The lab is being closed.');
    const kept = await this.options.store.putRun(run);
    if (!kept.ok) {
      this.#live.forget(run.id);
      return fail(wordsOf(kept.error));
    }
    this.#activate(book, playDevice, new Map());
    return ok(run.id);
  }

  #activate(book: RunBook, playDevice: PlayDevice, nextSequences: ReadonlyMap<string, number>): void {
    const active = new ActiveRun({ book, store: this.options.store, playDevice, nextSequences, now: this.#now });
    this.#active.set(book.id, active);
    void active.over.then(() => {
      this.#active.delete(book.id);
      if (book.run.state === 'done') this.#live.forget(book.id);
      if (active.fault !== null) this.#report(active.fault);
    });
  }

  #report(fault: unknown): void {
    const { onFault } = this.options;
    if (onFault === undefined) throw fault;
    onFault(fault);
  }

  #playing(scenarios: readonly PreparedScenario[]): PlayDevice {
    return (ground) => playQueue({ ...ground, options: this.#queue, scenarios });
  }

  #observing(): PlayDevice {
    const { fleet, patience, keep, now, hostClocks } = this.#queue;
    const everyMs = this.options.observeEveryMs;
    const options: ObserveOptions = {
      fleet,
      patience,
      keep,
      now,
      store: this.options.store,
      ...(everyMs === undefined ? {} : { everyMs }),
      ...(hostClocks === undefined ? {} : { hostClocks }),
    };
    return (ground) => observeDevice(ground, options);
  }

  #playAgain(run: Run): Result<PlayDevice, string> {
    if (observedPackage(run) !== null) return ok(this.#observing());
    const scenarios: PreparedScenario[] = [];
    for (const record of run.scenarios) {
      const prepared = preparedFrom(record);
      if (!prepared.ok) return prepared;
      scenarios.push(prepared.value);
    }
    return ok(this.#playing(scenarios));
  }

  #runOf(request: RunRequest, { plan, scenarios, devices }: PreparedRun): Run {
    const { version, host } = this.options;
    return newRun({
      name: request.name,
      at: this.#now(),
      curfewVersion: version,
      host,
      toleranceMs: request.toleranceMs,
      note: request.note,
      scenarios: scenarios.map(({ record }) => record),
      devices: devices.map(runDeviceOf),
      cases: plan.cases.map(({ scenario, device, prediction, obstacle }) =>
        plannedCase(
          scenario,
          device,
          obstacle === null ? { prediction } : { state: 'failed', reason: obstacle, prediction },
        ),
      ),
    });
  }

  #bookOf(run: Run, durations: ReadonlyMap<string, number>, observations: number): RunBook {
    const book = new RunBook({
      run,
      store: this.options.store,
      durationOf: (place) => durations.get(placeKey(place)) ?? 0,
      observations,
      onChange: () => this.#live.changed(book),
    });
    this.#live.know(book);
    return book;
  }

  /** Of a run that is taken up again: its own record says enough. */
  #durationsOf(run: Run): ReadonlyMap<string, number> {
    const durations = new Map<string, number>();
    for (const each of run.cases) {
      const outcomes = each.prediction?.outcomes ?? [];
      durations.set(placeKey(each), Math.max(0, ...outcomes.map(({ elapsedMs }) => elapsedMs)));
    }
    return durations;
  }

  #withActive(id: string, work: (run: ActiveRun) => void): Result<void, string> {
    const run = this.#active.get(id);
    if (run === undefined) return fail('The run is not running.');
    work(run);
    return ok(undefined);
  }

  async #keep(title: string, content: Uint8Array): ReturnType<CaseGround['keep']> {
    const kept = await keepFile(this.options.store, { title, content, addedAt: this.#now().toISOString() });
    return kept.ok ? ok({ sha256: kept.value.sha256, bytes: kept.value.bytes }) : fail(wordsOf(kept.error));
  }
}

const placeKey = ({ scenario, device }: CasePlace): string => JSON.stringify([scenario, device]);
