/** Where an adb server listens. */
import { fail, ok, type Result } from '../../../../engine/result.js';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 5037;

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

/** The user's own server: `ADB_SERVER_SOCKET`, `ANDROID_ADB_SERVER_PORT`, else port 5037, as adb itself looks for it. */
export function adbServerFrom(env: Readonly<Record<string, string | undefined>>): ServerAddress {
  const socket = /^tcp:(?:([^:]+):)?([0-9]{1,5})$/.exec(env['ADB_SERVER_SOCKET'] ?? '');
  if (socket?.[2] !== undefined) return { host: socket[1] ?? '127.0.0.1', port: Number(socket[2]) };
  const port = Number(env['ANDROID_ADB_SERVER_PORT']);
  return { host: '127.0.0.1', port: isPort(port) ? port : DEFAULT_PORT };
}

/** `HOST`, `HOST:PORT`, `[IPv6]:PORT`. Without a port it is `defaultPort`. */
export function parseAddress(text: string, defaultPort = DEFAULT_PORT): Result<ServerAddress, string> {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]{1,255}))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return fail(`"${text.slice(0, 100)}" is no address: write HOST:PORT, as in 192.168.1.7:5037`);
  const port = digits === undefined ? defaultPort : Number(digits);
  return isPort(port) ? ok({ host, port }) : fail(`${digits ?? ''} is no port: ports go from 1 to 65535`);
}

/** `127.0.0.1:5037`; an IPv6 address in brackets. */
export const addressText = ({ host, port }: ServerAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** Servers on other computers are never started, and their files are not ours. */
export const isThisComputer = ({ host }: ServerAddress): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');
