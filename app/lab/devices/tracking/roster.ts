/** Turns the lists of the adb servers into connections, and connections into devices. */
import type { ListedConnection } from '../adb/device-list.js';
import type { FleetBoard } from '../fleet-board.js';
import type { FleetMember } from '../fleet-member.js';
import { connectionId, deviceId } from '../identity/device-profile.js';
import type { Pace } from '../pace.js';
import { LiveConnection } from './live-connection.js';
import type { ServerLink } from './server-link.js';

export interface RosterOptions {
  readonly board: FleetBoard;
  readonly pace: Pace;
  readonly clock: () => number;
  /** Called after anything happened on a connection, when its device has been told. */
  readonly onChange: (member: FleetMember, connection: LiveConnection) => void;
}

export class Roster {
  /** By server and serial. */
  readonly #connections = new Map<string, LiveConnection>();
  readonly #members = new Map<LiveConnection, FleetMember>();
  /** Whose device a serial was last, so that one that asks for its key anew is still known. */
  readonly #lastIds = new Map<string, string>();
  #count = 0;

  constructor(private readonly options: RosterOptions) {}

  /** A server's list; null when the server is away. */
  read(link: ServerLink, listed: readonly ListedConnection[] | null): void {
    const present = new Set<string>();
    for (const line of listed ?? []) {
      const key = `${link.text} ${line.serial}`;
      present.add(key);
      const known = this.#connections.get(key);
      if (known?.continues(line) === true) known.update(line);
      else this.#replace(key, known, link, line);
    }
    for (const [key, connection] of this.#connections) {
      if (key.startsWith(`${link.text} `) && !present.has(key)) this.#end(key, connection);
    }
    this.options.board.touch();
  }

  /** Asks every device at once whether it is there. */
  hurry(): void {
    for (const connection of this.#connections.values()) connection.hurry();
  }

  close(): void {
    for (const [key, connection] of this.#connections) this.#end(key, connection);
  }

  #replace(key: string, known: LiveConnection | undefined, link: ServerLink, listed: ListedConnection): void {
    if (known !== undefined) this.#end(key, known);
    const { pace, clock } = this.options;
    const connection = new LiveConnection({
      server: link.address,
      listed,
      number: ++this.#count,
      pace,
      clock,
      onChange: (changed) => this.#changed(key, changed),
    });
    this.#connections.set(key, connection);
    this.#assign(connection, this.#guess(key, listed));
    this.#changed(key, connection);
  }

  #end(key: string, connection: LiveConnection): void {
    this.#connections.delete(key);
    const member = this.#members.get(connection);
    connection.end();
    this.#members.delete(connection);
    if (member === undefined) return;
    member.remove(connection);
    member.choose();
    this.#forgetIfStranger(member);
    this.options.onChange(member, connection);
  }

  #changed(key: string, connection: LiveConnection): void {
    if (connection.isEnded) return;
    const { id, profile } = connection;
    if (id !== undefined && profile !== undefined) {
      this.#lastIds.set(key, id);
      const member = this.#assign(connection, id);
      member.profile = profile;
      member.lastSeenAt = new Date(connection.lastAnswer).toISOString();
    }
    const member = this.#members.get(connection);
    if (member === undefined) return;
    member.choose();
    this.options.onChange(member, connection);
    this.options.board.touch();
  }

  #assign(connection: LiveConnection, id: string): FleetMember {
    const before = this.#members.get(connection);
    if (before?.id === id) return before;
    const member = this.options.board.member(id);
    this.#members.set(connection, member);
    member.add(connection);
    if (before !== undefined) {
      before.remove(connection);
      before.choose();
      this.#forgetIfStranger(before);
    }
    return member;
  }

  /** Before a device can be asked: as last time; over a cable adb's serial is the device's own; else a name of its own. */
  #guess(key: string, { serial, via }: ListedConnection): string {
    const known = this.#lastIds.get(key);
    if (known !== undefined) return known;
    return via === 'usb' && !serial.includes('?') ? deviceId(serial, '') : connectionId(key);
  }

  /** One that never said who it is, and is gone, was only a line in a list. */
  #forgetIfStranger(member: FleetMember): void {
    if (member.profile === null && member.connections.length === 0) this.options.board.forget(member.id);
  }
}
