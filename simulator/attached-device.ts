import type { KeyObject } from 'node:crypto';
import { SHELL_UID } from './device/file-system.js';
import { SimulatedDevice, type DeviceOptions } from './device/simulated-device.js';
import { Shell } from './shell/interpreter.js';
import { rawService, shellV2Service, type Job } from './shell/shell-service.js';
import { syncService } from './sync/sync-service.js';
import { joinSockets } from './sockets/join-sockets.js';
import { ReverseForwards } from './sockets/reverse-forwards.js';
import type { DeviceEnd, Peer, Service } from './transport/connection.js';
import { DeviceAddress } from './transport/device-address.js';
import { LineFaults } from './transport/line-faults.js';
import { shellWorld } from './userland/programs.js';

/** What adbd of these releases offers, without what the simulator has not: compression, TLS, delayed acknowledgement. */
const FEATURES = 'shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir,abb,abb_exec,sendrecv_v2';

/** What the first word of the banner says; `adb devices` shows it. */
export const deviceModes = ['device', 'recovery', 'sideload', 'bootloader', 'rescue'] as const;
export type DeviceMode = (typeof deviceModes)[number];

/** A simulated device on its cable: `adb connect 127.0.0.1:PORT` reaches it, and every adb client works with it. */
export class AttachedDevice implements DeviceEnd {
  readonly device: SimulatedDevice;
  readonly faults = new LineFaults();
  readonly #addresses: DeviceAddress[];
  #mode: DeviceMode = 'device';
  readonly #keys: KeyObject[] = [];
  #acceptsKeys: boolean;
  readonly #reverses = new WeakMap<Peer, ReverseForwards>();
  #isGone = false;
  /** Going down and coming up, one after the other: a port can be had again only when it has been left. */
  #switched: Promise<void> = Promise.resolve();

  /** `asksForKey`: the computer must show a key, which is accepted unless the quirks say that nobody does so. */
  constructor(
    options: DeviceOptions,
    private readonly asksForKey: boolean,
  ) {
    this.device = new SimulatedDevice(options);
    this.#addresses = [new DeviceAddress(this, this.faults)];
    this.#acceptsKeys = options.quirks.isUnauthorized !== true;
    this.device.listen({
      goesDown: () => this.#switchTo(() => this.#eachAddress((address) => address.goDown())),
      isUp: () =>
        this.#switchTo(async () => void (this.#isGone || (await this.#eachAddress((address) => address.comeUp())))),
    });
    this.#startLineQuirks();
  }

  get port(): number {
    return this.#first.port;
  }

  /** Listens; returns the port. */
  async attach(port = 0): Promise<number> {
    await this.#first.plugIn(port);
    return this.#first.port;
  }

  /** One more way to the same device, with faults of its own: as a phone on its cable is reached over Wi-Fi too. */
  async addAddress(port = 0): Promise<DeviceAddress> {
    const address = new DeviceAddress(this, new LineFaults());
    this.#addresses.push(address);
    await address.plugIn(port);
    return address;
  }

  /** Out of reach at all addresses until `plugIn`; the device itself goes on. */
  async unplug(): Promise<void> {
    await this.#eachAddress((address) => address.unplug());
  }

  /** In reach again, at another port when one is given. */
  async plugIn(port = this.port): Promise<void> {
    await this.#first.plugIn(port);
  }

  /** Out of reach for good. */
  async detach(): Promise<void> {
    this.#isGone = true;
    this.device.time.stop();
    this.#switchTo(() => this.unplug());
    await this.#switched;
  }

  /** The cable is pulled and put in again. */
  dropConnections(): void {
    for (const address of this.#addresses) address.dropConnections();
  }

  /** Connections become half open: no end is told, and nothing comes any more; new ones are accepted. */
  abandonConnections(): void {
    for (const address of this.#addresses) address.abandonConnections();
  }

  /** `device` again, or one of the modes in which nearly nothing works. */
  rebootInto(mode: DeviceMode): void {
    this.#mode = mode;
    this.device.reboot();
  }

  /** Somebody touches "Allow USB debugging". */
  acceptKeys(): void {
    this.#acceptsKeys = true;
    for (const address of this.#addresses) address.reconsiderKeys();
  }

  banner(): string {
    return `${this.#mode}::${this.device.bannerProperties};features=${FEATURES}`;
  }

  authorization(): 'open' | 'asks' {
    return this.asksForKey || !this.#acceptsKeys ? 'asks' : 'open';
  }

  knownKeys(): readonly KeyObject[] {
    return this.#keys;
  }

  knowsKey(key: KeyObject): boolean {
    if (!this.#acceptsKeys) return false;
    this.#keys.push(key);
    return true;
  }

  service(name: string, peer: Peer): Service | undefined {
    const colon = name.indexOf(':');
    const [kind = '', ...options] = (colon < 0 ? name : name.slice(0, colon)).split(',');
    const rest = colon < 0 ? '' : name.slice(colon + 1);
    if (this.#mode !== 'device' && kind !== 'reboot') return undefined;
    switch (kind) {
      case 'shell':
        return options.includes('v2') ? shellV2Service(this.#shell(rest)) : rawService(this.#shell(rest));
      case 'exec':
        return rawService(this.#shell(rest));
      case 'abb':
        return shellV2Service(this.#cmd(rest));
      case 'abb_exec':
        return rawService(this.#cmd(rest));
      case 'sync':
        return syncService(this.device.files);
      case 'tcp':
      case 'localabstract':
      case 'localreserved':
      case 'localfilesystem':
      case 'local':
        return this.#socket(name);
      case 'reverse':
        return this.#reverse(peer).service(rest);
      case 'reboot':
        return () => {
          this.rebootInto(deviceModes.find((mode) => mode === rest) ?? 'device');
          return Promise.resolve();
        };
      default:
        return undefined;
    }
  }

  /** `adb forward`: adbd connects inside of the device; where nobody listens, the stream is closed at once. */
  #socket(address: string): Service | undefined {
    const end = this.device.sockets.connect(address);
    return end === undefined ? undefined : (stream) => joinSockets(stream, end);
  }

  #reverse(peer: Peer): ReverseForwards {
    const known = this.#reverses.get(peer);
    if (known !== undefined) return known;
    const forwards = new ReverseForwards(this.device.sockets, peer.open);
    this.#reverses.set(peer, forwards);
    void peer.gone.then(() => forwards.stopAll());
    return forwards;
  }

  /** A line without words is an interactive shell: it runs what comes in, line by line until the end. */
  #shell(line: string): Job {
    const shell = new Shell(shellWorld(this.device, SHELL_UID, '/'));
    return (io) => shell.run(line === '' ? 'sh' : line, io);
  }

  /** `cmd` with arguments apart, not through a shell. */
  #cmd(argumentsText: string): Job {
    const program = shellWorld(this.device, SHELL_UID, '/').program('cmd');
    const args = argumentsText.split('\0');
    return async (io) => (program === undefined ? 1 : await program(args, { ...io, folder: '/', uid: SHELL_UID }));
  }

  get #first(): DeviceAddress {
    const [first] = this.#addresses;
    if (first === undefined) throw new Error('a device without an address');
    return first;
  }

  async #eachAddress(act: (address: DeviceAddress) => Promise<void>): Promise<void> {
    await Promise.all(this.#addresses.map(act));
  }

  #switchTo(change: () => Promise<void>): void {
    this.#switched = this.#switched.then(change);
  }

  #startLineQuirks(): void {
    const { freezeAfterMs, cableLossEveryMs } = this.device.options.quirks;
    if (freezeAfterMs !== undefined) {
      if (freezeAfterMs === 0) this.faults.isFrozen = true;
      else this.device.time.after(freezeAfterMs, () => (this.faults.isFrozen = true));
    }
    if (cableLossEveryMs !== undefined) this.#loseCableLater(cableLossEveryMs);
  }

  /** Between half and one and a half times the average, then again. */
  #loseCableLater(averageMs: number): void {
    this.device.time.after(averageMs * (0.5 + this.device.random.next()), () => {
      this.dropConnections();
      this.#loseCableLater(averageMs);
    });
  }
}
