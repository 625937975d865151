/** Requests that the adb server answers itself. Every one has a deadline and leaves no socket behind. */
import { AdbServerClient, type AdbServerStream } from '@yume-chan/adb';
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { AdbFailure } from '../adb-port.js';
import { CallSockets } from './call-sockets.js';
import { parseDeviceList, type ListedConnection } from './device-list.js';
import type { ServerAddress } from './server-address.js';

const DEADLINE_MS = 5000;
/** The server tries to reach the address first, and its own patience is ten seconds. */
const CONNECT_DEADLINE_MS = 15_000;

type Answer<T> = Promise<Result<T, AdbFailure>>;

/** Tango throws a plain `Error` with the server's own words when it was refused, and other classes when the socket broke. */
export const reasonOf = (error: unknown): 'lost' | 'refused' =>
  error instanceof Error && error.constructor === Error && !('code' in error) ? 'refused' : 'lost';

async function ask<T>(
  server: ServerAddress,
  service: string,
  read: (stream: AdbServerStream) => T | PromiseLike<T>,
  deadlineMs = DEADLINE_MS,
  signal?: AbortSignal,
): Answer<T> {
  const sockets = new CallSockets(server, deadlineMs);
  const end = (): void => sockets.end();
  signal?.addEventListener('abort', end);
  try {
    return ok(await read(await new AdbServerClient(sockets).createConnection(service)));
  } catch (error) {
    return fail(sockets.failureOf(error, reasonOf(error)));
  } finally {
    signal?.removeEventListener('abort', end);
    sockets.end();
  }
}

const readText = async (stream: AdbServerStream): Promise<string> => await stream.readString();

/** `host:version`: it has been 41 for years, so features say what a server can do. */
export async function serverVersion(server: ServerAddress, deadlineMs = DEADLINE_MS): Answer<number> {
  const answer = await ask(server, 'host:version', readText, deadlineMs);
  if (!answer.ok) return answer;
  const version = /^[0-9a-fA-F]{1,4}$/.test(answer.value) ? Number.parseInt(answer.value, 16) : undefined;
  if (version === undefined) return fail({ reason: 'refused', text: 'what listens there is no adb server' });
  return ok(version);
}

/** Features of the server's own side: `mdns`, `pair` belong to newer ones. */
export async function serverFeatures(server: ServerAddress, deadlineMs = DEADLINE_MS): Answer<readonly string[]> {
  const answer = await ask(server, 'host:host-features', readText, deadlineMs);
  return answer.ok ? ok(answer.value.split(',').filter((feature) => feature !== '')) : answer;
}

export async function listConnections(server: ServerAddress): Answer<readonly ListedConnection[]> {
  const answer = await ask(server, 'host:devices-l', readText);
  return answer.ok ? ok(parseDeviceList(answer.value)) : answer;
}

/** Features of a device, as its adbd told the server. */
export async function deviceFeatures(server: ServerAddress, transportId: number): Answer<readonly string[]> {
  const answer = await ask(server, `host-transport-id:${transportId}:features`, readText);
  return answer.ok ? ok(answer.value.split(',')) : answer;
}

/**
 * Asks the server for a device over the network. The server answers OKAY whatever came of it; only its words tell. "Already
 * connected" may be said of a connection that is offline: the list of devices has the last word.
 */
export async function connectDevice(server: ServerAddress, address: string, signal?: AbortSignal): Answer<void> {
  const answer = await ask(server, `host:connect:${address}`, readText, CONNECT_DEADLINE_MS, signal);
  if (!answer.ok) return answer;
  if (/^(?:already )?connected to /.test(answer.value)) return ok(undefined);
  return fail({ reason: 'refused', text: answer.value.trim() });
}

export async function disconnectDevice(server: ServerAddress, address: string): Answer<void> {
  const answer = await ask(server, `host:disconnect:${address}`, readText);
  return answer.ok ? ok(undefined) : answer;
}

/** Ends the device's connection at the server, which takes it up anew: what `adb reconnect` does. */
export async function reconnectDevice(server: ServerAddress, transportId: number): Answer<void> {
  const answer = await ask(server, `host-transport-id:${transportId}:reconnect`, readText);
  return answer.ok ? ok(undefined) : answer;
}

/** `adb pair`. A server that cannot pair says "unknown host service". */
export async function pairDevice(server: ServerAddress, address: string, code: string): Answer<void> {
  const sockets = new CallSockets(server, CONNECT_DEADLINE_MS);
  try {
    return ok(await new AdbServerClient(sockets).wireless.pair(address, code));
  } catch (error) {
    return fail(sockets.failureOf(error, reasonOf(error)));
  } finally {
    sockets.end();
  }
}

/**
 * Calls `onChange` at every change that the server tells of, until the server goes or `sockets.end()` is called. What changed is
 * not taken from here: for devices over TCP this is up to 60 s late (spec adb-and-devices, section 4).
 */
export async function followChanges(sockets: CallSockets, onChange: () => void): Promise<AdbFailure> {
  try {
    const stream = await new AdbServerClient(sockets).createConnection('host:track-devices');
    for (;;) {
      await stream.readString();
      onChange();
    }
  } catch (error) {
    return sockets.failureOf(error, reasonOf(error));
  } finally {
    sockets.end();
  }
}
