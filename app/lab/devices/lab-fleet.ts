/** The fleet of this lab: puts the parts together behind `DeviceFleet`. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '../../../engine/result.js';
import { adbServerFrom, parseAddress, type ServerAddress } from './adb/server-address.js';
import type { ListedConnection } from './adb/device-list.js';
import { DeviceCare } from './device-care.js';
import type { DeviceFleet } from './device-fleet.js';
import { notesAfter } from './device-notes.js';
import type { AllocationState } from './fleet.js';
import { FleetBoard } from './fleet-board.js';
import type { DeviceFleetOptions } from './fleet-options.js';
import type { FleetFile, RememberedFleet } from './fleet-file.js';
import { gatesOf } from './health/gates.js';
import { readHealth } from './health/read-health.js';
import { SleepWatch } from './host-sleep.js';
import { LeaseDesk } from './lease/lease-desk.js';
import { NetworkDevices } from './network-devices.js';
import { usualPace, type Pace } from './pace.js';
import { LossCount } from './recovery/loss-count.js';
import { Reconnector } from './recovery/reconnector.js';
import { findAdb } from './sdk/find-sdk.js';
import { Roster } from './tracking/roster.js';
import type { ServerLink } from './tracking/server-link.js';
import { ServerLinks } from './tracking/server-links.js';

/** Until the fleet counts as looked over at the start; slower devices come later. */
const FIRST_LOOK_MS = 4000;
/** How long `close` waits for devices that are being restored; the ledger goes on another time. */
const CLOSE_MS = 5000;

export class LabFleet implements DeviceFleet {
  readonly #pace: Pace;
  readonly #clock: () => number;
  readonly #board: FleetBoard;
  readonly #care: DeviceCare;
  readonly #roster: Roster;
  readonly #reconnector: Reconnector;
  readonly #links: ServerLinks;
  readonly #leases: LeaseDesk;
  readonly #sleep: SleepWatch;
  #servers: readonly string[];
  readonly #network: NetworkDevices;
  readonly #losses: LossCount;
  #isClosed = false;

  constructor(
    private readonly options: DeviceFleetOptions,
    private readonly file: FleetFile,
    { devices, servers, addresses }: RememberedFleet,
  ) {
    this.#pace = { ...usualPace, ...options.pace };
    this.#clock = options.clock ?? Date.now;
    this.#servers = servers;
    const [pace, clock] = [this.#pace, this.#clock];
    this.#links = new ServerLinks({
      pace,
      onList: (link, listed) => this.#readList(link, listed),
      onState: () => this.#board.touch(),
    });
    this.#board = new FleetBoard({
      servers: () => this.#links.states,
      clock,
      tellMs: pace.tellMs,
    });
    const { desktop } = options;
    const lockFile = (id: string): string => path.join(options.folder, 'leases', `${id}.lock`);
    this.#care = new DeviceCare({
      board: this.#board,
      ledgerFolder: path.join(options.folder, 'ledger'),
      lockFile,
      desktop,
      pace,
      clock,
      restores: options.onlyLooks !== true,
      onRemembered: () => void this.#remember(),
    });
    this.#leases = new LeaseDesk({ board: this.#board, care: this.#care, desktop, lockFile, pace, clock });
    this.#reconnector = new Reconnector(pace, clock);
    this.#network = new NetworkDevices(this.#links.byAddress, this.#reconnector, addresses);
    this.#losses = new LossCount(clock);
    this.#roster = new Roster({
      board: this.#board,
      pace,
      clock,
      onChange: (member, connection) => {
        if (options.onlyLooks !== true) this.#reconnector.readPulse(connection);
        this.#care.attend(member);
      },
    });
    for (const { id, notes, profile, quarantine, lastSeenAt } of devices) {
      Object.assign(this.#board.member(id), { notes, profile, quarantine, lastSeenAt });
    }
    this.#sleep = new SleepWatch(() => this.#wake(), options.hostClocks);
  }

  async begin(extra: readonly ServerAddress[]): Promise<void> {
    await Promise.all(this.#board.members.map((member) => this.#care.readOpenChanges(member)));
    const { server = adbServerFrom(process.env), adbProgram = await findAdb(process.env) } = this.options;
    this.#links.add(server, adbProgram);
    for (const address of extra) this.#links.add(address, null);
    const unsettled = new Set<AllocationState>(this.options.onlyLooks === true ? ['checking'] : ['checking', 'dirty']);
    const isSettled = (): boolean =>
      this.#links.areLookedAt && this.#board.members.every(({ allocation }) => !unsettled.has(allocation));
    await this.#board.until(isSettled, FIRST_LOOK_MS);
  }

  snapshot: DeviceFleet['snapshot'] = () => this.#board.snapshot();
  watch: DeviceFleet['watch'] = (listener) => this.#board.watch(listener);

  lease: DeviceFleet['lease'] = async (id, holder) => {
    const member = this.#board.find(id);
    return member === undefined ? fail(`there is no device "${id}"`) : await this.#leases.lease(member, holder);
  };

  gates: DeviceFleet['gates'] = async (id) => {
    const member = this.#board.find(id);
    const port = member?.current?.quickPort;
    if (member === undefined || port === undefined) return fail(`${id} is not connected`);
    const health = await readHealth(port, this.#clock);
    if (!health.ok) return fail(`${id} does not answer: ${health.error.text}`);
    member.health = health.value;
    this.#board.touch();
    return ok(gatesOf(health.value));
  };

  change: DeviceFleet['change'] = async (id, changes) => {
    const member = this.#board.find(id);
    if (member === undefined) return fail(`there is no device "${id}"`);
    const notes = notesAfter(member.notes, changes);
    if (!notes.ok) return notes;
    member.notes = notes.value;
    this.#care.attend(member);
    this.#board.touch();
    return await this.#remember();
  };

  quarantine: DeviceFleet['quarantine'] = async (id, reason, evidence) => {
    const member = this.#board.find(id);
    if (member === undefined) return fail(`there is no device "${id}"`);
    const now = this.#clock();
    // What a person says holds until a person tests the device again; what the lab found is tested by the lab.
    const nextTestAt = evidence === '' ? null : new Date(now + this.#pace.retestMs).toISOString();
    member.quarantine = { reason, evidence, since: new Date(now).toISOString(), nextTestAt, attempts: 0 };
    this.#board.touch();
    return await this.#remember();
  };

  retest: DeviceFleet['retest'] = async (id) => {
    const member = this.#board.find(id);
    return member === undefined ? fail(`there is no device "${id}"`) : await this.#care.retest(member);
  };

  restore: DeviceFleet['restore'] = async (id) => {
    const member = this.#board.find(id);
    return member === undefined ? fail(`there is no device "${id}"`) : await this.#care.restore(member);
  };

  addServer: DeviceFleet['addServer'] = async (text) => {
    const address = parseAddress(text);
    if (!address.ok) return address;
    const link = this.#links.add(address.value, null);
    if (!this.#servers.includes(link.text)) this.#servers = [...this.#servers, link.text];
    return await this.#remember();
  };

  removeServer: DeviceFleet['removeServer'] = async (text) => {
    const link = this.#links.byAddress.get(text);
    if (link === undefined) return fail(`there is no adb server ${text} in this lab`);
    await this.#links.remove(link);
    this.#roster.read(link, null);
    this.#servers = this.#servers.filter((server) => server !== text);
    this.#network.forgetServer(text);
    return await this.#remember();
  };

  connect: DeviceFleet['connect'] = async (address) => await this.#rememberIf(await this.#network.connect(address));
  disconnect: DeviceFleet['disconnect'] = async (address) =>
    await this.#rememberIf(await this.#network.disconnect(address));
  pair: DeviceFleet['pair'] = (address, code) => this.#network.pair(address, code);

  close: DeviceFleet['close'] = async () => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#sleep.end();
    this.#links.end();
    await this.#leases.releaseAll();
    // What is being restored is finished; a device that does not answer is not waited for.
    const cared = this.#care.close();
    await Promise.race([cared, delay(CLOSE_MS, undefined, { ref: false })]);
    this.#roster.close();
    await cared;
    await this.#reconnector.close();
    await this.#links.close();
    await this.#remember();
    this.#board.close();
  };

  /** No socket outlives a sleep of the computer for certain, and leases may have run out. */
  #wake(): void {
    this.#reconnector.readWake();
    this.#links.look();
    this.#roster.hurry();
    this.#leases.wake();
  }

  #readList(link: ServerLink, listed: readonly ListedConnection[] | null): void {
    this.#readRoster(link, listed);
    if (this.options.onlyLooks === true) return;
    if (listed === null) this.#reconnector.readAway(link.text);
    else this.#reconnector.readList(link, listed, this.#network.wanted(link.text));
  }

  /** A device that goes while its server stays was lost. */
  #readRoster(link: ServerLink, listed: readonly ListedConnection[] | null): void {
    const connected = this.#board.members.filter(({ current }) => current !== undefined);
    this.#roster.read(link, listed);
    if (listed === null || this.options.onlyLooks === true) return;
    for (const member of connected) {
      if (member.current !== undefined) continue;
      const losses = this.#losses.add(member.id);
      if (losses === undefined || member.quarantine !== null) continue;
      const reason = `Its connection was lost ${losses.length} times in ten minutes: look after cable, port or network`;
      void this.quarantine(member.id, reason, losses.join(', '));
    }
  }

  async #rememberIf(done: Result<void, string>): Promise<Result<void, string>> {
    const remembered = await this.#remember();
    return done.ok ? remembered : done;
  }

  async #remember(): Promise<Result<void, string>> {
    if (this.options.onlyLooks === true) return ok(undefined);
    const devices = this.#board.members.flatMap(({ id, notes, profile, quarantine, lastSeenAt }) =>
      profile === null ? [] : [{ id, notes, profile, quarantine, lastSeenAt }],
    );
    return await this.file.write({ devices, servers: this.#servers, addresses: this.#network.addresses });
  }
}
