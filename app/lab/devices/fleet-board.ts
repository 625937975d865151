/** All devices that are known, and who wants to hear of changes. */
import type { AdbServerState, FleetSnapshot } from './fleet.js';
import { FleetMember } from './fleet-member.js';

export interface FleetBoardOptions {
  readonly servers: () => readonly AdbServerState[];
  readonly clock: () => number;
  /** Changes within this time are told together. */
  readonly tellMs: number;
}

export class FleetBoard {
  readonly #members = new Map<string, FleetMember>();
  readonly #listeners = new Set<(snapshot: FleetSnapshot) => void>();
  readonly #waiting = new Set<() => void>();
  #snapshot: FleetSnapshot;
  /** The content of the snapshot, to see whether anything changed. */
  #content = '';
  /** What the listeners know. */
  #toldRevision = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: FleetBoardOptions) {
    this.#snapshot = { revision: 0, at: new Date(options.clock()).toISOString(), servers: [], devices: [] };
  }

  get members(): readonly FleetMember[] {
    return [...this.#members.values()];
  }

  find(id: string): FleetMember | undefined {
    return this.#members.get(id);
  }

  /** The device of that id, made when it was not known. */
  member(id: string): FleetMember {
    const known = this.#members.get(id);
    if (known !== undefined) return known;
    const fresh = new FleetMember(id);
    this.#members.set(id, fresh);
    return fresh;
  }

  forget(id: string): void {
    this.#members.delete(id);
  }

  /** Something may have changed. */
  touch(): void {
    this.#timer ??= setTimeout(() => this.#tell(), this.options.tellMs);
  }

  /** As things are now. */
  snapshot(): FleetSnapshot {
    this.#refresh();
    return this.#snapshot;
  }

  watch(listener: (snapshot: FleetSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Settles as soon as it is so, looked at after every change; false when that takes longer than `deadlineMs`. */
  async until(isSo: () => boolean, deadlineMs: number): Promise<boolean> {
    if (isSo()) return true;
    return await new Promise((resolve) => {
      const settle = (isDone: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(isDone);
      };
      const look = (): void => {
        if (isSo()) settle(true);
      };
      const timer = setTimeout(() => settle(isSo()), deadlineMs);
      this.#waiting.add(look);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #tell(): void {
    this.#timer = undefined;
    for (const look of [...this.#waiting]) look();
    const before = this.#snapshot;
    this.#refresh();
    if (this.#snapshot === before && this.#toldRevision === before.revision) return;
    this.#toldRevision = this.#snapshot.revision;
    for (const listener of [...this.#listeners]) listener(this.#snapshot);
  }

  #refresh(): void {
    const devices = this.members
      .map((member) => member.describe())
      .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
    const servers = this.options.servers();
    const content = JSON.stringify([servers, devices]);
    if (content === this.#content) return;
    this.#content = content;
    const at = new Date(this.options.clock()).toISOString();
    this.#snapshot = { revision: this.#snapshot.revision + 1, at, servers, devices };
  }
}

const compare = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
