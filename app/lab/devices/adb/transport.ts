/** How services of one device are begun. */
import { AdbBanner, AdbServerClient, AdbServerTransport, type AdbFeature, type AdbSocket } from '@yume-chan/adb';
import type { CallSockets } from './call-sockets.js';
import type { AdbFailure } from '../adb-port.js';
import { listConnections, reasonOf } from './server-calls.js';
import type { ServerAddress } from './server-address.js';

/** What a call needs to reach the device. `transportId`: while the server lives, it never gives it to another connection. */
export interface TransportAddress {
  readonly server: ServerAddress;
  readonly serial: string;
  readonly transportId: number;
  /** What the device's adbd can do. */
  readonly features: readonly string[];
  /** Aborted when the connection is over: no call waits for it then. */
  readonly signal?: AbortSignal;
}

/** The device or the server said no; what it said is the message. */
export class Refused extends Error {}

const never = new Promise<void>(() => undefined);

export function transportOf(
  sockets: CallSockets,
  { serial, transportId, features }: TransportAddress,
): AdbServerTransport {
  const banner = new AdbBanner(undefined, undefined, undefined, undefined, features as readonly AdbFeature[]);
  return new AdbServerTransport(new AdbServerClient(sockets), serial, banner, BigInt(transportId), never);
}

/** The server's words where the connection is gone already: `device offline`, `device 'x' not found`, `no device with transport id`. */
const NO_CONNECTION = /^(?:device (?:is )?(?:offline|still )|device '.*' not found|no devices? |transport )/;

/** Starts a service on the device. Until it has begun, a no is a refusal, and not a loss. */
export async function begin(transport: AdbServerTransport, service: string): Promise<AdbSocket> {
  try {
    return await transport.connect(service);
  } catch (error) {
    const isAnswered = reasonOf(error) === 'refused' && error instanceof Error;
    if (isAnswered && !NO_CONNECTION.test(error.message)) throw new Refused(error.message);
    throw error;
  }
}

/**
 * The server says "closed" when the device refuses a service, and also when the connection goes before the device has answered.
 * Its list knows which of the two it was.
 */
export async function settledFailure(address: TransportAddress, failure: AdbFailure): Promise<AdbFailure> {
  if (failure.reason !== 'refused' || failure.text !== 'closed') return failure;
  const listed = await listConnections(address.server);
  const isThere =
    listed.ok &&
    listed.value.some(({ transportId, state }) => transportId === address.transportId && state === 'device');
  return isThere
    ? { reason: 'refused', text: 'the device refuses it' }
    : { reason: 'lost', text: 'the connection was lost' };
}
