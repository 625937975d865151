/** One life of the lab: what it sees of the world until it ends or is killed. Once dead it hears nothing more. */
import type { DeviceModel } from '../../../app/lab/ledger/testing/device-model.js';
import { FakeDevice, FakeFleet, type Fate } from '../../../app/lab/runs/fleet-fixture.js';
import type { Store } from '../../../app/lab/store/store.js';
import {
  cableMs,
  faultOfCall,
  freezeMs,
  latencyMs,
  restartMs,
  serverMs,
  sleepMs,
  type FaultCounts,
  type FaultKind,
  type Random,
} from './faults.js';
import { MortalFiles, type Mortality } from './mortal-files.js';
import { RealWork, sleep } from './virtual-time.js';

export interface LifeOptions {
  readonly number: number;
  readonly models: readonly DeviceModel[];
  /** A row of numbers of its own for each device and for the lab; `null`: nothing goes wrong. */
  readonly randomOf: ((who: string) => Random) | null;
  readonly count: FaultCounts;
  /** Told of every step, so that two plays of a seed can be compared. */
  readonly onStep: (step: string) => void;
}

/** A lab has some hundreds of steps: calls of devices, of the store, and of files. */
const MOST_STEPS_TO_KILL = 1_200;
const MOST_STEPS_TO_CANCEL = 800;
/** The adb server gives a connection up that is silent for so long. */
const SILENT_MS = 10_000;

export class Life {
  readonly real = new RealWork();
  readonly fleet: FakeFleet;
  readonly files: MortalFiles;
  readonly whenKilled: Promise<void>;
  readonly whenCancelled: Promise<void>;
  #kill: () => void = () => undefined;
  #cancel: () => void = () => undefined;
  #isDead = false;
  #isKilled = false;
  #steps = 0;
  /** At which step it is killed or cancelled; infinity: not in this life. */
  #killAt = Number.POSITIVE_INFINITY;
  #cancelAt = Number.POSITIVE_INFINITY;
  readonly #dies: 'dies before' | 'dies after';
  /** By device: how often its connection was taken away; only the last one brings it back. */
  readonly #away = new Map<FakeDevice, number>();

  constructor(private readonly options: LifeOptions) {
    this.whenKilled = new Promise((resolve) => (this.#kill = resolve));
    this.whenCancelled = new Promise((resolve) => (this.#cancel = resolve));
    const { models, number, randomOf } = options;
    const random = randomOf?.('lab') ?? null;
    this.#dies = random !== null && random() < 0.5 ? 'dies before' : 'dies after';
    if (random !== null) {
      const chance = random();
      if (chance < 0.6) this.#killAt = 1 + Math.floor(random() * MOST_STEPS_TO_KILL);
      else if (chance < 0.85) this.#cancelAt = 1 + Math.floor(random() * MOST_STEPS_TO_CANCEL);
    }
    this.files = new MortalFiles(number, () => this.#step('file'));
    this.fleet = new FakeFleet(...models.map((model) => this.#device(model)));
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  /** Nothing is answered any more; what devices were asked while they were frozen they do all the same. */
  end(): void {
    this.#isDead = true;
    for (const device of this.fleet.devices) device.thaw();
  }

  /** The store as the lab has it: what is asked of the disk counts as work, and is a step. */
  guard(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => this.#ask(() => Reflect.apply(value, target, args) as Promise<unknown>);
      },
    });
  }

  #ask(work: () => Promise<unknown>): Promise<unknown> {
    const mortality = this.#step('store');
    if (mortality === 'dies after') void this.real.track(work());
    return mortality === 'lives' ? this.real.track(work()) : new Promise(() => undefined);
  }

  #step(what: string): Mortality {
    if (this.#isDead) return 'never';
    this.#steps++;
    this.options.onStep(what);
    if (this.#steps === this.#cancelAt) {
      this.#happened('cancel');
      this.#cancel();
    }
    if (this.#steps !== this.#killAt) return 'lives';
    this.#happened('kill of the lab');
    this.#isDead = true;
    this.#isKilled = true;
    this.#kill();
    return this.#dies;
  }

  #happened(kind: FaultKind): void {
    this.options.count[kind]++;
    this.options.onStep(kind);
  }

  #device(model: DeviceModel): FakeDevice {
    const device = new FakeDevice(model.serialno, model);
    const random = this.options.randomOf?.(model.serialno) ?? null;
    device.delay = () => new Promise((resolve) => setTimeout(resolve, random === null ? 1 : latencyMs(random)));
    device.fate = () => {
      const mortality = this.#step(device.id);
      if (mortality === 'dies after') return 'dead after';
      if (mortality !== 'lives') return 'dead';
      return random === null ? 'works' : this.#fate(device, random);
    };
    return device;
  }

  #fate(device: FakeDevice, random: Random): Fate {
    const fault = faultOfCall(random);
    switch (fault) {
      case null:
        return 'works';
      case 'lost before':
      case 'lost after':
        this.#happened('lost cable');
        this.#takeAway(device, cableMs(random));
        return fault;
      case 'reboot':
        this.#happened('reboot');
        this.#takeAway(device, restartMs(random), () => device.restart());
        return 'works';
      case 'silence':
        this.#happened('silence');
        return 'no answer';
      case 'freeze':
        this.#happened('freeze');
        this.#freeze(device, freezeMs(random));
        return 'works';
      case 'server':
        this.#happened('adb server restart');
        for (const each of this.fleet.devices) this.#takeAway(each, serverMs(random));
        return 'lost after';
      case 'sleep':
        this.#happened('sleep of the computer');
        // No socket outlives it.
        for (const each of this.fleet.devices) this.#takeAway(each, serverMs(random));
        sleep(sleepMs(random));
        return 'lost before';
    }
  }

  /** From the next moment on, for so long. */
  #takeAway(device: FakeDevice, forMs: number, first: () => void = () => undefined): void {
    const turn = (this.#away.get(device) ?? 0) + 1;
    this.#away.set(device, turn);
    setTimeout(() => {
      first();
      device.unplug();
    }, 0);
    setTimeout(() => {
      if (this.#away.get(device) === turn) device.plug();
    }, forMs);
  }

  #freeze(device: FakeDevice, forMs: number): void {
    device.freeze();
    if (forMs > SILENT_MS)
      setTimeout(() => {
        if (device.isFrozen) this.#takeAway(device, forMs - SILENT_MS);
      }, SILENT_MS);
    setTimeout(() => device.thaw(), forMs);
  }
}
