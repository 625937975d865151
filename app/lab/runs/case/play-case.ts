/**
 * Plays one scenario on one device with the probe, and compares what was predicted with what happened.
 *
 *     preparing → installing → confirming limits → playing → collecting → comparing
 *
 * Nothing is undone here: the queue restores the device through the ledger, whatever the answer is.
 */
import { predictScenario } from '../../../../engine/scenario/predict-scenario.js';
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { ok, type Result } from '../../../../engine/result.js';
import { formatDuration } from '../../../../engine/time-format.js';
import { SleepWatch } from '../../devices/host-sleep.js';
import type { ClockRelation } from '../../probe/clock-relation.js';
import type { CaseStage } from './case-stage.js';
import type { CasePhase } from '../live-run.js';
import type { CaseEnvironment, CaseLog, TraceReference } from '../run.js';
import { analyzeCase } from './analyze-case.js';
import { CaseDevice } from './case-device.js';
import type { CaseGround, PlayCase, PlayedCase } from './case-ground.js';
import { CaseRecords } from './case-records.js';
import { collectEvidence } from './collect-evidence.js';
import { confirmGround } from './confirm-ground.js';
import { driveScenario } from './drive-scenario.js';
import { CaseFailure, Interrupter, Interruption } from './interruption.js';
import { LiveMarks } from './live-marks.js';
import { listen } from './listen.js';
import { drivable, playedDuration } from './plan-case.js';
import type { ShellStop } from './probe-inputs.js';
import { prepareCase, type PreparedCase } from './prepare-case.js';

export const playCase: PlayCase = async (ground) => await new CasePlayer(ground).play();

/** The end of playing: up to when everything was heard, on the device's wall clock, and what the shell stopped. */
interface Ending {
  /** The device's clocks then. */
  readonly ended: ClockRelation;
  readonly stops: readonly ShellStop[];
}

class CasePlayer {
  readonly #interrupter = new Interrupter();
  readonly #sleep: SleepWatch;
  readonly #records: CaseRecords;
  readonly #marks: LiveMarks;
  readonly #notObserved: string[] = [];
  #environment: CaseEnvironment | null = null;
  #analysis: Analysis | null = null;
  #trace: TraceReference | null = null;
  readonly #logs: CaseLog[] = [];
  /** What it does, or goes on with when the device is there again. */
  #phase: CasePhase = 'preparing';

  private readonly ground: CaseGround;

  constructor(private readonly given: CaseGround) {
    this.ground = {
      ...given,
      tell: (news) => {
        this.#phase = news.phase ?? this.#phase;
        given.tell(news);
      },
    };
    this.#sleep = new SleepWatch((ms) => this.#slept(ms), given.hostClocks);
    this.#records = new CaseRecords(given, this.#interrupter);
    this.#marks = new LiveMarks(given.tell);
  }

  async play(): Promise<PlayedCase> {
    const { signal } = this.ground;
    const stop = (): void => this.#interrupter.interrupt('The run was stopped.');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const device = this.#device();
    try {
      await this.#play(device);
      return this.#answer('done', null);
    } catch (error) {
      if (error instanceof Interruption) return await this.#interrupted(error.message);
      if (error instanceof CaseFailure) return this.#answer('failed', error.message);
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      device.close();
      this.#sleep.end();
    }
  }

  /** What the lab had to do meanwhile was not done, and how the clocks stand to each other is not known any more. */
  #slept(standstillMs: number): void {
    const slept = formatDuration(Math.round(standstillMs / 1000) * 1000);
    this.#interrupter.interrupt(`The computer slept, or Curfew was stopped, for ${slept}.`);
  }

  /** What was heard is kept, and not compared: nobody knows what would have come. */
  async #interrupted(reason: string): Promise<PlayedCase> {
    const { ground } = this;
    const title = `${ground.scenario.name} on ${ground.device.describe().name}`;
    const kept = await this.#keepTexts(title, ' until it was interrupted');
    if (!kept.ok) this.#notObserved.push(`The log cannot be kept: ${kept.error}`);
    this.#trace = this.#logs.find(({ name }) => name.startsWith('log,')) ?? null;
    return this.#answer('interrupted', reason);
  }

  #device(): CaseDevice {
    const { given } = this;
    const waiting = { phase: 'waiting for device', reason: 'The device is not connected.' } as const;
    return new CaseDevice({
      device: given.device,
      interrupter: this.#interrupter,
      onConnection: (isThere) => {
        given.tell(isThere ? { phase: this.#phase, reason: null } : waiting);
        void this.#records.hear('adb', [isThere ? this.#connectionWords() : 'no connection']);
      },
    });
  }

  #connectionWords(): string {
    const { device } = this.given;
    const [used] = device.describe().connections;
    const where = used === undefined ? '' : `: ${used.serial}, transport ${used.transportId ?? '?'} of ${used.server}`;
    return `connection ${device.connection() ?? '?'}${where}`;
  }

  async #play(device: CaseDevice): Promise<void> {
    const { ground } = this;
    const { scenario, policy } = ground;
    ground.tell({ phase: 'preparing', playedMs: 0 });
    this.#marks.predicted(predictScenario(scenario, policy));
    const obstacle = drivable(scenario, ground.device.describe());
    if (obstacle !== null) throw new CaseFailure(obstacle);
    this.#interrupter.check();
    const session = ground.ledger.begin(ground.run);
    if (!session.ok) throw new CaseFailure(session.error);
    const stage: CaseStage = {
      ground,
      device,
      session: session.value,
      interrupter: this.#interrupter,
      records: this.#records,
      marks: this.#marks,
      notObserved: this.#notObserved,
    };
    const prepared = await prepareCase(stage);
    this.#environment = prepared.environment;
    await this.#compare(prepared, await this.#playPrepared(stage, prepared));
  }

  async #playPrepared(stage: CaseStage, prepared: PreparedCase): Promise<Ending> {
    const { scenario, policy } = this.ground;
    const listening = await listen(stage, prepared);
    try {
      const durationMs = playedDuration(scenario, policy);
      const stops = await driveScenario(stage, prepared, durationMs);
      this.ground.tell({ phase: 'collecting', playedMs: durationMs });
      const ended = await collectEvidence(stage, prepared, listening);
      await confirmGround(stage, prepared);
      return { ended, stops };
    } catch (error) {
      // What was heard so far is written down; the rest of the log belongs to nobody.
      listening.log.close();
      throw error;
    }
  }

  async #compare({ packageName, plan, clocks }: PreparedCase, { ended, stops }: Ending): Promise<void> {
    const { ground } = this;
    // A sleep of just now counts too.
    this.#sleep.look();
    this.#interrupter.check();
    ground.tell({ phase: 'comparing' });
    const device = ground.device.describe();
    const { policy, toleranceMs, scenario } = ground;
    const { analysis, trace } = analyzeCase({
      sources: this.#records.finish(ended.wallMs),
      probe: { lines: this.#records.probeLines, calls: plan.calls, stops },
      policy,
      packageName,
      toleranceMs,
      device,
      clocks: [clocks, ended],
    });
    this.#analysis = analysis;
    const title = `${scenario.name} on ${device.name}`;
    const texts = await this.#keepTexts(title, '');
    const kept = texts.ok ? await ground.keep(`${title}: trace`, trace) : texts;
    if (!kept.ok) throw new CaseFailure(`What was recorded cannot be kept: ${kept.error}`);
    this.#trace = kept.value;
  }

  /** What was heard, each text as a file of its own. */
  async #keepTexts(title: string, until: string): Promise<Result<void, string>> {
    for (const { name, content } of this.#records.texts) {
      const kept = await this.ground.keep(`${title}: ${name}${until}`, content);
      if (!kept.ok) return kept;
      this.#logs.push({ name, ...kept.value });
    }
    return ok(undefined);
  }

  #answer(state: PlayedCase['state'], reason: string | null): PlayedCase {
    return {
      state,
      reason,
      environment: this.#environment,
      analysis: this.#analysis,
      trace: this.#trace,
      logs: this.#logs,
      notObserved: this.#notObserved,
    };
  }
}
