/**
 * A lab in which everything goes wrong by a seed: cables are pulled before and after a command had its effect, devices restart
 * and freeze, the adb server restarts, the computer sleeps, runs are cancelled, the lab is killed at any moment and opened again.
 * Store and ledger are the real ones, on real files; the devices are the ledger's models; time is virtual.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { ok } from '../../../engine/result.js';
import { limit, unplugged } from '../../../app/lab/ledger/common-changes.js';
import { newDevice } from '../../../app/lab/ledger/testing/device-model.js';
import type { CaseGround, PlayedCase } from '../../../app/lab/runs/case/case-ground.js';
import {
  easyPlanner,
  interrupted,
  LIMIT,
  playedWell,
  requestFor,
  scenarioText,
} from '../../../app/lab/runs/engine-fixture.js';
import { openRunEngine } from '../../../app/lab/runs/open-run-engine.js';
import type { RunEngine } from '../../../app/lab/runs/run-engine.js';
import type { Store } from '../../../app/lab/store/store.js';
import { opened, valueOf } from '../../../app/lab/store/store-fixture.js';
import { randomFrom } from '../../store-kill/workload.js';
import { noFaults, type FaultCounts } from './faults.js';
import { Judge } from './judge.js';
import { Life } from './life.js';
import { forgetTimers, onVirtualTime, Stuck, until } from './virtual-time.js';

export interface ChaosResult {
  readonly faults: FaultCounts;
  readonly lives: number;
  /** Lives that ended by themselves with a run that was interrupted, and is taken up by the next. */
  readonly interruptions: number;
  readonly observations: number;
  /** Of every step in its order: two plays of a seed have the same. */
  readonly fingerprint: string;
  /** One sentence for each promise that was not kept. */
  readonly problems: readonly string[];
}

const DEVICES = ['A', 'B', 'C'];
const SCENARIOS = 2;
const RECORDINGS = 4;
/** After so many lives of the lab nothing goes wrong any more: the run must come to its end. */
const WILD_LIVES = 4;
const MOST_LIVES = 8;
const BEGINS_MS = Date.UTC(2026, 10, 23);

/** Plays a seed to its end, in a folder that holds nothing yet. */
export async function playChaos(seed: number, folder: string): Promise<ChaosResult> {
  return await onVirtualTime(BEGINS_MS, () => new ChaosWorld(seed, folder).play());
}

class ChaosWorld {
  readonly #models = DEVICES.map((id) => newDevice(id));
  readonly #judge = new Judge(this.#models);
  readonly #faults = noFaults();
  readonly #steps = createHash('sha1');
  #lines = 0;
  #lives = 0;
  #interruptions = 0;

  constructor(
    private readonly seed: number,
    private readonly folder: string,
  ) {}

  async play(): Promise<ChaosResult> {
    let isOver = false;
    while (!isOver && this.#lives < MOST_LIVES) isOver = await this.#live();
    if (!isOver) this.#judge.problems.push('the run never came to its end');
    return {
      faults: this.#faults,
      lives: this.#lives,
      interruptions: this.#interruptions,
      observations: this.#judge.observations,
      fingerprint: this.#steps.digest('hex'),
      problems: this.#judge.problems,
    };
  }

  /** One life of the lab: it opens, begins the run or takes it up, and ends by itself, by a wish or by a kill. */
  async #live(): Promise<boolean> {
    const number = ++this.#lives;
    const { store } = await opened(this.folder);
    const life = new Life({
      number,
      models: this.#models,
      randomOf: number > WILD_LIVES ? null : (who) => randomFrom(this.#seedOf(number, who)),
      count: this.#faults,
      onStep: (step) => this.#steps.update(step),
    });
    try {
      await this.#untilOver(life, store);
      const [run] = valueOf(await store.runs());
      const isOver = run?.state === 'done';
      if (isOver) await this.#judge.judge(store, run.id);
      else if (!life.isKilled) this.#interruptions++;
      return isOver;
    } finally {
      await store.close();
      life.files.closeAll();
    }
  }

  async #untilOver(life: Life, store: Store): Promise<void> {
    try {
      await until(Promise.race([this.#work(life, life.guard(store)), life.whenKilled]), life.real);
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
      this.#judge.problems.push(`life ${this.#lives}: ${error.message}`);
    } finally {
      // What the killed lab had asked of the disk is done, as it would be.
      life.end();
      forgetTimers();
      await life.real.quiet();
    }
  }

  async #work(life: Life, store: Store): Promise<void> {
    const engine = await this.#open(life, store);
    const run = await this.#begin(engine, store);
    if (run === null) return;
    const wish = life.whenCancelled.then(async () => {
      await engine.cancel(run);
    });
    await Promise.race([engine.whenOver(run), wish]);
    await engine.close();
    const { state } = valueOf(await store.run(run));
    if (state !== 'done' && state !== 'interrupted') this.#judge.problems.push(`a run that ended is ${state}`);
  }

  /** A lab that is killed before it said that the run is in the store owes nothing; one that was, is found there. */
  async #begin(engine: RunEngine, store: Store): Promise<string | null> {
    const [known] = valueOf(await store.runs());
    if (known?.state === 'done') return null;
    if (known !== undefined) {
      const resumed = await engine.resume(known.id);
      if (!resumed.ok) this.#judge.problems.push(`a run that was interrupted cannot be taken up: ${resumed.error}`);
      return known.id;
    }
    const scenarios = Array.from({ length: SCENARIOS }, (_, at) => ({ title: `s${at}.yaml`, text: scenarioText }));
    const started = await engine.start(requestFor(DEVICES, { scenarios }));
    if (!started.ok) throw new Error(started.error);
    return started.value;
  }

  async #open(life: Life, store: Store): Promise<RunEngine> {
    const engine = await openRunEngine({
      store,
      fleet: life.fleet,
      ledger: {
        folder: path.join(this.folder, 'ledger'),
        desktop: { id: 'desk', name: 'desk' },
        files: life.files,
        lockFiles: life.files,
      },
      playCase: (ground) => this.#playCase(ground),
      planner: easyPlanner,
      probeApk: () => Promise.resolve(ok(new Uint8Array(0))),
      version: '0.0.0',
      host: null,
    });
    if (!engine.ok) throw new Error(engine.error);
    return engine.value;
  }

  async #playCase(ground: CaseGround): Promise<PlayedCase> {
    const session = ground.ledger.begin(ground.run);
    if (!session.ok) return interrupted(session.error);
    for (const change of [limit(LIMIT, 60_000), ...unplugged(40)]) {
      const { outcome } = await session.value.apply(change);
      if (outcome !== 'applied') return interrupted(`a change was ${outcome}`);
    }
    for (let at = 0; at < RECORDINGS; at++) {
      if (ground.signal.aborted) return interrupted('the run was ended');
      const texts = Array.from({ length: 1 + (at % 3) }, () => `line ${this.#lines++}`);
      const kept = await ground.record(texts.map((text) => ({ source: 'logcat', text, receivedMs: Date.now() })));
      if (!kept.ok) return interrupted(kept.error);
      this.#judge.promised(ground.device.id, texts);
      if (!(await ground.device.port.shell('true')).ok) return interrupted('the device was lost');
    }
    return playedWell;
  }

  #seedOf(life: number, who: string): number {
    return createHash('sha1').update(`${this.seed} ${life} ${who}`).digest().readUInt32LE(0);
  }
}
