/**
 * A lab in which everything goes wrong by a seed: cables are pulled before and after a command had its effect, devices restart
 * and freeze, runs are cancelled, the lab is killed at any moment and opened again. Store and ledger are the real ones, on
 * real files; the devices are the ledger's models.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ok } from '../../engine/result.js';
import { limit, stayAwake, unplugged } from '../../app/lab/ledger/common-changes.js';
import { nodeJournalFiles, type AppendHandle, type JournalFiles } from '../../app/lab/ledger/journal/journal-files.js';
import { newDevice, reboot, visibleState, type DeviceModel } from '../../app/lab/ledger/testing/device-model.js';
import type { CaseGround, PlayedCase } from '../../app/lab/runs/case/case-ground.js';
import {
  easyPlanner,
  interrupted,
  LIMIT,
  playedWell,
  requestFor,
  scenarioText,
} from '../../app/lab/runs/engine-fixture.js';
import { FakeDevice, FakeFleet, type Fate } from '../../app/lab/runs/fleet-fixture.js';
import { openRunEngine } from '../../app/lab/runs/open-run-engine.js';
import type { RunEngine } from '../../app/lab/runs/run-engine.js';
import type { Run } from '../../app/lab/runs/run.js';
import type { Store } from '../../app/lab/store/store.js';
import { opened, valueOf } from '../../app/lab/store/store-fixture.js';
import { randomFrom } from '../store-kill/workload.js';

export interface ChaosResult {
  readonly kills: number;
  readonly cancels: number;
  readonly losses: number;
  readonly restarts: number;
  readonly observations: number;
  /** One sentence for each promise that was not kept. */
  readonly problems: readonly string[];
}

const DEVICES = ['A', 'B', 'C'];
const SCENARIOS = 3;
/** After so many lives of the lab nothing goes wrong any more: the run must come to its end. */
const WILD_LIVES = 4;
const MOST_LIVES = 12;

type Random = () => number;

export async function playChaos(seed: number, folder: string): Promise<ChaosResult> {
  return await new ChaosWorld(seed, folder).play();
}

class ChaosWorld {
  readonly #models = DEVICES.map((id) => newDevice(id));
  readonly #pristine = this.#models.map((model) => structuredClone(model));
  /** By device: every line of which the lab said that it is on the disk. */
  readonly #promised = new Map(DEVICES.map((id) => [id, [] as string[]]));
  readonly #random: Random;
  readonly #problems: string[] = [];
  #lines = 0;
  readonly #count = { kills: 0, cancels: 0, losses: 0, restarts: 0 };

  constructor(
    seed: number,
    private readonly folder: string,
  ) {
    this.#random = randomFrom(seed);
  }

  async play(): Promise<ChaosResult> {
    let run: string | null = null;
    for (let life = 0; life < MOST_LIVES; life++) {
      run = await this.#live(run, life < WILD_LIVES);
      if (run !== null && (await this.#isDone(run))) break;
    }
    const observations = run === null ? 0 : await this.#judge(run);
    return { ...this.#count, observations, problems: this.#problems };
  }

  /** One life of the lab: it opens, begins the run or takes it up, and ends by itself, by a wish or by a kill. */
  async #live(known: string | null, isWild: boolean): Promise<string | null> {
    const { store } = await opened(this.folder);
    const life = new Life(this.#models, isWild ? this.#random : null, this.#count);
    try {
      const ended = life.whenKilled.then(() => known);
      return await Promise.race([this.#work(life, store, known), ended]);
    } finally {
      life.kill();
      // What the killed lab had asked of the disk is done, as it would be; only then its locks count as those of the dead.
      await store.close();
      await life.files.settle();
      this.#breakLocks();
    }
  }

  async #work(life: Life, store: Store, known: string | null): Promise<string | null> {
    const engine = await this.#open(life, life.guard(store));
    const run = known ?? (await this.#begin(engine, store));
    if (run === null) return null;
    if (known !== null && (await engine.resume(run)).ok === false && !(await this.#isOver(store, run)))
      this.#problems.push('a run that was interrupted cannot be taken up');
    const wish = life.whenCancelled.then(async () => {
      await engine.cancel(run);
    });
    await Promise.race([engine.whenOver(run), wish]);
    await engine.close();
    const left = valueOf(await store.run(run));
    if (left.state !== 'done' && left.state !== 'interrupted') this.#problems.push(`a run that ended is ${left.state}`);
    return run;
  }

  async #begin(engine: RunEngine, store: Store): Promise<string | null> {
    // A lab that is killed before it said that the run is in the store owes nothing; one that was, is found there.
    const [before] = valueOf(await store.runs());
    if (before !== undefined) {
      await engine.resume(before.id);
      return before.id;
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
      },
      playCase: (ground) => this.#playCase(ground),
      planner: easyPlanner,
      probeApk: () => Promise.resolve(ok(new Uint8Array(0))),
      version: '0.0.0',
      host: null,
      patience: { leaseMs: 10_000, readyMs: 10_000, restoreMs: 10_000 },
    });
    if (!engine.ok) throw new Error(engine.error);
    return engine.value;
  }

  async #playCase(ground: CaseGround): Promise<PlayedCase> {
    const session = ground.ledger.begin(ground.run);
    if (!session.ok) return interrupted(session.error);
    for (const change of [limit(LIMIT, 60_000), stayAwake, ...unplugged(40)]) {
      const { outcome } = await session.value.apply(change);
      if (outcome !== 'applied') return interrupted(`a change was ${outcome}`);
    }
    const promised = this.#promised.get(ground.device.id) ?? [];
    for (let at = 0; at < 8; at++) {
      if (ground.signal.aborted) return interrupted('the run was ended');
      const texts = Array.from({ length: 1 + (at % 3) }, () => `line ${this.#lines++}`);
      const kept = await ground.record(
        texts.map((text) => ({ source: 'logcat', text, receivedMs: 1_795_377_600_000 })),
      );
      if (!kept.ok) return interrupted(kept.error);
      promised.push(...texts);
      if (!(await ground.device.port.shell('true')).ok) return interrupted('the device was lost');
    }
    return playedWell;
  }

  async #isOver(store: Store, run: string): Promise<boolean> {
    return valueOf(await store.run(run)).state === 'done';
  }

  async #isDone(run: string): Promise<boolean> {
    return await this.#withStore(async (store) => await this.#isOver(store, run));
  }

  async #judge(id: string): Promise<number> {
    return await this.#withStore(async (store) => {
      const run = valueOf(await store.run(id));
      this.#judgeRun(run);
      this.#judgeDevices();
      let observations = 0;
      for (const device of DEVICES) observations += await this.#judgeLines(store, id, device);
      return observations;
    });
  }

  #judgeRun(run: Run): void {
    if (run.state !== 'done') this.#problems.push(`the run never came to its end: it is ${run.state}`);
    for (const { scenario, device, state, attempts } of run.cases)
      if (state !== 'done' || attempts < 1) this.#problems.push(`${scenario} on ${device} is ${state}`);
    for (const { id, changes } of run.devices) {
      const open = changes.filter(({ state }) => state === 'outstanding');
      if (open.length > 0) this.#problems.push(`${open.length} changes of ${id} are told as outstanding`);
      if (changes.length === 0) this.#problems.push(`no change of ${id} is told`);
    }
  }

  /** As it was found, apart from what its restarts do to any device. */
  #judgeDevices(): void {
    this.#models.forEach((model, at) => {
      const expected = structuredClone(this.#pristine[at] ?? model);
      while (expected.boots < model.boots) reboot(expected);
      if (!isDeepStrictEqual(visibleState(model), visibleState(expected)))
        this.#problems.push(`${model.serialno} is not as it was found: ${JSON.stringify(model.config)}`);
      if (model.files['/data/local/tmp/curfew/journal.jsonl'] !== undefined)
        this.#problems.push(`${model.serialno} still has a copy of the journal`);
    });
  }

  async #judgeLines(store: Store, run: string, device: string): Promise<number> {
    const kept = valueOf(await store.observations({ run, device, from: 0, limit: 100_000 }));
    if (kept.some(({ sequence }, at) => sequence !== at)) this.#problems.push(`${device}: sequences with a gap`);
    const times = new Map<string, number>();
    for (const { source, text } of kept) if (source === 'logcat') times.set(text, (times.get(text) ?? 0) + 1);
    const lost = (this.#promised.get(device) ?? []).filter((text) => !times.has(text));
    const doubled = [...times].filter(([, count]) => count > 1);
    if (lost.length > 0) this.#problems.push(`${device}: ${lost.length} observations lost`);
    if (doubled.length > 0) this.#problems.push(`${device}: ${doubled.length} observations doubled`);
    return kept.length;
  }

  async #withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const { store } = await opened(this.folder);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  #breakLocks(): void {
    const ledger = path.join(this.folder, 'ledger');
    for (const name of readdirSync(this.folder).includes('ledger') ? readdirSync(ledger) : [])
      if (name.includes('.lock')) rmSync(path.join(ledger, name), { force: true });
  }
}

/** The journal's files, which a killed lab leaves open: the system would close them. */
class LifeFiles implements JournalFiles {
  readonly #open = new Set<AppendHandle>();
  readonly #working = new Set<Promise<unknown>>();

  readonly makeFolder = (folder: string): Promise<void> => this.#track(nodeJournalFiles.makeFolder(folder));
  readonly read = (file: string): Promise<Uint8Array | null> => this.#track(nodeJournalFiles.read(file));
  readonly rename = (from: string, to: string): Promise<void> => this.#track(nodeJournalFiles.rename(from, to));
  readonly syncFolder = (folder: string): Promise<void> => this.#track(nodeJournalFiles.syncFolder(folder));

  readonly openAppend = async (file: string): Promise<AppendHandle> => {
    const handle = await this.#track(nodeJournalFiles.openAppend(file));
    this.#open.add(handle);
    return {
      write: (bytes) => this.#track(handle.write(bytes)),
      sync: () => this.#track(handle.sync()),
      close: async () => {
        this.#open.delete(handle);
        await this.#track(handle.close());
      },
    };
  };

  /** Settles when the lab asks nothing of the disk any more; then everything is closed. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      if (this.#working.size > 0) quiet = 0;
      await Promise.allSettled([...this.#working]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const handle of this.#open) await handle.close();
    this.#open.clear();
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#working.add(work);
    try {
      return await work;
    } finally {
      this.#working.delete(work);
    }
  }
}

/** What one life of the lab sees of the world. Once killed it hears nothing more. */
class Life {
  readonly fleet: FakeFleet;
  readonly files = new LifeFiles();
  readonly whenKilled: Promise<void>;
  readonly whenCancelled: Promise<void>;
  #kill: () => void = () => undefined;
  #cancel: () => void = () => undefined;
  #isDead = false;
  #steps = 0;
  /** At which step of the devices it is killed or cancelled; infinity: not in this life. */
  readonly #killAt: number;
  readonly #cancelAt: number;

  constructor(
    models: readonly DeviceModel[],
    private readonly random: Random | null,
    private readonly count: { kills: number; cancels: number; losses: number; restarts: number },
  ) {
    this.whenKilled = new Promise((resolve) => (this.#kill = resolve));
    this.whenCancelled = new Promise((resolve) => (this.#cancel = resolve));
    const isKilled = random !== null && random() < 0.6;
    this.#killAt = isKilled ? 1 + Math.floor(random() * 500) : Number.POSITIVE_INFINITY;
    this.#cancelAt =
      random !== null && !isKilled && random() < 0.6 ? Math.floor(random() * 400) : Number.POSITIVE_INFINITY;
    const devices = models.map((model) => new FakeDevice(model.serialno, model));
    for (const device of devices) device.fate = () => this.#step(device);
    this.fleet = new FakeFleet(...devices);
  }

  kill(): void {
    this.#isDead = true;
    this.#kill();
  }

  /** The store as the lab has it: after the kill nothing is answered. */
  guard(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown =>
          this.#isDead ? new Promise(() => undefined) : (Reflect.apply(value, target, args) as unknown);
      },
    });
  }

  #step(device: FakeDevice): Fate {
    if (this.#isDead) return 'dead';
    const { random, count } = this;
    if (random === null) return 'works';
    this.#steps++;
    if (this.#steps === this.#killAt) {
      count.kills++;
      this.kill();
      // The command reached the device or it did not; the lab never knows.
      return 'dead';
    }
    if (this.#steps === this.#cancelAt) {
      count.cancels++;
      this.#cancel();
    }
    const chance = random();
    if (chance < 0.01) return this.#loseCable(device, 'lost before');
    if (chance < 0.02) return this.#loseCable(device, 'lost after');
    if (chance < 0.025) {
      count.restarts++;
      setImmediate(() => device.restart());
      return 'works';
    }
    return chance < 0.03 ? 'no answer' : 'works';
  }

  #loseCable(device: FakeDevice, fate: Fate): Fate {
    this.count.losses++;
    setImmediate(() => {
      device.unplug();
      setTimeout(() => device.plug(), 1 + Math.floor((this.random?.() ?? 0) * 10));
    });
    return fate;
  }
}
