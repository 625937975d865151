/** The adb servers of this lab, by their addresses: the first is that of this computer. */
import { addressText, type ServerAddress } from '../adb/server-address.js';
import type { ListedConnection } from '../adb/device-list.js';
import type { AdbServerState } from '../fleet.js';
import type { Pace } from '../pace.js';
import { ServerLink } from './server-link.js';

export interface ServerLinksOptions {
  readonly pace: Pace;
  /** A server's list, each time it was read; null: the server is away, and so are its devices. */
  readonly onList: (link: ServerLink, listed: readonly ListedConnection[] | null) => void;
  readonly onState: () => void;
}

export class ServerLinks {
  readonly #links = new Map<string, ServerLink>();
  readonly #looked = new Set<string>();
  #isClosed = false;

  constructor(private readonly options: ServerLinksOptions) {}

  get byAddress(): ReadonlyMap<string, ServerLink> {
    return this.#links;
  }

  get states(): readonly AdbServerState[] {
    return [...this.#links.values()].map(({ state }) => state);
  }

  /** Every server was asked once, or is known to be away. */
  get areLookedAt(): boolean {
    return this.#looked.size === this.#links.size;
  }

  /** `program`: adb, to be started where the server is not. */
  add(address: ServerAddress, program: string | null): ServerLink {
    const known = this.#links.get(addressText(address));
    if (known !== undefined) return known;
    const { pace, onState } = this.options;
    const link = new ServerLink({ address, pace, program, onState, onList: (listed) => this.#listed(link, listed) });
    this.#links.set(link.text, link);
    return link;
  }

  async remove(link: ServerLink): Promise<void> {
    this.#links.delete(link.text);
    this.#looked.delete(link.text);
    await link.close();
  }

  /** Lists at once. */
  look(): void {
    for (const link of this.#links.values()) link.look();
  }

  /** From now on nothing is told. */
  end(): void {
    this.#isClosed = true;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.close()));
  }

  #listed(link: ServerLink, listed: readonly ListedConnection[] | null): void {
    this.#looked.add(link.text);
    if (!this.#isClosed && this.#links.get(link.text) === link) this.options.onList(link, listed);
  }
}
