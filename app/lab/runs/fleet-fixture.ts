/** A fleet of model devices for tests of runs: the ledger works on them for real, cables are pulled by the test. */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { AdbFailure, ShellAnswer, StreamingAdbPort } from '../devices/adb-port.js';
import type { DeviceFleet, LeasedDevice } from '../devices/device-fleet.js';
import type { AllocationState, FleetDevice, FleetSnapshot, Gate } from '../devices/fleet.js';
import { newDevice, reboot, type DeviceModel } from '../ledger/testing/device-model.js';
import { runShell } from '../ledger/testing/device-shell.js';

const lost = fail<AdbFailure>({ reason: 'lost', text: 'the cable is out' });
const silent = fail<AdbFailure>({ reason: 'deadline', text: 'no answer in time' });
/** How long the lab waits for an answer of a device that is frozen. */
const ANSWER_MS = 10_000;

/** `dead`: the lab that asked was killed and never hears an answer; `dead after`: and the device did what it was asked. */
export type Fate = 'works' | 'lost before' | 'lost after' | 'no answer' | 'dead' | 'dead after';

export class FakeDevice {
  connection: number | null = 1;
  allocation: AllocationState = 'available';
  quarantinedFor: string | null = null;
  /** Answers of commands that the model does not know, by how the command begins. */
  readonly answers = new Map<string, string>();
  readonly #listeners = new Set<(connection: number | null) => void>();
  readonly #pulseListeners = new Set<() => void>();
  #connections = 1;
  /** What a frozen device was asked: it does that when it thaws. `null`: it is not frozen. */
  #frozen: (() => void)[] | null = null;

  /** What becomes of the next call; a test may pull cables here. */
  fate: () => Fate = () => 'works';
  /** How long a call is on its way. */
  delay: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve));

  constructor(
    readonly id: string,
    readonly model: DeviceModel = newDevice(id),
  ) {}

  unplug(): void {
    this.#connect(null);
  }

  plug(): void {
    this.#connect(++this.#connections);
  }

  restart(): void {
    this.unplug();
    reboot(this.model);
    this.plug();
  }

  get isFrozen(): boolean {
    return this.#frozen !== null;
  }

  freeze(): void {
    this.#frozen ??= [];
  }

  thaw(): void {
    const asked = this.#frozen ?? [];
    this.#frozen = null;
    for (const work of asked) work();
    for (const listener of [...this.#pulseListeners]) listener();
  }

  /** Called whenever it may answer again. */
  onPulse(listener: () => void): () => void {
    this.#pulseListeners.add(listener);
    return () => {
      this.#pulseListeners.delete(listener);
    };
  }

  onConnection(listener: (connection: number | null) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #connect(connection: number | null): void {
    this.connection = connection;
    for (const listener of [...this.#listeners]) listener(connection);
    for (const listener of [...this.#pulseListeners]) listener();
  }

  readonly port: StreamingAdbPort = {
    shell: async (command) => await this.#reached(() => this.#answer(command)),
    push: async (path, bytes) =>
      await this.#reached(() => {
        this.model.files[path] = new TextDecoder().decode(bytes);
      }),
    pull: async (path) =>
      await this.#reached(() => {
        const text = this.model.files[path];
        return text === undefined ? null : new TextEncoder().encode(text);
      }),
    open: () => Promise.resolve(fail({ reason: 'refused', text: 'this device has no log' })),
  };

  async #reached<T>(work: () => T): Promise<Result<T, AdbFailure>> {
    await this.delay();
    const fate = this.fate();
    if (fate === 'dead after' && this.connection !== null) work();
    if (fate === 'dead' || fate === 'dead after') return await new Promise(() => undefined);
    if (fate === 'no answer') return silent;
    if (this.connection === null || fate === 'lost before') return lost;
    if (this.#frozen !== null) return await this.#askFrozen(this.#frozen, work);
    const done = ok(work());
    return fate === 'lost after' ? lost : done;
  }

  /** The answer, when it thaws in time; what it was asked it does in any case. */
  #askFrozen<T>(asked: (() => void)[], work: () => T): Promise<Result<T, AdbFailure>> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(silent), ANSWER_MS);
      asked.push(() => {
        clearTimeout(timer);
        resolve(ok(work()));
      });
    });
  }

  #answer(command: string): ShellAnswer {
    const known = [...this.answers].find(([start]) => command.startsWith(start));
    if (known !== undefined) return { stdout: known[1], stderr: '', exitCode: 0 };
    if (command.startsWith('device_config list')) return { stdout: this.#config(), stderr: '', exitCode: 0 };
    return runShell(this.model, command);
  }

  #config(): string {
    return Object.entries(this.model.config)
      .flatMap(([name, value]) => (name.startsWith('activity_manager/') ? [`${name.slice(17)}=${value}\n`] : []))
      .join('');
  }
}

export class FakeFleet implements DeviceFleet {
  readonly devices: readonly FakeDevice[];
  readonly gatesOf = new Map<string, readonly Gate[]>();
  readonly #watchers = new Set<(snapshot: FleetSnapshot) => void>();
  #revision = 0;

  constructor(...devices: readonly (string | FakeDevice)[]) {
    this.devices = devices.map((each) => (typeof each === 'string' ? new FakeDevice(each) : each));
  }

  device(id: string): FakeDevice {
    const found = this.devices.find((one) => one.id === id);
    if (found === undefined) throw new Error(`the test has no device ${id}`);
    return found;
  }

  setAllocation(id: string, allocation: AllocationState): void {
    this.device(id).allocation = allocation;
    this.#revision++;
    for (const watcher of [...this.#watchers]) watcher(this.snapshot());
  }

  readonly snapshot = (): FleetSnapshot => ({
    revision: this.#revision,
    at: '2026-11-23T00:00:00.000Z',
    servers: [],
    devices: this.devices.map(describe),
  });

  readonly watch: DeviceFleet['watch'] = (listener) => {
    this.#watchers.add(listener);
    return () => {
      this.#watchers.delete(listener);
    };
  };

  readonly lease: DeviceFleet['lease'] = (id) => {
    const device = this.device(id);
    if (device.allocation !== 'available') return Promise.resolve(fail(`${id} is ${device.allocation}`));
    this.setAllocation(id, 'leased');
    return Promise.resolve(ok(this.#leased(device)));
  };

  readonly gates: DeviceFleet['gates'] = (id) => Promise.resolve(ok(this.gatesOf.get(id) ?? []));

  readonly quarantine: DeviceFleet['quarantine'] = (id, reason) => {
    this.device(id).quarantinedFor = reason;
    return Promise.resolve(ok(undefined));
  };

  readonly restore: DeviceFleet['restore'] = (id) => {
    this.setAllocation(id, 'available');
    return Promise.resolve(ok({ settings: [], changedAgain: [], unrecorded: [], lost: undefined }));
  };

  readonly change: DeviceFleet['change'] = notHere;
  readonly retest: DeviceFleet['retest'] = notHere;
  readonly addServer: DeviceFleet['addServer'] = notHere;
  readonly removeServer: DeviceFleet['removeServer'] = notHere;
  readonly connect: DeviceFleet['connect'] = notHere;
  readonly disconnect: DeviceFleet['disconnect'] = notHere;
  readonly pair: DeviceFleet['pair'] = notHere;
  readonly close: DeviceFleet['close'] = () => Promise.resolve();

  #leased(device: FakeDevice): LeasedDevice {
    return {
      id: device.id,
      describe: () => describe(device),
      port: device.port,
      connection: () => device.connection,
      onConnection: (listener) => device.onConnection(listener),
      whenReady: (signal) => whenReady(device, signal),
      setActivity: () => undefined,
      release: () => {
        if (device.allocation === 'leased') this.setAllocation(device.id, 'available');
        return Promise.resolve();
      },
    };
  }
}

const notHere = (): Promise<Result<void, string>> => Promise.resolve(fail('not in this test'));

function whenReady(device: FakeDevice, signal: AbortSignal): Promise<Result<void, string>> {
  const isReady = (): boolean => device.connection !== null && !device.isFrozen;
  if (isReady()) return Promise.resolve(ok(undefined));
  return new Promise((resolve) => {
    const off = device.onPulse(() => {
      if (!isReady()) return;
      off();
      resolve(ok(undefined));
    });
    const onAbort = (): void => {
      off();
      resolve(fail('it did not come back'));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function describe(device: FakeDevice): FleetDevice {
  return {
    id: device.id,
    name: device.id,
    labels: [],
    note: '',
    serialno: device.id,
    kind: 'phone',
    manufacturer: 'Google',
    model: 'Pixel 9',
    release: 16,
    sdk: 36,
    fingerprint: 'google/tokay/tokay:16/1:user/release-keys',
    securityPatch: '2026-10-05',
    bootId: device.model.bootId,
    connections: [],
    state: device.connection === null ? 'gone' : 'device',
    allocation: device.allocation,
    advice: null,
    health: null,
    lease: null,
    quarantine: null,
    openChanges: [],
    activity: '',
    lastSeenAt: null,
  };
}
