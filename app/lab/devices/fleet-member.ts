/** One device of the fleet: everything that is known of it, and which of its connections is used. */
import { bootingAdvice, ignoredAdvice, silentAdvice, stateAdvice, twinAdvice } from './advice.js';
import type {
  AllocationState,
  ConnectionState,
  DeviceHealth,
  FleetDevice,
  Lease,
  OpenChange,
  Quarantine,
} from './fleet.js';
import type { DeviceProfile } from './identity/device-profile.js';
import type { DeviceLease } from './lease/device-lease.js';
import { noNotes, type DeviceNotes } from './device-notes.js';
import type { LiveConnection } from './tracking/live-connection.js';

/** Heartbeats that may be missed before the device counts as one that does not answer. */
const FORGIVEN_MISSES = 1;

const viaOrder = ['usb', 'emulator', 'tcp', 'unknown'] as const;

export class FleetMember {
  notes: DeviceNotes = noNotes;
  profile: DeviceProfile | null = null;
  health: DeviceHealth | null = null;
  /** Taken here. */
  lease: DeviceLease | null = null;
  /** Taken by another process or computer. */
  foreignLease: Lease | null = null;
  quarantine: Quarantine | null = null;
  openChanges: readonly OpenChange[] = [];
  /** Why changes are open although restoring was tried. */
  restoreProblem: string | null = null;
  /** Connected, and not yet looked at for leases and open changes. */
  isInspected = false;
  activity = 'idle';
  lastSeenAt: string | null = null;
  readonly #connections = new Set<LiveConnection>();
  readonly #listeners = new Set<(connection: number | null) => void>();
  readonly #pulseListeners = new Set<() => void>();
  readonly #strangerBoots = new Set<string>();
  #current: LiveConnection | undefined;
  #toldNumber: number | null = null;

  constructor(readonly id: string) {}

  get connections(): readonly LiveConnection[] {
    return [...this.#connections];
  }

  add(connection: LiveConnection): void {
    this.#connections.add(connection);
  }

  remove(connection: LiveConnection): void {
    this.#connections.delete(connection);
  }

  /** The connection that calls go to; undefined when there is none that leads to a running system. */
  get current(): LiveConnection | undefined {
    return this.#current;
  }

  onConnection(listener: (connection: number | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called after everything that was heard of the device. */
  onPulse(listener: () => void): () => void {
    this.#pulseListeners.add(listener);
    return () => this.#pulseListeners.delete(listener);
  }

  /** Chooses among the connections anew, and tells who listens when another one was chosen. */
  choose(): void {
    this.#noticeTwins();
    const usable = this.connections.filter(
      ({ port, profile }) => port !== undefined && !this.#strangerBoots.has(profile?.bootId ?? ''),
    );
    const answering = usable.filter(({ misses }) => misses <= FORGIVEN_MISSES);
    const stays = this.#current !== undefined && usable.includes(this.#current);
    // A connection in use is not left for a better one, only for one that answers.
    const isSilent = !answering.some((connection) => connection === this.#current);
    if (!stays || (isSilent && answering.length > 0)) this.#current = best(answering) ?? best(usable);
    const number = this.#current?.number ?? null;
    const isNews = number !== this.#toldNumber;
    this.#toldNumber = number;
    if (isNews) for (const listener of [...this.#listeners]) listener(number);
    for (const listener of [...this.#pulseListeners]) listener();
  }

  /** Two boots that answer at the same time are two devices, whatever serial number they tell. */
  get twins(): readonly LiveConnection[] {
    const answering = this.connections.filter(({ port, misses }) => port !== undefined && misses === 0);
    const met = Math.max(...answering.map(({ firstAnswer }) => firstAnswer));
    const alive = answering.filter(({ lastAnswer }) => lastAnswer > met);
    return new Set(alive.map(({ profile }) => profile?.bootId)).size > 1 ? alive : [];
  }

  #noticeTwins(): void {
    const { twins } = this;
    const ours = this.#current?.profile?.bootId;
    for (const { profile } of twins)
      if (profile !== undefined && profile.bootId !== ours) this.#strangerBoots.add(profile.bootId);
    const present = new Set(this.connections.map(({ profile }) => profile?.bootId));
    for (const boot of this.#strangerBoots) if (!present.has(boot)) this.#strangerBoots.delete(boot);
  }

  get state(): ConnectionState {
    return (this.#current ?? best(this.connections))?.listed.state ?? 'gone';
  }

  /** Ready for work: it answers and has started. */
  get isReady(): boolean {
    const current = this.#current;
    return current?.misses === 0 && current.pulse?.bootCompleted === true;
  }

  get allocation(): AllocationState {
    if (this.notes.ignored) return 'ignored';
    if (this.lease !== null || this.foreignLease !== null) return 'leased';
    if (this.quarantine !== null) return 'quarantined';
    if (this.state !== 'device' || this.#isSilent || this.twins.length > 0) return 'unavailable';
    if (!this.isReady || !this.isInspected) return 'checking';
    return this.openChanges.length > 0 ? 'dirty' : 'available';
  }

  get #isSilent(): boolean {
    const present = this.#current ?? best(this.connections);
    return present?.listed.state === 'device' && present.misses > FORGIVEN_MISSES;
  }

  get advice(): string | null {
    if (this.notes.ignored) return ignoredAdvice;
    if (this.quarantine !== null) return `${this.quarantine.reason}. Look after the device, then test it again.`;
    const present = this.#current ?? best(this.connections);
    if (present === undefined) return stateAdvice('gone', 'unknown', '');
    const { state, via, said } = present.listed;
    if (state !== 'device') return stateAdvice(state, via, said);
    if (this.twins.length > 0) return twinAdvice(this.twins.map(({ listed }) => listed.serial));
    if (this.#isSilent) return silentAdvice(present.lastFailure?.text ?? 'no reason is known');
    if (present.pulse?.bootCompleted === false) return bootingAdvice;
    if (this.lease === null && this.openChanges.length > 0)
      return this.restoreProblem ?? 'Changes of an earlier run are being undone.';
    return null;
  }

  describe(): FleetDevice {
    const { notes, profile } = this;
    const serials = this.connections.map(({ listed }) => listed.serial);
    return {
      id: this.id,
      name: notes.name ?? profile?.model ?? serials[0] ?? this.id,
      labels: notes.labels,
      note: notes.note,
      serialno: profile?.serialno ?? '',
      kind: profile?.kind ?? (serials.some((serial) => serial.startsWith('emulator-')) ? 'emulator' : 'phone'),
      manufacturer: profile?.manufacturer ?? null,
      model: profile?.model ?? null,
      release: profile?.release ?? null,
      sdk: profile?.sdk ?? null,
      fingerprint: profile?.fingerprint ?? null,
      securityPatch: profile?.securityPatch ?? null,
      bootId: this.#current?.profile?.bootId ?? null,
      connections: ranked(this.connections).map((connection) => connection.describe()),
      state: this.state,
      allocation: this.allocation,
      advice: this.advice,
      health: this.health,
      lease: this.lease?.describe() ?? this.foreignLease,
      quarantine: this.quarantine,
      openChanges: this.openChanges,
      activity: this.activity,
      lastSeenAt: this.lastSeenAt,
    };
  }
}

/** Cables before the network, and what can be used before what cannot; among equals the newest. */
function ranked(connections: readonly LiveConnection[]): readonly LiveConnection[] {
  const rank = ({ port, listed }: LiveConnection): number =>
    (port !== undefined ? 0 : listed.state === 'device' ? 10 : 20) + viaOrder.indexOf(listed.via);
  return [...connections].sort((a, b) => rank(a) - rank(b) || b.number - a.number);
}

const best = (connections: readonly LiveConnection[]): LiveConnection | undefined => ranked(connections)[0];
