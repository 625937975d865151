/** Devices over the network: connected because a person asked for them, and asked for again until the person gives them up. */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '../../../engine/result.js';
import { addressText, parseAddress, type ServerAddress } from './adb/server-address.js';
import { connectDevice, disconnectDevice, pairDevice } from './adb/server-calls.js';
import type { WantedAddress } from './fleet-file.js';
import type { Reconnector } from './recovery/reconnector.js';
import type { ServerLink } from './tracking/server-link.js';

const SECOND_TRY_MS = 500;
/** Where adbd listens unless somebody chose another port. */
const DEVICE_PORT = 5555;

export class NetworkDevices {
  #addresses: readonly WantedAddress[];

  constructor(
    /** By address; the first is this computer's own. */
    private readonly links: ReadonlyMap<string, ServerLink>,
    private readonly reconnector: Reconnector,
    addresses: readonly WantedAddress[],
  ) {
    this.#addresses = addresses;
  }

  get addresses(): readonly WantedAddress[] {
    return this.#addresses;
  }

  /** What a person asked that server for. */
  wanted(server: string): ReadonlySet<string> {
    return new Set(this.#addresses.flatMap((wanted) => (wanted.server === server ? [wanted.address] : [])));
  }

  forgetServer(server: string): void {
    this.#addresses = this.#addresses.filter((wanted) => wanted.server !== server);
  }

  async connect(text: string): Promise<Result<void, string>> {
    const { link, address } = this.#place(text);
    if (!address.ok) return address;
    if (link === undefined) return fail('there is no adb server');
    const connected = await connectTwice(link.address, address.value);
    link.look();
    if (!connected.ok && !connected.error.text.includes('authenticate'))
      return fail(`${address.value} could not be connected: ${connected.error.text}`);
    const wanted = { server: link.text, address: address.value };
    this.#addresses = [...this.#addresses.filter((known) => known.address !== wanted.address), wanted];
    return ok(undefined);
  }

  async disconnect(text: string): Promise<Result<void, string>> {
    const { link, address } = this.#place(text);
    if (!address.ok) return address;
    if (link === undefined) return fail('there is no adb server');
    this.#addresses = this.#addresses.filter((known) => known.address !== address.value);
    this.reconnector.giveUp(link.text, address.value);
    const disconnected = await disconnectDevice(link.address, address.value);
    link.look();
    return disconnected.ok ? disconnected : fail(disconnected.error.text);
  }

  async pair(text: string, code: string): Promise<Result<void, string>> {
    const { link, address } = this.#place(text);
    if (!address.ok) return address;
    if (!/^[0-9]{6}$/.test(code))
      return fail('the code has six digits: it stands on the device, under Wireless debugging');
    if (link === undefined) return fail('there is no adb server');
    const paired = await pairDevice(link.address, address.value, code);
    if (paired.ok) return paired;
    return paired.error.text.includes('unknown host service')
      ? fail(
          `the adb server ${link.text} is too old to pair: install the platform-tools of the Android SDK (30 or newer)`,
        )
      : fail(`${address.value} could not be paired: ${paired.error.text}`);
  }

  /** The server that has the address already, else the first. */
  #place(text: string): { readonly link: ServerLink | undefined; readonly address: Result<string, string> } {
    const parsed = parseAddress(text, DEVICE_PORT);
    if (!parsed.ok) return { link: undefined, address: parsed };
    const address = addressText(parsed.value);
    const server = this.#addresses.find((known) => known.address === address)?.server;
    const link = (server === undefined ? undefined : this.links.get(server)) ?? [...this.links.values()][0];
    return { link, address: ok(address) };
  }
}

/** A server that has just let an address go refuses it for a moment, and gives no reason. */
async function connectTwice(server: ServerAddress, address: string): ReturnType<typeof connectDevice> {
  const first = await connectDevice(server, address);
  if (first.ok || first.error.text !== `failed to connect to ${address}`) return first;
  await delay(SECOND_TRY_MS);
  return await connectDevice(server, address);
}
