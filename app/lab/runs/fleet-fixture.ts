/** A fleet of model devices for tests of runs: the ledger works on them for real, cables are pulled by the test. */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { AdbFailure, ShellAnswer, StreamingAdbPort } from '../devices/adb-port.js';
import type { DeviceFleet, LeasedDevice } from '../devices/device-fleet.js';
import type { AllocationState, FleetDevice, FleetSnapshot, Gate } from '../devices/fleet.js';
import { newDevice, reboot, type DeviceModel } from '../ledger/testing/device-model.js';
import { runShell } from '../ledger/testing/device-shell.js';

const lost = fail<AdbFailure>({ reason: 'lost', text: 'the cable is out' });

/** `dead`: the lab that asked was killed and never hears an answer. */
export type Fate = 'works' | 'lost before' | 'lost after' | 'no answer' | 'dead';

export class FakeDevice {
  connection: number | null = 1;
  allocation: AllocationState = 'available';
  quarantinedFor: string | null = null;
  /** Answers of commands that the model does not know, by how the command begins. */
  readonly answers = new Map<string, string>();
  readonly #listeners = new Set<(connection: number | null) => void>();
  #connections = 1;

  /** What becomes of the next call; a test may pull cables here. */
  fate: () => Fate = () => 'works';

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

  onConnection(listener: (connection: number | null) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #connect(connection: number | null): void {
    this.connection = connection;
    for (const listener of [...this.#listeners]) listener(connection);
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
    await new Promise((resolve) => setImmediate(resolve));
    const fate = this.fate();
    if (fate === 'dead') return await new Promise(() => undefined);
    if (fate === 'no answer') return fail({ reason: 'deadline', text: 'no answer in time' });
    if (this.connection === null || fate === 'lost before') return lost;
    const done = ok(work());
    return fate === 'lost after' ? lost : done;
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
  if (device.connection !== null) return Promise.resolve(ok(undefined));
  return new Promise((resolve) => {
    const off = device.onConnection((connection) => {
      if (connection === null) return;
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
